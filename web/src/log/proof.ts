/** Proofs that a file can hold (c2sp.org/tlog-proof): where in a log an entry is, with the checkpoint that says so. */
import type { Bytes } from '../scan/core/bytes';
import { readCheckpoint, type Checkpoint } from './checkpoint';
import { fromBase64, fromBase64Hash, fromDecimal } from './encoding';
import { Fault } from './fault';

const FIRST_LINE = 'c2sp.org/tlog-proof@v1';
/** A tree whose size this browser can hold is no higher. */
const MOST_HASHES = 53;

export interface InclusionProof {
  index: number;
  /** From the leaf's neighbour up to the root's child. */
  path: readonly Bytes[];
  checkpoint: Checkpoint;
}

export function readProof(text: string): InclusionProof {
  const at = text.indexOf('\n\n');
  const [first, ...lines] = text.slice(0, Math.max(at, 0)).split('\n');
  if (first !== FIRST_LINE) throw new Fault('MALFORMED', `the proof does not begin with ${FIRST_LINE}`);
  // What is said besides is nobody's word: it only has to be in its form.
  if (lines[0]?.startsWith('extra ')) fromBase64(lines.shift()!.slice('extra '.length), 'what the proof says besides');
  const index = lines.shift();
  if (!index?.startsWith('index ')) throw new Fault('MALFORMED', 'the proof does not say which entry it is about');
  if (lines.length > MOST_HASHES) throw new Fault('MALFORMED', `the proof has more than ${MOST_HASHES} hashes`);
  return {
    index: fromDecimal(index.slice('index '.length), 'the index of the entry'),
    path: lines.map((line, number) => fromBase64Hash(line, `hash ${number + 1} of the proof`)),
    checkpoint: readCheckpoint(text.slice(at + 2)),
  };
}
