import { base64url, sha256, type Bytes } from '../core/bytes';
import type { QueuedPhoto } from '../core/store';

/** What the server takes at most of one photo (docs/scan-events.md, section 5a). */
const MOST_BYTES = 524_288;
const MOST_CHARACTERS = Math.ceil(MOST_BYTES / 3) * 4;
/** Whole threes of bytes, and no more than a function takes arguments. */
const AT_ONCE = 0x6000;

/** A photo with all that `PUT /photos` wants of it, so that whoever has the file can hand it in, and nobody can change it. */
interface CarriedPhoto {
  photo: string;
  election: string;
  key: string;
  signature: string;
  /** The scan that names it, and its box. */
  event: string;
  box: string;
  /** Base64. */
  jpeg: string;
}

export function exportedPhoto({ sha256: photo, election, dev, signature, event, box, content }: QueuedPhoto): CarriedPhoto {
  return { photo, election, key: dev, signature, event, box, jpeg: base64(content) };
}

/** The photos of a file, and how many of them are not what was hashed and signed: those are left out, the others are none the worse. */
export async function importedPhotos(content: unknown, nowMs: number): Promise<{ photos: QueuedPhoto[]; broken: number }> {
  const { photos: carried } = (content ?? {}) as { photos?: unknown };
  if (!Array.isArray(carried)) return { photos: [], broken: 0 };
  const photos: QueuedPhoto[] = [];
  for (const one of carried) {
    const photo = await read((one ?? {}) as Partial<CarriedPhoto>, nowMs + photos.length);
    if (photo) photos.push(photo);
  }
  return { photos, broken: carried.length - photos.length };
}

async function read({ photo, election, key, signature, event, box, jpeg }: Partial<CarriedPhoto>, madeAtMs: number): Promise<QueuedPhoto | undefined> {
  const texts = [photo, election, key, signature, event, box, jpeg];
  if (texts.some((text) => typeof text !== 'string' || text === '')) return undefined;
  const content = jpeg!.length <= MOST_CHARACTERS ? fromBase64(jpeg!) : undefined;
  if (!content || content.length > MOST_BYTES || base64url(await sha256(content)) !== photo) return undefined;
  return { sha256: photo!, election: election!, dev: key!, signature: signature!, content, event: event!, box: box!, status: 'WAITING', madeAtMs };
}

/** By the browser's own coder, which is many times as quick as ours: photos are large, and phones slow. */
function base64(bytes: Bytes): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += AT_ONCE) parts.push(btoa(String.fromCharCode(...bytes.subarray(at, at + AT_ONCE))));
  return parts.join('');
}

/** Undefined for a text that is no base64. */
function fromBase64(text: string): Bytes | undefined {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}
