import { base64url, sha256, type Bytes } from './bytes';

export type Algorithm = 'ED25519' | 'P256';

/** A device's key. The private half can sign and can never be read, not even by this page. */
export interface DeviceKey {
  algorithm: Algorithm;
  privateKey: CryptoKey;
  publicKey: Bytes;
  id: string;
}

export const MAKING = { ED25519: { name: 'Ed25519' }, P256: { name: 'ECDSA', namedCurve: 'P-256' } } as const;
export const SIGNING = { ED25519: { name: 'Ed25519' }, P256: { name: 'ECDSA', hash: 'SHA-256' } } as const;
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const ID_LENGTH = 16;

/** A new key: Ed25519, or P-256 in a browser that has none. */
export async function makeKey(preferred: Algorithm = 'ED25519'): Promise<DeviceKey> {
  try {
    return await make(preferred);
  } catch (reason) {
    if (preferred === 'P256') throw reason;
    return make('P256');
  }
}

async function make(algorithm: Algorithm): Promise<DeviceKey> {
  const pair = (await crypto.subtle.generateKey(MAKING[algorithm], false, ['sign', 'verify'])) as CryptoKeyPair;
  const publicKey = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
  return { algorithm, privateKey: pair.privateKey, publicKey, id: await keyId(publicKey) };
}

/** 64 bytes: by RFC 8032, or r and s of ECDSA one after the other. */
export async function sign({ algorithm, privateKey }: Pick<DeviceKey, 'algorithm' | 'privateKey'>, bytes: Bytes): Promise<string> {
  return base64url(new Uint8Array(await crypto.subtle.sign(SIGNING[algorithm], privateKey, bytes)));
}

/** The first 16 characters of the Base32 of the SHA-256 of the public key. */
export async function keyId(publicKey: Bytes): Promise<string> {
  const bits = [...(await sha256(publicKey))].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return Array.from({ length: ID_LENGTH }, (_, at) => BASE32[parseInt(bits.slice(at * 5, at * 5 + 5), 2)]).join('');
}
