/** One scan beside what the log holds of it. */
import { fromBase64url, utf8 } from '../scan/core/bytes';
import { keyId, MAKING, SIGNING, type Algorithm } from '../scan/core/key';
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
  /** Counted from 0. */
  logIndex: number;
  /** What the device signed; null for a viewer who is not given it, as are the two others. */
  event: string | null;
  /** Base64url. */
  signature: string | null;
  device: SigningDevice | null;
}

/** Who signed: the id of a key, and the key itself in base64url. */
export interface SigningDevice {
  key: string;
  algorithm: Algorithm;
  publicKey: string;
}

/** Where a scan is in the log, and under which checkpoint, which is still to be compared with those that were seen before. */
export interface Placed {
  index: number;
  checkpoint: Checkpoint;
  /** Of the log, over the checkpoint. */
  signature: Signature;
  /** Of the device, over the event; null for a viewer who is given neither. */
  deviceSignature: Signature | null;
}

/** Demand that the log holds what is shown, and that the device signed it as far as that is shown. Throws a Fault. */
export async function verifyScan(scan: ShownScan, proof: string, key: VerifierKey): Promise<Placed> {
  const { index, path, checkpoint } = readProof(proof);
  const signature = await verifyCheckpoint(checkpoint, key);
  const said = fromBase64Hash(scan.leafHash, 'the hash of the scan');
  const leaf = scan.event === null ? said : await leafHash(utf8(scan.event));
  if (!isSame(leaf, said)) throw new Fault('OTHER_SCAN', 'the hash is not that of the event which is shown');
  if (scan.logIndex !== index) throw new Fault('OTHER_SCAN', `the proof is of entry ${index} and not of ${scan.logIndex}`);
  await verifyInclusion(leaf, index, checkpoint, path);
  const deviceSignature = scan.event === null ? null : await verifyEvent(scan, scan.event);
  return { index, checkpoint, signature, deviceSignature };
}

/** Demand that box, act and time stand in the event as they are shown, and that the device signed it. */
async function verifyEvent({ box, type, deviceClockAt, signature, device }: ShownScan, event: string): Promise<Signature | null> {
  let signed: Partial<Record<string, unknown>>;
  try {
    signed = JSON.parse(event) as typeof signed;
  } catch {
    throw new Fault('OTHER_SCAN', 'the event is no JSON');
  }
  const pairs = { box, type, t_dev: Date.parse(deviceClockAt), ...(device ? { dev: device.key } : {}) };
  for (const [name, shown] of Object.entries(pairs)) {
    if (signed[name] !== shown) throw new Fault('OTHER_SCAN', `the device signed ${name} ${String(signed[name])}, and ${shown} is shown`);
  }
  return device && signature !== null ? verifyDevice(device, signature, event) : null;
}

/** Demand that the key is the one of that id, and that it signed the event. */
async function verifyDevice({ key, algorithm, publicKey }: SigningDevice, signature: string, event: string): Promise<Signature> {
  const [raw, signed] = [fromBase64url(publicKey), fromBase64url(signature)];
  if (!raw || (await keyId(raw)) !== key) throw new Fault('FORGED', `the key of device ${key} is another`);
  let verifier: CryptoKey;
  try {
    verifier = await crypto.subtle.importKey('raw', raw, MAKING[algorithm], false, ['verify']);
  } catch (reason) {
    if (reason instanceof DOMException && reason.name === 'NotSupportedError') return 'UNKNOWN';
    throw new Fault('FORGED', `the key of device ${key} is not read: ${String(reason)}`);
  }
  const isGood = signed !== undefined && (await crypto.subtle.verify(SIGNING[algorithm], verifier, signed, utf8(event)));
  if (!isGood) throw new Fault('FORGED', `device ${key} has not signed the event`);
  return 'GOOD';
}
