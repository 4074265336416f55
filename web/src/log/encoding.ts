/** How the texts of a log write bytes and numbers. Each has one form, and every other one is refused. */
import type { Bytes } from '../scan/core/bytes';
import { Fault } from './fault';

const DECIMAL = /^(?:0|[1-9]\d{0,15})$/;

/** Bytes in base64 (RFC 4648, section 4), with padding. `what` names them where they are refused. */
export function fromBase64(text: string, what: string): Bytes {
  let found = '';
  try {
    found = atob(text);
  } catch {
    // Compared below: what cannot be read has no bytes.
  }
  // Browsers read blanks, missing padding and stray bits too; written again these come out otherwise.
  if (found === '' || btoa(found) !== text) throw new Fault('MALFORMED', `${what} is no base64: ${text.slice(0, 60)}`);
  return Uint8Array.from(found, (character) => character.charCodeAt(0));
}

export const toBase64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));

export const toHex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** A count or an index, without leading zeroes, that this browser holds exactly (up to 2^53 − 1). */
export function fromDecimal(text: string, what: string): number {
  const value = Number(text);
  if (!DECIMAL.test(text) || !Number.isSafeInteger(value)) throw new Fault('MALFORMED', `${what} is no number: ${text.slice(0, 60)}`);
  return value;
}

/** A SHA-256 hash, 32 bytes, in base64. */
export function fromBase64Hash(text: string, what: string): Bytes {
  const hash = fromBase64(text, what);
  if (hash.length !== 32) throw new Fault('MALFORMED', `${what} has ${hash.length} bytes and not 32`);
  return hash;
}

export const isSame = (one: Uint8Array, other: Uint8Array): boolean => one.length === other.length && one.every((byte, at) => byte === other[at]);
