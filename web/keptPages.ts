import { createHash } from 'node:crypto';
import type { Plugin, Rolldown } from 'vite';

export const WORKER = 'page-worker';

/** The pages that open without signal: what belongs to each besides its code and styles, and which of its code only some phones need. */
const PAGES = [
  { name: 'scan', besides: ['/scan.webmanifest', '/scan-192.png', '/scan-512.png'], later: 'ownDecoder' },
  { name: 'escort', besides: ['/icon.svg'], later: undefined },
] as const;

type Bundle = Rolldown.OutputBundle;

/** Everything that a page loads: chunks, those loaded later too, styles and fonts; but what `later` names. */
function filesOf(bundle: Bundle, name: string, later: string | undefined, seen = new Set<string>()): Set<string> {
  const chunk = bundle[name];
  if (seen.has(name) || chunk?.type !== 'chunk' || (later !== undefined && chunk.name === later)) return seen;
  seen.add(name);
  for (const file of [...(chunk.viteMetadata?.importedCss ?? []), ...(chunk.viteMetadata?.importedAssets ?? [])]) seen.add(file);
  for (const next of [...chunk.imports, ...chunk.dynamicImports]) filesOf(bundle, next, later, seen);
  return seen;
}

/** Writes a service worker for each page that opens without signal, with what this build of it consists of, so that a phone keeps all of it. */
export function keptPages(): Plugin {
  return {
    name: 'kept-pages',
    enforce: 'post',
    generateBundle(_, bundle) {
      const chunks = Object.values(bundle).filter((one) => one.type === 'chunk');
      const entry = (wanted: string) => {
        const found = chunks.find(({ isEntry, name }) => isEntry && name === wanted);
        if (!found) throw new Error(`There is no entry ${wanted} in this build.`);
        return found;
      };
      const worker = entry(WORKER);
      if (worker.imports.length > 0) throw new Error(`The worker must stand alone, and imports ${worker.imports.join(', ')}.`);
      delete bundle[worker.fileName];
      for (const { name, besides, later } of PAGES) {
        const files = [`/${name}`, ...besides, ...[...filesOf(bundle, entry(name).fileName, later)].map((file) => `/${file}`)];
        const page = bundle[`${name}.html`];
        const build = createHash('sha256').update(files.join()).update(page?.type === 'asset' ? page.source : '').update(worker.code);
        const source = worker.code
          .replaceAll('__PAGE_NAME__', JSON.stringify(name))
          .replaceAll('__PAGE_FILES__', JSON.stringify(files))
          .replaceAll('__PAGE_BUILD__', JSON.stringify(build.digest('hex').slice(0, 12)));
        // A worker's address must stay the same from build to build: browsers look there for the next one.
        this.emitFile({ type: 'asset', fileName: `${name}-worker.js`, source });
      }
    },
  };
}
