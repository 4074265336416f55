/** Checkpoints (c2sp.org/tlog-checkpoint): what a log signs about itself, its name, its size and the root of its tree. */
import type { Bytes } from '../scan/core/bytes';
import { fromBase64Hash, fromDecimal } from './encoding';
import { Fault } from './fault';
import { readNote, verifyNote, type Signature, type SignedNote, type VerifierKey } from './note';
import type { Tree } from './tree';

export interface Checkpoint extends Tree {
  /** The name of the log. */
  origin: string;
  size: number;
  root: Bytes;
  note: SignedNote;
  /** The whole note as it came. */
  text: string;
}

export function readCheckpoint(text: string): Checkpoint {
  const note = readNote(text);
  const [origin = '', size, root, ...rest] = note.text.split('\n');
  // The text ends with a line feed, so what is left of it is empty; an extension is a line with something in it.
  if (origin === '' || size === undefined || root === undefined || rest.pop() !== '' || rest.includes('')) {
    throw new Fault('MALFORMED', 'the checkpoint is not a name, a size and a root, a line each');
  }
  return { origin, size: fromDecimal(size, 'the size of the tree'), root: fromBase64Hash(root, 'the root of the tree'), note, text };
}

/** Whether the log's key has signed the checkpoint, which must be of that key's log. */
export async function verifyCheckpoint({ origin, note }: Checkpoint, key: VerifierKey): Promise<Signature> {
  if (origin !== key.name) throw new Fault('OTHER_LOG', `the checkpoint is of ${origin} and not of ${key.name}`);
  return verifyNote(note, key);
}
