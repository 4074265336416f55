import type { Bytes } from '../core/bytes';

const START = 0xd8;
const SCAN = 0xda;
const END = 0xd9;
const FIRST_APPLICATION = 0xe0;
const JFIF_LENGTH = 16;
/** Density without a small copy of the picture, and how colours were turned. Browsers write more: Safari an Exif of its own. */
const PLAIN = new Map([[FIRST_APPLICATION, 'JFIF\0'], [0xee, 'Adobe']]);

/**
 * A JPEG without everything that is not the picture: Exif with time and place, XMP, comments, what stands behind its end. Drawing a photo
 * anew leaves the camera's behind, but what a browser writes by itself is its own affair. Throws RangeError for what is no JPEG.
 */
export function stripped(bytes: Bytes): Bytes {
  if (bytes[0] !== 0xff || bytes[1] !== START) throw new RangeError('no JPEG');
  const kept: Bytes[] = [bytes.subarray(0, 2)];
  let at = 2;
  for (;;) {
    const marker = bytes[at + 1];
    const length = ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
    const end = at + 2 + length;
    if (bytes[at] !== 0xff || marker === undefined || length < 2 || end > bytes.length) throw new RangeError(`broken JPEG at byte ${at}`);
    if (marker === SCAN) break;
    if (isPicture(marker) || isPlain(marker, bytes.subarray(at + 4, end))) kept.push(bytes.subarray(at, end));
    at = end;
  }
  kept.push(bytes.subarray(at, endOf(bytes)));
  return joined(kept);
}

/** Tables and frames; from the application segments on it is all about the picture, and none of it. */
const isPicture = (marker: number): boolean => marker < FIRST_APPLICATION;

function isPlain(marker: number, content: Bytes): boolean {
  const begins = PLAIN.get(marker);
  if (begins === undefined || [...begins].some((character, at) => content[at] !== character.charCodeAt(0))) return false;
  return marker !== FIRST_APPLICATION || content.length === JFIF_LENGTH - 2;
}

function endOf(bytes: Bytes): number {
  for (let at = bytes.length - 2; at > 0; at -= 1) if (bytes[at] === 0xff && bytes[at + 1] === END) return at + 2;
  throw new RangeError('a JPEG without an end');
}

function joined(parts: readonly Bytes[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
