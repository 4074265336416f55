/** Signed notes (c2sp.org/signed-note): a text, and who signed it. Of the signatures only those of type 1, Ed25519, are verified. */
import { sha256, utf8, type Bytes } from '../scan/core/bytes';
import { fromBase64, toHex } from './encoding';
import { Fault } from './fault';

const MOST_SIGNATURES = 100;
const ED25519_TYPE = 1;
const ID_BYTES = 4;
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

/** A key as it is handed round: NAME+ID+BASE64, where the id follows from name and key. */
export async function readVerifierKey(text: string): Promise<VerifierKey> {
  const [, name = '', id = '', encoded = ''] = VERIFIER_KEY.exec(text) ?? [];
  if (!NAME.test(name)) throw new Fault('MALFORMED', `this is no verifier key: ${text.slice(0, 60)}`);
  const typed = fromBase64(encoded, 'the verifier key');
  if (typed[0] !== ED25519_TYPE || typed.length !== 33) throw new Fault('MALFORMED', 'the verifier key is not one of Ed25519');
  const found = toHex((await sha256(new Uint8Array([...utf8(`${name}\n`), ...typed]))).subarray(0, ID_BYTES));
  if (found !== id) throw new Fault('MALFORMED', `the verifier key says it is ${id} and is ${found}`);
  return { name, id, publicKey: typed.slice(1) };
}

/** Whether the key has signed the note. Signatures of others are passed over; one of this key that does not fit is a fault. */
export async function verifyNote({ text, signatures }: SignedNote, key: VerifierKey): Promise<Signature> {
  const ours = signatures.filter(({ name, keyId }) => name === key.name && keyId === key.id);
  if (ours.length === 0) throw new Fault('UNSIGNED', `no signature is by ${key.name}+${key.id}`);
  const verifier = await imported(key);
  if (!verifier) return 'UNKNOWN';
  for (const { bytes } of ours) {
    const isGood = await crypto.subtle.verify({ name: 'Ed25519' }, verifier, bytes, utf8(text));
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
