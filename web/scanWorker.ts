import { createHash } from 'node:crypto';
import type { Plugin, Rolldown } from 'vite';

export const WORKER = 'scan-worker';
const ENTRY = 'scan';
const PUBLIC = ['/scan.webmanifest', '/scan-192.png', '/scan-512.png'];
const LATER = 'ownDecoder';

type Bundle = Rolldown.OutputBundle;

/** Everything that the door loads but its decoder, which only some phones need: chunks, those loaded later too, and styles. */
function filesOf(bundle: Bundle, name: string, seen = new Set<string>()): Set<string> {
  const chunk = bundle[name];
  if (seen.has(name) || chunk?.type !== 'chunk' || chunk.name === LATER) return seen;
  seen.add(name);
  for (const style of chunk.viteMetadata?.importedCss ?? []) seen.add(style);
  for (const next of [...chunk.imports, ...chunk.dynamicImports]) filesOf(bundle, next, seen);
  return seen;
}

/** Writes into the service worker of the scan door what this build consists of, so that a phone keeps all of it. */
export function scanWorker(): Plugin {
  return {
    name: 'scan-worker',
    enforce: 'post',
    generateBundle(_, bundle) {
      const chunks = Object.values(bundle).filter((one) => one.type === 'chunk');
      const door = chunks.find(({ isEntry, name }) => isEntry && name === ENTRY);
      const worker = chunks.find(({ isEntry, name }) => isEntry && name === WORKER);
      if (!door || !worker) throw new Error('The scan door or its worker was not built.');
      if (worker.imports.length > 0) throw new Error(`The worker must stand alone, and imports ${worker.imports.join(', ')}.`);
      const files = ['/scan', ...PUBLIC, ...[...filesOf(bundle, door.fileName)].map((file) => `/${file}`)];
      const page = bundle['scan.html'];
      const build = createHash('sha256').update(files.join()).update(page?.type === 'asset' ? page.source : '').update(worker.code);
      worker.code = worker.code
        .replaceAll('__SCAN_FILES__', JSON.stringify(files))
        .replaceAll('__SCAN_BUILD__', JSON.stringify(build.digest('hex').slice(0, 12)));
    },
  };
}
