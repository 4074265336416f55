// Measures what a browser loads before the map: the console's entry with everything it imports at once, gzipped.
// The map chunk comes later by itself, and fonts are no code, so neither counts. Over budget, the build fails.
import { readFileSync, rmSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const BUDGET = 80 * 1024;
const manifest = JSON.parse(readFileSync('dist/.vite/manifest.json', 'utf8'));

// Only this script needs the manifest; what stays in dist is what browsers may load.
rmSync('dist/.vite', { recursive: true });

function filesOf(key, seen = new Set()) {
  if (seen.has(key)) return [];
  seen.add(key);
  const chunk = manifest[key];
  return [chunk.file, ...(chunk.css ?? []), ...(chunk.imports ?? []).flatMap((name) => filesOf(name, seen))];
}

const files = ['index.html', ...new Set(filesOf('index.html'))];
const sizes = files.map((file) => gzipSync(readFileSync(`dist/${file}`), { level: 9 }).length);
const total = sizes.reduce((sum, size) => sum + size, 0);
files.forEach((file, index) => console.log(`${(sizes[index] / 1024).toFixed(1).padStart(7)} KB  ${file}`));
console.log(`${(total / 1024).toFixed(1).padStart(7)} KB  console shell, of ${BUDGET / 1024} KB allowed`);
if (total > BUDGET) {
  console.error('The console shell is over its budget: load what is not needed at once later.');
  process.exit(1);
}
