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

async function collect(): Promise<Map<string, string>> {
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((name) => /(^|[\\/]|[a-z])[dD]ocuments\.ts$/.test(name));
  const texts = new Map<string, string>();
  for (const file of files) {
    const { module } = await runnerImport<Record<string, unknown>>(resolve(SOURCES, file));
    for (const value of Object.values(module)) {
      const name = operationName(value);
      if (name === undefined) continue;
      const text = print(value as Parameters<typeof print>[0]);
      if (texts.has(name) && texts.get(name) !== text) throw new Error(`Two documents are called ${name}; the second is in ${file}.`);
      texts.set(name, text);
    }
  }
  return texts;
}

const idOf = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;

/**
 * Collects the documents of every `*ocuments.ts` when the client is built: `documents.json` tells the server which texts are ours, and
 * `virtual:document-ids` tells the client what to send instead of a text. While developing the server knows none, so texts are sent.
 */
export function trustedDocuments(): Plugin {
  let texts = new Map<string, string>();
  let isBuild = false;
  return {
    name: 'trusted-documents',
    configResolved: ({ command }) => {
      isBuild = command === 'build';
    },
    buildStart: async () => {
      if (isBuild) texts = await collect();
    },
    resolveId: (id) => (id === MODULE ? `\0${MODULE}` : undefined),
    load: (id) => {
      if (id !== `\0${MODULE}`) return undefined;
      const ids = Object.fromEntries([...texts].map(([name, text]) => [name, idOf(text)]));
      return `export const DOCUMENT_IDS = ${JSON.stringify(ids)};`;
    },
    generateBundle() {
      const known = Object.fromEntries([...texts.values()].map((text) => [idOf(text), text]));
      this.emitFile({ type: 'asset', fileName: 'documents.json', source: JSON.stringify(known, null, 1) });
    },
  };
}
