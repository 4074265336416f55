import { fromBase64url, type Bytes } from '../../scan/core/bytes';
import { makeKey, MAKING, sign, SIGNING, type Algorithm } from '../../scan/core/key';
import type { Impossible, Miss, Tried, Unknown } from './outcome';

/** Wycheproof's kinds of groups that a device's signatures are of, and where each holds its public key. */
const KINDS: Readonly<Record<string, { algorithm: Algorithm; curve: string; part: 'pk' | 'uncompressed' }>> = {
  EddsaVerify: { algorithm: 'ED25519', curve: 'edwards25519', part: 'pk' },
  EcdsaP1363Verify: { algorithm: 'P256', curve: 'secp256r1', part: 'uncompressed' },
};

interface Group {
  type: string;
  sha?: string;
  publicKey: { curve: string; pk?: string; uncompressed?: string };
  tests: readonly { tcId: number; comment: string; msg: string; sig: string; result: string }[];
}

interface Case {
  name: string;
  publicKey: Bytes;
  message: Bytes;
  signature: Bytes;
  isValid: boolean;
}

export const isWycheproof = (content: unknown): content is { testGroups: readonly Group[] } =>
  typeof content === 'object' && content !== null && Array.isArray((content as { testGroups?: unknown }).testGroups);

/** Try every case of a file, and sign every message of it as a phone does. */
export async function trySignatures(file: string, groups: readonly Group[]): Promise<Tried | Impossible | Unknown> {
  let algorithm: Algorithm | undefined;
  let cases: readonly Case[];
  try {
    algorithm = algorithmOf(groups);
    if (!algorithm) return { state: 'UNKNOWN', file, why: 'OTHER_ALGORITHM' };
    cases = groups.flatMap(casesOf);
  } catch {
    return { state: 'UNKNOWN', file, why: 'BROKEN' };
  }
  const impossible = { state: 'IMPOSSIBLE', file, what: algorithm, cases: cases.length } as const;
  // Browsers give signatures to encrypted pages only.
  if (!(globalThis.crypto as Crypto | undefined)?.subtle) return { ...impossible, why: 'INSECURE' };
  const key = await makeKey(algorithm);
  // Where a browser has no Ed25519, the phone makes itself a key of the other kind.
  if (key.algorithm !== algorithm) return { ...impossible, why: 'UNSUPPORTED' };
  const misses: Miss[] = [];
  for (const one of cases) misses.push(...(await judged(algorithm, one)));
  const messages = new Map(cases.map((one) => [one.message.join(), one]));
  for (const { name, message } of messages.values()) {
    const signature = fromBase64url(await sign(key, message))!;
    if ((await verified(algorithm, key.publicKey, signature, message)) !== true) misses.push({ name, why: { kind: 'SIGNING' } });
  }
  return { state: 'TRIED', file, what: algorithm, cases: cases.length, signed: messages.size, misses };
}

/** What devices sign by, where all groups are of it. */
function algorithmOf(groups: readonly Group[]): Algorithm | undefined {
  const kinds = new Set(groups.map(({ type, sha, publicKey }) => {
    const kind = KINDS[type];
    const isOurs = kind?.curve === publicKey.curve && (kind.algorithm === 'ED25519' || sha === 'SHA-256');
    return isOurs ? kind.algorithm : undefined;
  }));
  return kinds.size === 1 ? [...kinds][0] : undefined;
}

function casesOf({ type, publicKey, tests }: Group): Case[] {
  const key = fromHex(publicKey[KINDS[type]!.part]);
  return tests.map(({ tcId, comment, msg, sig, result }) => {
    if (typeof result !== 'string') throw new RangeError(`case ${tcId} says no result`);
    const name = comment ? `${tcId} (${comment})` : String(tcId);
    return { name, publicKey: key, message: fromHex(msg), signature: fromHex(sig), isValid: result === 'valid' };
  });
}

async function judged(algorithm: Algorithm, { name, publicKey, message, signature, isValid }: Case): Promise<Miss[]> {
  const found = await verified(algorithm, publicKey, signature, message);
  if ((found === true) === isValid) return [];
  if (typeof found === 'string') return [{ name, why: { kind: 'KEY', reason: found } }];
  return [{ name, why: { kind: found ? 'TAKEN' : 'REFUSED' } }];
}

/** Whether a signature is good; where the browser does not read the key, its reason. */
async function verified(algorithm: Algorithm, publicKey: Bytes, signature: Bytes, message: Bytes): Promise<boolean | string> {
  let key: CryptoKey;
  try {
    key = await crypto.subtle.importKey('raw', publicKey, MAKING[algorithm], false, ['verify']);
  } catch (reason) {
    return String(reason);
  }
  return crypto.subtle.verify(SIGNING[algorithm], key, signature, message);
}

function fromHex(text: string | undefined): Bytes {
  if (text === undefined || !/^([0-9a-f]{2})*$/i.test(text)) throw new RangeError('no hexadecimal digits');
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}
