/** What somebody who comes back to a log demands of it: the same key, and that what it said before is the beginning of what it says now. */
import { readCheckpoint, verifyCheckpoint, type Checkpoint } from './checkpoint';
import { Fault } from './fault';
import { readVerifierKey, type Signature, type VerifierKey } from './note';
import { consistencyPath, type ReadTile } from './tiles';
import { verifyConsistency, type Tree } from './tree';

/** What a server says of its log: the key, and the newest checkpoint as a signed note. */
export interface Told {
  verifierKey: string;
  checkpoint: string;
}

/** A log that was found to be as it must be. */
export interface Verified {
  verifierKey: string;
  key: VerifierKey;
  checkpoint: Checkpoint;
  signature: Signature;
}

/** Verify what is told now, and that the log only grew since `before`, which is null for who comes first. Throws a Fault, or Unavailable. */
export async function verifyVisit(before: Told | null, told: Told, read: ReadTile): Promise<Verified> {
  if (before) demandSameKey(before.verifierKey, told.verifierKey);
  const key = await readVerifierKey(told.verifierKey);
  const checkpoint = readCheckpoint(told.checkpoint);
  const signature = await verifyCheckpoint(checkpoint, key);
  if (before) await verifyGrowth(readCheckpoint(before.checkpoint), checkpoint, read);
  // A tree goes on from itself, if it is one: without entries it has one root only.
  else await verifyConsistency(checkpoint, checkpoint, []);
  return { verifierKey: told.verifierKey, key, checkpoint, signature };
}

/** A log that was begun anew has a name of its own, whatever key signs it. */
function demandSameKey(before: string, told: string): void {
  const [was, is] = [before, told].map((key) => key.split('+')[0]);
  if (was !== is) throw new Fault('OTHER_LOG', `the log was ${was} and is ${is}`);
  if (before !== told) throw new Fault('KEY_CHANGED', 'the key is not the one that was pinned');
}

/** Demand that the older tree is the beginning of the newer one, by the tiles of the newer one. */
export async function verifyGrowth(older: Tree, newer: Tree, read: ReadTile): Promise<void> {
  const isProved = older.size === 0 || older.size >= newer.size;
  await verifyConsistency(older, newer, isProved ? [] : await consistencyPath(older.size, newer.size, read));
}

/** Demand that two checkpoints are of one log, whichever is the newer one. */
export const verifySameLog = (one: Tree, other: Tree, read: ReadTile): Promise<void> =>
  one.size <= other.size ? verifyGrowth(one, other, read) : verifyGrowth(other, one, read);
