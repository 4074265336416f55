// Packs what browsers load with gzip, once and as tightly as it goes: the server sends these files as they are (server/silog/pages.py), and
// budget.js measures them. Pictures are packed already, the basemap is read by ranges, and documents.json is for the server alone.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const PACKED = /\.(css|html|js|svg|wasm|webmanifest)$/;

for (const file of readdirSync('dist', { recursive: true })) {
  if (!PACKED.test(file) || file.startsWith('.vite')) continue;
  writeFileSync(`dist/${file}.gz`, gzipSync(readFileSync(`dist/${file}`), { level: 9 }));
}
