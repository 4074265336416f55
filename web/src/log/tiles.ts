/** Tiles (c2sp.org/tlog-tiles): a tree in pieces of up to 256 hashes, and what of it proves that one size grew out of another. */
import type { Bytes } from '../scan/core/bytes';
import { nodeHash } from './tree';

const HASH_BYTES = 32;
const TILE_HEIGHT = 8;
export const FULL_WIDTH = 2 ** TILE_HEIGHT;

/** `width` is how many hashes of it the tree has: 256, and fewer where the tree ends in it. */
export interface Tile {
  level: number;
  index: number;
  width: number;
}

/** Gives the `width` hashes of a tile, one after the other. Nobody has to believe them: the proof is verified by its roots. */
export type ReadTile = (tile: Tile) => Promise<Bytes>;

/** Entries [start, end) of a tree. */
type Part = readonly [start: number, end: number];

/** 2^height entries from index × 2^height on: a subtree that has all its leaves. */
interface Subtree {
  height: number;
  index: number;
}

/** The way to a tile below the address of its log: tile/1/x001/x234/067.p/8. */
export function pathOf({ level, index, width }: Tile): string {
  const groups = String(index).padStart(Math.ceil(String(index).length / 3) * 3, '0').match(/\d{3}/g)!;
  const last = groups.pop()!;
  return `tile/${level}/${groups.map((group) => `x${group}/`).join('')}${last}${width < FULL_WIDTH ? `.p/${width}` : ''}`;
}

/** What shows of which older tree of `older` entries, one at least, a larger one of `newer` goes on: read from the fewest tiles, all at once. */
export async function consistencyPath(older: number, newer: number, read: ReadTile): Promise<Bytes[]> {
  const parts = provingParts(older, 0, newer).map(subtreesOf);
  const tiles = new Map(parts.flat().map((subtree) => tileOf(subtree, newer)).map((tile) => [pathOf(tile), tile]));
  const hashes = new Map(await Promise.all([...tiles].map(async ([path, tile]) => [path, await read(tile)] as const)));
  return Promise.all(parts.map(async (subtrees) => {
    const roots = await Promise.all(subtrees.map((subtree) => rootOf(subtree, hashes.get(pathOf(tileOf(subtree, newer)))!)));
    let root = roots.pop()!;
    for (const left of roots.reverse()) root = await nodeHash(left, root);
    return root;
  }));
}

/** The parts of entries [start, end) whose roots prove it about the first `older` of them (SUBPROOF in RFC 6962, section 2.1.2, which leaves out what a verifier has). */
function provingParts(older: number, start: number, end: number): Part[] {
  const size = end - start;
  if (older === size) return [[start, end]];
  let left = 1;
  while (left * 2 < size) left *= 2;
  const middle = start + left;
  if (older <= left) return [...provingParts(older, start, middle), [middle, end]];
  return [...provingParts(older - left, middle, end), [start, middle]];
}

/** The whole subtrees that a part consists of, the largest first. */
function subtreesOf([start, end]: Part): Subtree[] {
  const found: Subtree[] = [];
  for (let at = start; at < end; ) {
    let height = 0;
    while (2 ** (height + 1) <= end - at) height += 1;
    found.push({ height, index: at / 2 ** height });
    at += 2 ** height;
  }
  return found;
}

/** The tile of a tree of `size` entries that holds a subtree's root, or the hashes from which it follows. */
function tileOf({ height, index }: Subtree, size: number): Tile {
  const level = Math.floor(height / TILE_HEIGHT);
  const tile = Math.floor((index * 2 ** (height % TILE_HEIGHT)) / FULL_WIDTH);
  const hashes = Math.floor(size / FULL_WIDTH ** level);
  return { level, index: tile, width: Math.min(FULL_WIDTH, hashes - tile * FULL_WIDTH) };
}

async function rootOf({ height, index }: Subtree, hashes: Bytes): Promise<Bytes> {
  const count = 2 ** (height % TILE_HEIGHT);
  const first = (index * count) % FULL_WIDTH;
  let row = Array.from({ length: count }, (_, at) => hashes.slice((first + at) * HASH_BYTES, (first + at + 1) * HASH_BYTES));
  while (row.length > 1) row = await Promise.all(Array.from({ length: row.length / 2 }, (_, at) => nodeHash(row[2 * at]!, row[2 * at + 1]!)));
  return row[0]!;
}
