/** What the server gives of a log over HTTP. Nothing of it is believed: it is what is verified. */
import type { Bytes } from '../scan/core/bytes';
import { Unavailable } from './fault';
import { FULL_WIDTH, pathOf, type Tile } from './tiles';

const HASH_BYTES = 32;
const ANSWERS_WITHIN_MS = 30_000;
const NOT_FOUND = 404;

interface Got {
  status: number;
  bytes: Bytes;
}

export class LogDoor {
  /** `address` is that of the log on this server: /log/ELECTION. */
  constructor(readonly address: string) {}

  /** The hashes of a tile. Of one that has filled up since, the server may have kept the full one alone. */
  readonly readTile = async (tile: Tile): Promise<Bytes> => {
    let width = tile.width;
    let path = `${this.address}/${pathOf(tile)}`;
    let got = await get(path);
    if (got.status === NOT_FOUND && width < FULL_WIDTH) {
      width = FULL_WIDTH;
      path = `${this.address}/${pathOf({ ...tile, width })}`;
      got = await get(path);
    }
    if (got.status !== 200) throw new Unavailable(`${path} is not given: HTTP ${got.status}`);
    if (got.bytes.length !== width * HASH_BYTES) throw new Unavailable(`${path} has ${got.bytes.length} bytes: it is no tile of ${width} hashes`);
    return got.bytes.slice(0, tile.width * HASH_BYTES);
  };

  /** Why the server gives no checkpoint, by its own word: NO_LOG. Undefined where it gives one, or none of its words. */
  async refusal(): Promise<string | undefined> {
    const { status, bytes } = await get(`${this.address}/checkpoint`);
    return status === 200 ? undefined : codeIn(textOf(bytes) ?? '');
  }

  /** The text of a scan's proof, or Unavailable with the server's word for why not: NOT_LOGGED_YET, UNKNOWN_SCAN. */
  async proof(path: string): Promise<string> {
    const { status, bytes } = await get(path);
    const text = textOf(bytes);
    if (status === 200 && text !== undefined) return text;
    throw new Unavailable(`${path} is not given: HTTP ${status}`, codeIn(text ?? ''));
  }
}

/** Asked anew each time: a verifier looks at what is given now, and not at what this browser or a proxy has kept. */
async function get(path: string): Promise<Got> {
  try {
    const response = await fetch(path, { cache: 'no-store', signal: AbortSignal.timeout(ANSWERS_WITHIN_MS) });
    return { status: response.status, bytes: new Uint8Array(await response.arrayBuffer()) };
  } catch (reason) {
    throw new Unavailable(`${path} is not given: ${String(reason)}`, 'UNREACHABLE');
  }
}

/** Undefined for what is no UTF-8. */
function textOf(bytes: Bytes): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function codeIn(refusal: string): string | undefined {
  try {
    return (JSON.parse(refusal) as { code?: string }).code;
  } catch {
    return undefined;
  }
}
