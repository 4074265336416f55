// Measures what a browser loads at once for each door, as pack.js has packed it: the entry with everything it imports. What comes later by itself (map,
// decoder) and fonts do not count. Over budget, the build fails.
import { readFileSync, rmSync, statSync } from 'node:fs';

const DOORS = [
  { page: 'index.html', name: 'console shell', allowedKb: 80, besides: [] },
  { page: 'office.html', name: 'office page', allowedKb: 60, besides: [] },
  { page: 'plan.html', name: 'plan page', allowedKb: 60, besides: [] },
  { page: 'watch.html', name: 'supervision page', allowedKb: 60, besides: [] },
  { page: 'escort.html', name: 'escort page', allowedKb: 60, besides: ['escort-worker.js'] },
  { page: 'vectors.html', name: 'vectors page', allowedKb: 60, besides: [] },
  { page: 'scan.html', name: 'scan door', allowedKb: 60, besides: ['scan-worker.js', 'scan.webmanifest'] },
];
const manifest = JSON.parse(readFileSync('dist/.vite/manifest.json', 'utf8'));

// Only this script needs the manifest; what stays in dist is what browsers may load.
rmSync('dist/.vite', { recursive: true });

function filesOf(key, seen = new Set()) {
  if (seen.has(key)) return [];
  seen.add(key);
  const chunk = manifest[key];
  return [chunk.file, ...(chunk.css ?? []), ...(chunk.imports ?? []).flatMap((name) => filesOf(name, seen))];
}

function isWithin({ page, name, allowedKb, besides }) {
  const files = [page, ...new Set(filesOf(page)), ...besides];
  const sizes = files.map((file) => statSync(`dist/${file}.gz`).size);
  const totalKb = sizes.reduce((sum, size) => sum + size, 0) / 1024;
  files.forEach((file, index) => console.log(`${(sizes[index] / 1024).toFixed(1).padStart(7)} KB  ${file}`));
  console.log(`${totalKb.toFixed(1).padStart(7)} KB  ${name}, of ${allowedKb} KB allowed`);
  if (totalKb > allowedKb) console.error(`The ${name} is over its budget: load what is not needed at once later.`);
  return totalKb <= allowedKb;
}

if (!DOORS.map(isWithin).every(Boolean)) process.exit(1);
