/**
 * Witnesses of a log: who else has seen it, by their own signature (c2sp.org/tlog-cosignature). One browser does not see what others are
 * shown; a witness that it trusts has looked for it.
 */
import { toBase64 } from './encoding';
import { readCheckpoint, verifyCheckpoint, type Checkpoint } from './checkpoint';
import { Fault } from './fault';
import { readWitnessKey, verifyCosignature } from './note';
import type { ReadTile } from './tiles';
import { verifySameLog, type Told, type Verified } from './visit';

/** What a server says of a witness: its key, and the largest tree that it cosigned, null where it has not yet. */
export interface ToldWitness {
  name: string;
  verifierKey: string;
  checkpoint: string | null;
}

/** What was found of a witness's word. */
export interface Witness {
  name: string;
  verifierKey: string;
  /**
   * GOOD: it has seen the tree, which is the beginning of the log that is shown here. UNKNOWN: the same, in a browser that verifies no
   * signature. SILENT: it has said nothing yet. FALSE: what is shown as its word is not.
   */
  found: 'GOOD' | 'UNKNOWN' | 'SILENT' | 'FALSE';
  /** How many scans it has seen in the log, and when, by its own clock; null where nothing holds. */
  seen: { size: number; at: Date } | null;
}

/** A witness has seen, signed by the log's own key, a tree that the log which is shown here does not belong to. */
export class Contradicted extends Error {
  constructor(
    readonly fault: Fault,
    /** The log's own word, and the witness's. */
    readonly told: Told,
  ) {
    super(fault.message);
    this.name = 'Contradicted';
  }
}

/** The witness's name as its key bears it. */
export const nameIn = (verifierKey: string): string => verifierKey.split('+')[0]!;

/** Verify what is told of each witness against the log as it was verified. Throws Contradicted where one has seen another log, or Unavailable. */
export async function verifyWitnesses(told: readonly ToldWitness[], log: Verified, read: ReadTile): Promise<Witness[]> {
  const said = await Promise.all(told.map((one) => readWord(one, log)));
  const trees = new Map(said.flatMap((word) => (word.tree ? [[treeOf(word.tree), word.tree] as const] : [])));
  // Many witnesses, one after another: what they have seen is often the same tree, and each takes some requests.
  for (const tree of trees.values()) await verifySame(tree, log, read);
  return said.map(({ witness }) => witness);
}

const treeOf = ({ size, root }: Checkpoint): string => `${size} ${toBase64(root)}`;

interface Word {
  witness: Witness;
  /** The tree that it speaks of, signed by the log as well; null where there is none. */
  tree: Checkpoint | null;
}

async function readWord({ name, verifierKey, checkpoint }: ToldWitness, log: Verified): Promise<Word> {
  const nothing = { name, verifierKey, seen: null };
  if (checkpoint === null) return { witness: { ...nothing, found: 'SILENT' }, tree: null };
  try {
    const key = await readWitnessKey(verifierKey);
    const tree = readCheckpoint(checkpoint);
    await verifyCheckpoint(tree, log.key);
    const { at, signature } = await verifyCosignature(tree.note, key);
    return { witness: { name: key.name, verifierKey, found: signature, seen: { size: tree.size, at } }, tree };
  } catch (reason) {
    if (!(reason instanceof Fault)) throw reason;
    return { witness: { ...nothing, found: 'FALSE' }, tree: null };
  }
}

async function verifySame(tree: Checkpoint, log: Verified, read: ReadTile): Promise<void> {
  try {
    await verifySameLog(tree, log.checkpoint, read);
  } catch (reason) {
    if (reason instanceof Fault) throw new Contradicted(reason, { verifierKey: log.verifierKey, checkpoint: tree.text });
    throw reason;
  }
}
