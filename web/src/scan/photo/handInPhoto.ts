import { Unsent } from '../core/sender';
import type { QueuedPhoto } from '../core/store';
import type { PhotoVerdict } from './photoSender';

/** Longer than 500 KB need on a line of 32 kbit/s. */
const PATIENCE_MS = 180_000;
const TOO_SLOW = 408;
const GONE = 410;

/** Hand one photo in (docs/scan-events.md, section 5a). Its own signature lets it in, and nobody's session. */
export async function handInPhoto({ sha256, election, dev, signature, content }: QueuedPhoto, signal: AbortSignal): Promise<PhotoVerdict> {
  const line = new AbortController();
  const cut = () => line.abort();
  const timer = setTimeout(cut, PATIENCE_MS);
  signal.addEventListener('abort', cut);
  try {
    const headers = { 'content-type': 'image/jpeg', 'silog-election': election, 'silog-key': dev, 'silog-signature': signature };
    const response = await fetch(`/photos/${sha256}`, { method: 'PUT', headers, body: content, credentials: 'omit', signal: line.signal });
    return verdict(response.status, (await response.json().catch(() => undefined)) as Said | undefined);
  } catch (reason) {
    throw reason instanceof Unsent ? reason : new Unsent('UNREACHABLE', String(reason));
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', cut);
  }
}

interface Said {
  status?: string;
  code?: string;
  message?: string;
}

/** Only what is surely this server's word settles a photo: what stands between may answer anything. */
function verdict(status: number, said: Said | undefined): PhotoVerdict {
  if (said?.status !== undefined && status < 300) return { status: 'STORED' };
  if (said?.code === undefined || status >= 500 || status === TOO_SLOW) throw new Unsent('BUSY', `HTTP ${status}`);
  return status === GONE ? { status: 'FORGET' } : { status: 'REFUSED', code: said.code, message: said.message };
}
