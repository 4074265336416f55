/** The Merkle tree of a log (RFC 6962, section 2.1), and what proves something about it (algorithms of RFC 9162, sections 2.1.3 and 2.1.4). */
import { sha256, type Bytes } from '../scan/core/bytes';
import { isSame } from './encoding';
import { Fault, Unavailable } from './fault';

/** All there is to know of a tree: how many entries it has, and its root. */
export interface Tree {
  size: number;
  root: Bytes;
}

/** The hash of an entry, which is the very bytes that a device signed. */
export const leafHash = (event: Bytes): Promise<Bytes> => sha256(new Uint8Array([0, ...event]));

export function nodeHash(left: Bytes, right: Bytes): Promise<Bytes> {
  const node = new Uint8Array(65);
  node[0] = 1;
  node.set(left, 1);
  node.set(right, 33);
  return sha256(node);
}

export const emptyRoot = (): Promise<Bytes> => sha256(new Uint8Array(0));

// Sizes may be larger than the 32 bits that bitwise operators take.
const isOdd = (value: number): boolean => value % 2 === 1;
const half = (value: number): number => Math.floor(value / 2);

/** Demand that the entry `index` of a tree is `leaf`. `path` goes from the leaf's neighbour up to the root's child. */
export async function verifyInclusion(leaf: Bytes, index: number, tree: Tree, path: readonly Bytes[]): Promise<void> {
  if (index >= tree.size) throw new Fault('NOT_INCLUDED', `there is no entry ${index} in a tree of ${tree.size}`);
  let [node, last, hash] = [index, tree.size - 1, leaf];
  for (const beside of path) {
    if (last === 0) throw new Fault('NOT_INCLUDED', 'the proof is too long');
    if (isOdd(node) || node === last) {
      hash = await nodeHash(beside, hash);
      while (node !== 0 && !isOdd(node)) [node, last] = [half(node), half(last)];
    } else {
      hash = await nodeHash(hash, beside);
    }
    [node, last] = [half(node), half(last)];
  }
  if (last !== 0) throw new Fault('NOT_INCLUDED', 'the proof is too short');
  if (!isSame(hash, tree.root)) throw new Fault('NOT_INCLUDED', `entry ${index} of the log is another`);
}

/**
 * Demand that the older tree is the beginning of the newer one. `path` is needed only where neither is empty and they differ in size: it is the
 * proof of RFC 6962, with the root of the older tree's own entries at first where that leaves it out. A path that does not lead to the newer
 * root proves nothing, neither way: it is Unavailable. One that does, and from another older tree, convicts the log: it is a Fault.
 */
export async function verifyConsistency(older: Tree, newer: Tree, path: readonly Bytes[]): Promise<void> {
  if (newer.size < older.size) throw new Fault('SMALLER', `the log had ${older.size} entries and has ${newer.size}`);
  if (newer.size === older.size && !isSame(newer.root, older.root)) throw new Fault('DIFFERENT', `two logs have ${newer.size} entries`);
  for (const tree of [older, newer]) await demandEmptyRoot(tree);
  if (older.size === 0 || older.size === newer.size) return;
  const roots = await rootsBy(path, older.size, newer.size);
  if (!roots || !isSame(roots.fresh, newer.root)) throw new Unavailable(`the tiles that are given are not those of the checkpoint with ${newer.size} entries`);
  if (!isSame(roots.old, older.root)) throw new Fault('INCONSISTENT', `the log's first ${older.size} entries are not those that it had`);
}

/** The roots to which a path leads, of the older and of the newer tree; null where it is too long or too short. */
async function rootsBy([first, ...rest]: readonly Bytes[], older: number, newer: number): Promise<{ old: Bytes; fresh: Bytes } | null> {
  let [node, last] = [older - 1, newer - 1];
  while (isOdd(node)) [node, last] = [half(node), half(last)];
  if (!first) return null;
  let [old, fresh] = [first, first];
  for (const beside of rest) {
    if (last === 0) return null;
    if (isOdd(node) || node === last) {
      [old, fresh] = [await nodeHash(beside, old), await nodeHash(beside, fresh)];
      while (node !== 0 && !isOdd(node)) [node, last] = [half(node), half(last)];
    } else {
      fresh = await nodeHash(fresh, beside);
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 ? { old, fresh } : null;
}

async function demandEmptyRoot({ size, root }: Tree): Promise<void> {
  if (size === 0 && !isSame(root, await emptyRoot())) throw new Fault('MALFORMED', 'an empty tree has another root');
}
