/** One scan beside what the log holds of it. */
import { utf8 } from '../scan/core/bytes';
import { verifyCheckpoint, type Checkpoint } from './checkpoint';
import { fromBase64Hash, isSame } from './encoding';
import { Fault } from './fault';
import type { Signature, VerifierKey } from './note';
import { readProof } from './proof';
import { leafHash, verifyInclusion } from './tree';

/** What a screen shows of a scan, and what the server says of its place in the log. */
export interface ShownScan {
  box: string;
  type: string;
  /** What the device's clock showed, ISO 8601. */
  deviceClockAt: string;
  /** Base64. */
  leafHash: string;
  logIndex: number | null;
  /** What the device signed; null for a viewer who is not given it. */
  event: string | null;
}

/** Where a scan is in the log, and under which checkpoint, which is still to be compared with those that were seen before. */
export interface Placed {
  index: number;
  checkpoint: Checkpoint;
  signature: Signature;
}

/** Demand that the log holds what is shown. Throws a Fault. */
export async function verifyScan(scan: ShownScan, proof: string, key: VerifierKey): Promise<Placed> {
  const { index, path, checkpoint } = readProof(proof);
  const signature = await verifyCheckpoint(checkpoint, key);
  const said = fromBase64Hash(scan.leafHash, 'the hash of the scan');
  const leaf = scan.event === null ? said : await leafHash(utf8(scan.event));
  if (!isSame(leaf, said)) throw new Fault('OTHER_SCAN', 'the hash is not that of the event which is shown');
  if (scan.event !== null) demandSigned(scan, scan.event);
  if (scan.logIndex !== null && scan.logIndex !== index) throw new Fault('OTHER_SCAN', `the proof is of entry ${index} and not of ${scan.logIndex}`);
  await verifyInclusion(leaf, index, checkpoint, path);
  return { index, checkpoint, signature };
}

/** Demand that box, act and time stand in the signed event as they are shown. */
function demandSigned({ box, type, deviceClockAt }: ShownScan, event: string): void {
  let signed: Partial<Record<string, unknown>>;
  try {
    signed = JSON.parse(event) as typeof signed;
  } catch {
    throw new Fault('OTHER_SCAN', 'the event is no JSON');
  }
  const pairs = { box: [signed['box'], box], type: [signed['type'], type], t_dev: [signed['t_dev'], Date.parse(deviceClockAt)] };
  for (const [name, [inEvent, shown]] of Object.entries(pairs)) {
    if (inEvent !== shown) throw new Fault('OTHER_SCAN', `the device signed ${name} ${String(inEvent)}, and ${String(shown)} is shown`);
  }
}
