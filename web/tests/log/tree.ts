/** A tree of the entries that the vectors are of, kept row by row, so that any tile of it can be read. */
import { createHash } from 'node:crypto';
import type { ReadTile, Tile } from '../../src/log/tiles';
import { pathOf } from '../../src/log/tiles';
import vectors from './vectors.json' with { type: 'json' };

const hash = (...parts: Uint8Array[]): Buffer => createHash('sha256').update(Buffer.concat(parts)).digest();

export const entry = (number: number): string => `pindaian ${number}`;
export const rootAt = (size: number) => Buffer.from(vectors.roots[String(size) as '700'], 'base64');
export const treeOf = (size: number) => ({ size, root: new Uint8Array(rootAt(size)) });
export const checkpointOf = (size: number) => vectors.checkpoints[String(size) as '700'];
export const told = (size: number) => ({ verifierKey: vectors.verifierKey, checkpoint: checkpointOf(size) });

/** Rows of whole subtrees: the leaves first. Where one entry was `changed`, that says "put in later". */
export function rowsOf(size: number, changed?: number): Buffer[][] {
  const said = (number: number) => (number === changed ? 'put in later' : entry(number));
  const rows = [Array.from({ length: size }, (_, number) => hash(Buffer.from([0]), Buffer.from(said(number))))];
  for (let row = rows[0]!; row.length > 1; row = rows.at(-1)!) {
    rows.push(Array.from({ length: Math.floor(row.length / 2) }, (_, at) => hash(Buffer.from([1]), row[2 * at]!, row[2 * at + 1]!)));
  }
  return rows;
}

/** Reads the tiles of a tree, and demands that each is asked for as wide as it is. `asked` collects their paths. */
export function tilesOf(size: number, rows: Buffer[][], asked: string[] = []): ReadTile {
  return ({ level, index, width }: Tile) => {
    asked.push(pathOf({ level, index, width }));
    const hashes = (rows[8 * level] ?? []).slice(0, Math.floor(size / 256 ** level)).slice(index * 256, (index + 1) * 256);
    if (hashes.length !== width) throw new Error(`tile ${level}/${index} of ${size} has ${hashes.length} hashes and not ${width}`);
    return Promise.resolve(new Uint8Array(Buffer.concat(hashes)));
  };
}
