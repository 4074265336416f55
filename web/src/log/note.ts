/**
 * Signed notes (c2sp.org/signed-note): a text, and who signed it. Of the signatures only those of a log and of its witnesses are verified,
 * both of them with Ed25519.
 */
import { sha256, utf8, type Bytes } from '../scan/core/bytes';
import { fromBase64, toHex } from './encoding';
import { Fault } from './fault';

const MOST_SIGNATURES = 100;
/** The types of signature of signed notes: Ed25519 over the text, and over a time and the text (c2sp.org/tlog-cosignature). */
const LOG_TYPE = 1;
const WITNESS_TYPE = 4;
const ID_BYTES = 4;
const TIME_BYTES = 8;
const ED25519_BYTES = 64;
const LATEST_MS = Date.UTC(9999, 11, 31);
const NAME = /^[^\p{White_Space}+]+$/u;
const SIGNATURE_LINE = /^— (\S+) (\S+)$/u;
const VERIFIER_KEY = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/u;
const NEVER_IN_A_NOTE = /[\u0000-\u0009\u000b-\u001f]|\p{Surrogate}/u;

export interface NoteSignature {
  name: string;
  /** Eight hexadecimal digits. */
  keyId: string;
  bytes: Bytes;
}

export interface SignedNote {
  /** What is signed, with its last line feed. */
  text: string;
  signatures: readonly NoteSignature[];
}

/** Whose signatures are believed: a name, and the Ed25519 key that goes by it. */
export interface VerifierKey {
  name: string;
  /** Eight hexadecimal digits: the short name of the key, which says nothing that could be relied on. */
  id: string;
  publicKey: Bytes;
}

/** UNKNOWN where this browser has no Ed25519: then nobody has looked. */
export type Signature = 'GOOD' | 'UNKNOWN';

export function readNote(note: string): SignedNote {
  if (NEVER_IN_A_NOTE.test(note)) throw new Fault('MALFORMED', 'the note holds a control character, or half of one that takes two');
  const at = note.lastIndexOf('\n\n');
  if (at < 1) throw new Fault('MALFORMED', 'the note has no empty line between its text and its signatures');
  const lines = note.slice(at + 2).split('\n');
  if (lines.pop() !== '' || lines.length === 0) throw new Fault('MALFORMED', 'the note does not end with the line of a signature');
  if (lines.length > MOST_SIGNATURES) throw new Fault('MALFORMED', `the note has more than ${MOST_SIGNATURES} signatures`);
  return { text: note.slice(0, at + 1), signatures: lines.map(readSignature) };
}

function readSignature(line: string): NoteSignature {
  const [, name = '', text = ''] = SIGNATURE_LINE.exec(line) ?? [];
  if (!NAME.test(name)) throw new Fault('MALFORMED', `this is no line of a signature: ${line.slice(0, 60)}`);
  const bytes = fromBase64(text, `the signature of ${name}`);
  if (bytes.length <= ID_BYTES) throw new Fault('MALFORMED', `the signature of ${name} is too short`);
  return { name, keyId: toHex(bytes.subarray(0, ID_BYTES)), bytes: bytes.slice(ID_BYTES) };
}

/** The key of a log as it is handed round: NAME+ID+BASE64, where the id follows from name and key. */
export const readVerifierKey = (text: string): Promise<VerifierKey> => readKey(text, LOG_TYPE);

/** The key of a witness, likewise. */
export const readWitnessKey = (text: string): Promise<VerifierKey> => readKey(text, WITNESS_TYPE);

async function readKey(text: string, type: number): Promise<VerifierKey> {
  const [, name = '', id = '', encoded = ''] = VERIFIER_KEY.exec(text) ?? [];
  if (!NAME.test(name)) throw new Fault('MALFORMED', `this is no verifier key: ${text.slice(0, 60)}`);
  const typed = fromBase64(encoded, 'the verifier key');
  if (typed[0] !== type || typed.length !== 33) throw new Fault('MALFORMED', `the verifier key is not one of type ${type}, Ed25519`);
  const found = toHex((await sha256(new Uint8Array([...utf8(`${name}\n`), ...typed]))).subarray(0, ID_BYTES));
  if (found !== id) throw new Fault('MALFORMED', `the verifier key says it is ${id} and is ${found}`);
  return { name, id, publicKey: typed.slice(1) };
}

/** Whether the key has signed the note. Signatures of others are passed over; one of this key that does not fit is a fault. */
export async function verifyNote(note: SignedNote, key: VerifierKey): Promise<Signature> {
  const signed = utf8(note.text);
  return verifyAll(linesOf(note, key).map((bytes) => ({ bytes, signed })), key);
}

/** When a witness cosigned the note, by its own clock, and whether its key has. As `verifyNote`. */
export async function verifyCosignature(note: SignedNote, witness: VerifierKey): Promise<{ at: Date; signature: Signature }> {
  const lines = linesOf(note, witness).map((bytes) => {
    if (bytes.length !== TIME_BYTES + ED25519_BYTES) throw new Fault('UNSIGNED', `the line of ${witness.name} is not a time and a signature`);
    const seconds = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0);
    return { seconds, bytes: bytes.slice(TIME_BYTES), signed: utf8(`cosignature/v1\ntime ${seconds}\n${note.text}`) };
  });
  const at = new Date(Math.min(Number(lines.at(-1)!.seconds) * 1000, LATEST_MS));
  return { at, signature: await verifyAll(lines, witness) };
}

/** What bears the key's name and id; at least one line. */
function linesOf({ signatures }: SignedNote, key: VerifierKey): Bytes[] {
  const lines = signatures.filter(({ name, keyId }) => name === key.name && keyId === key.id);
  if (lines.length === 0) throw new Fault('UNSIGNED', `no signature is by ${key.name}+${key.id}`);
  return lines.map(({ bytes }) => bytes);
}

async function verifyAll(lines: readonly { bytes: Bytes; signed: Bytes }[], key: VerifierKey): Promise<Signature> {
  const verifier = await imported(key);
  if (!verifier) return 'UNKNOWN';
  for (const { bytes, signed } of lines) {
    const isGood = await crypto.subtle.verify({ name: 'Ed25519' }, verifier, bytes, signed);
    if (!isGood) throw new Fault('UNSIGNED', `the signature of ${key.name}+${key.id} does not fit the text`);
  }
  return 'GOOD';
}

/** Undefined in a browser that has no Ed25519. */
async function imported({ publicKey }: VerifierKey): Promise<CryptoKey | undefined> {
  try {
    return await crypto.subtle.importKey('raw', publicKey, { name: 'Ed25519' }, false, ['verify']);
  } catch (reason) {
    if (reason instanceof DOMException && reason.name === 'NotSupportedError') return undefined;
    throw new Fault('MALFORMED', `the verifier key is not read: ${String(reason)}`);
  }
}
