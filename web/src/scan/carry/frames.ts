import { base64url, fromBase64url, randomBytes, utf8, type Bytes } from '../core/bytes';
import { MARK } from './mark';

/** What passes from phone to phone by QR: an offer of boxes, its receipt, or the queue itself. */
export type Kind = 'OFFER' | 'RECEIPT' | 'QUEUE';

const MOST_CHARACTERS = 600;
const ID_BYTES = 3;
const FRAME = /^SILOG1 (OFFER|RECEIPT|QUEUE) (\S+) (\d{1,4})\/(\d{1,4}) ([zp])([\w-]*)$/;

/** A content as texts of QR codes, each small enough for an old camera to read from a screen. They may be shown in any order. */
export async function toFrames(kind: Kind, content: unknown): Promise<string[]> {
  const plain = utf8(JSON.stringify(content));
  const packed = await through(plain, 'CompressionStream');
  const text = base64url(packed ?? plain);
  const id = base64url(randomBytes(ID_BYTES));
  const count = Math.max(1, Math.ceil(text.length / MOST_CHARACTERS));
  return Array.from({ length: count }, (_, index) => {
    const part = text.slice(index * MOST_CHARACTERS, (index + 1) * MOST_CHARACTERS);
    return `${MARK} ${kind} ${id} ${index + 1}/${count} ${packed ? 'z' : 'p'}${part}`;
  });
}

/** How many frames of one content were read, and the content once it is whole. */
export interface Gathered {
  kind: Kind;
  have: number;
  of: number;
  content?: unknown;
}

/** Puts frames together in whatever order and however often a camera reads them. Frames of another content begin anew. */
export class Gatherer {
  #id = '';
  #parts = new Map<number, string>();

  /** Undefined for a text that is no frame, or a content that cannot be read. */
  async add(text: string): Promise<Gathered | undefined> {
    const [, kind, id, number, count, form, part] = FRAME.exec(text) ?? [];
    if (id === undefined) return undefined;
    if (id !== this.#id) {
      this.#id = id;
      this.#parts = new Map();
    }
    this.#parts.set(Number(number), part!);
    const gathered: Gathered = { kind: kind as Kind, have: this.#parts.size, of: Number(count) };
    if (gathered.have < gathered.of) return gathered;
    const whole = Array.from({ length: gathered.of }, (_, index) => this.#parts.get(index + 1) ?? '').join('');
    return { ...gathered, content: await read(whole, form === 'z') };
  }
}

async function read(text: string, isPacked: boolean): Promise<unknown> {
  const bytes = fromBase64url(text);
  const plain = bytes && isPacked ? await through(bytes, 'DecompressionStream') : bytes;
  try {
    return plain && JSON.parse(new TextDecoder().decode(plain));
  } catch {
    return undefined;
  }
}

/** The bytes through gzip; undefined in a browser without it, and for bytes that are none. */
async function through(bytes: Bytes, name: 'CompressionStream' | 'DecompressionStream'): Promise<Bytes | undefined> {
  const Stream = globalThis[name] as typeof CompressionStream | undefined;
  if (!Stream) return undefined;
  try {
    return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(new Stream('gzip'))).arrayBuffer());
  } catch {
    return undefined;
  }
}
