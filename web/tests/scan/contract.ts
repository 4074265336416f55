import { readFileSync } from 'node:fs';

const PAGE = readFileSync(new URL('../../../docs/scan-events.md', import.meta.url), 'utf8');

/** A block of the worked example in docs/scan-events.md, by its name. */
export function example(name: string): string {
  const found = new RegExp(`\`\`\`${name}\\n([\\s\\S]*?)\\n\`\`\``).exec(PAGE);
  if (!found) throw new Error(`docs/scan-events.md has no block ${name}`);
  return found[1]!;
}
