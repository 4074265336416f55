import { print } from '@0no-co/graphql.web';
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { runnerImport, type Plugin } from 'vite';

const MODULE = 'virtual:document-ids';
const SOURCES = resolve(import.meta.dirname, 'src');

interface Definition {
  kind: string;
  name?: { value: string };
}

/** A document of the API by what it exports; fragments alone are no document that can be sent. */
function operationName(value: unknown): string | undefined {
  const definitions = (value as { definitions?: Definition[] } | null)?.definitions ?? [];
  return definitions.find(({ kind }) => kind === 'OperationDefinition')?.name?.value;
}

interface Collected {
  /** The text of each document, by name. */
  texts: Map<string, string>;
  /** The names of the documents in each file. */
  namesIn: Map<string, string[]>;
}

async function collect(): Promise<Collected> {
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((name) => /(^|[\\/]|[a-z])[dD]ocuments\.ts$/.test(name));
  const texts = new Map<string, string>();
  const namesIn = new Map<string, string[]>();
  for (const file of files) {
    const { module } = await runnerImport<Record<string, unknown>>(resolve(SOURCES, file));
    const names: string[] = [];
    namesIn.set(resolve(SOURCES, file), names);
    for (const value of Object.values(module)) {
      const name = operationName(value);
      if (name === undefined) continue;
      const text = print(value as Parameters<typeof print>[0]);
      if (texts.has(name) && texts.get(name) !== text) throw new Error(`Two documents are called ${name}; the second is in ${file}.`);
      texts.set(name, text);
      names.push(name);
    }
  }
  return { texts, namesIn };
}

const idOf = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;

/**
 * Collects the documents of every `*ocuments.ts` when the client is built: `documents.json` tells the server which texts are ours, and each
 * of these files writes into `virtual:document-ids` what to send instead of its texts: so a page loads the ids of what it can ask and no
 * others. While developing the server knows none, so texts are sent.
 */
export function trustedDocuments(): Plugin {
  let found: Collected = { texts: new Map(), namesIn: new Map() };
  let isBuild = false;
  return {
    name: 'trusted-documents',
    configResolved: ({ command }) => {
      isBuild = command === 'build';
    },
    buildStart: async () => {
      if (isBuild) found = await collect();
    },
    resolveId: (id) => (id === MODULE ? `\0${MODULE}` : undefined),
    load: (id) => (id === `\0${MODULE}` ? 'export const DOCUMENT_IDS = {};' : undefined),
    transform(code, id) {
      const names = found.namesIn.get(id.split('?')[0]!);
      if (!names?.length) return undefined;
      const ids = Object.fromEntries(names.map((name) => [name, idOf(found.texts.get(name)!)]));
      return { code: `${code}\nimport { DOCUMENT_IDS as ids } from '${MODULE}';\nObject.assign(ids, ${JSON.stringify(ids)});`, map: null };
    },
    generateBundle() {
      const known = Object.fromEntries([...found.texts.values()].map((text) => [idOf(text), text]));
      this.emitFile({ type: 'asset', fileName: 'documents.json', source: JSON.stringify(known, null, 1) });
    },
  };
}
