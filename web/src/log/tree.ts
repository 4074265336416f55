/** The Merkle tree of a log (RFC 6962, section 2.1), and what proves something about it (algorithms of RFC 9162, sections 2.1.3 and 2.1.4). */
import { sha256, type Bytes } from '../scan/core/bytes';
import { isSame } from './encoding';
import { Fault } from './fault';

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

/** Demand that the older tree is the beginning of the newer one. `path` is needed only where neither is empty and they differ in size. */
export async function verifyConsistency(older: Tree, newer: Tree, path: readonly Bytes[]): Promise<void> {
  if (newer.size < older.size) throw new Fault('SMALLER', `the log had ${older.size} entries and has ${newer.size}`);
  if (newer.size === older.size && !isSame(newer.root, older.root)) throw new Fault('DIFFERENT', `two logs have ${newer.size} entries`);
  for (const tree of [older, newer]) await demandEmptyRoot(tree);
  if (older.size === 0 || older.size === newer.size) return;
  let [node, last] = [older.size - 1, newer.size - 1];
  while (isOdd(node)) [node, last] = [half(node), half(last)];
  // The older tree is a whole part of the newer one where its size is a power of two: then it proves itself.
  const [first, ...rest] = node === 0 ? [older.root, ...path] : path;
  if (!first) throw new Fault('INCONSISTENT', 'the proof is empty');
  let [old, fresh] = [first, first];
  for (const beside of rest) {
    if (last === 0) throw new Fault('INCONSISTENT', 'the proof is too long');
    if (isOdd(node) || node === last) {
      [old, fresh] = [await nodeHash(beside, old), await nodeHash(beside, fresh)];
      while (node !== 0 && !isOdd(node)) [node, last] = [half(node), half(last)];
    } else {
      fresh = await nodeHash(fresh, beside);
    }
    [node, last] = [half(node), half(last)];
  }
  if (last !== 0) throw new Fault('INCONSISTENT', 'the proof is too short');
  if (!isSame(old, older.root)) throw new Fault('INCONSISTENT', `the log's first ${older.size} entries are not those that it had`);
  if (!isSame(fresh, newer.root)) throw new Fault('INCONSISTENT', `the log's tiles are not those of its ${newer.size} entries`);
}

async function demandEmptyRoot({ size, root }: Tree): Promise<void> {
  if (size === 0 && !isSame(root, await emptyRoot())) throw new Fault('MALFORMED', 'an empty tree has another root');
}
