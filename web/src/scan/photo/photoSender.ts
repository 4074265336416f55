import { waitingPhotos } from '../core/queue';
import { backoffMs } from '../core/sender';
import { DURABLE, type QueuedPhoto, type Store } from '../core/store';

/** What the server says of one photo. FORGET: it was erased there, and is to be erased here. */
export interface PhotoVerdict {
  status: 'STORED' | 'REFUSED' | 'FORGET';
  code?: string | undefined;
  message?: string | undefined;
}

/** Hands one photo in; throws Unsent where nobody knows what became of it. */
export type HandInPhoto = (photo: QueuedPhoto, signal: AbortSignal) => Promise<PhotoVerdict>;

const LOCK = 'silog-scan-photos';

/**
 * Sends photos when no scan waits, one after the other. A scan that is made meanwhile takes the line: the photo on its way is broken off and
 * sent anew later. What the server refuses is set aside and the next one goes.
 */
export class PhotoSender {
  #failures = 0;
  #notBeforeMs = 0;
  #going: AbortController | undefined;
  #isRunning = false;

  constructor(
    readonly store: Store,
    readonly handIn: HandInPhoto,
    readonly told: () => void = () => undefined,
  ) {}

  /** Send what waits, unless the last failure is too recent; comes back when all is sent, one has failed, or a scan wants the line. */
  async send(nowMs = Date.now()): Promise<void> {
    if (this.#isRunning || nowMs < this.#notBeforeMs) return;
    this.#isRunning = true;
    this.#going = new AbortController();
    try {
      await exclusively(() => this.#drain(this.#going!.signal));
    } finally {
      this.#isRunning = false;
    }
  }

  /** The network is back, or somebody pressed the button: do not wait until the last failure is long ago. */
  forgetFailure(): void {
    this.#notBeforeMs = 0;
  }

  /** Leave the line to a scan. */
  breakOff(): void {
    this.#going?.abort();
  }

  async #drain(signal: AbortSignal): Promise<void> {
    const hashes = await waitingPhotos(this.store);
    // After a failure the other end is tried first, in case one photo is what the server cannot bear.
    for (const sha256 of this.#failures % 2 === 0 ? hashes : [...hashes].reverse()) {
      const photo = await this.store.get('photos', sha256);
      if (signal.aborted) return;
      if (photo?.status === 'WAITING' && !(await this.#sendOne(photo, signal))) return;
    }
  }

  /** Whether the next one may go. */
  async #sendOne(photo: QueuedPhoto, signal: AbortSignal): Promise<boolean> {
    const event = await this.store.get('events', photo.event);
    if (event?.status === 'WAITING') return true;
    try {
      const held: PhotoVerdict = { status: 'REFUSED', code: 'SCAN_HELD', message: event?.message };
      await this.#settle(photo, event?.status === 'REFUSED' ? held : await this.handIn(photo, signal));
    } catch {
      if (!signal.aborted) {
        this.#failures += 1;
        this.#notBeforeMs = Date.now() + backoffMs(this.#failures, Math.random());
      }
      return false;
    }
    this.#failures = 0;
    return true;
  }

  async #settle({ sha256, madeAtMs }: QueuedPhoto, { status, code, message }: PhotoVerdict): Promise<void> {
    const transaction = this.store.transaction('photos', 'readwrite', DURABLE);
    const photo = await transaction.store.get(sha256);
    // The same photo may have been taken for another scan meanwhile: then it is sent for that one too.
    if (photo?.status === 'WAITING' && photo.madeAtMs === madeAtMs) {
      if (status === 'FORGET') await transaction.store.delete(sha256);
      else await transaction.store.put({ ...photo, ...(code ? { code } : {}), ...(message ? { message } : {}), status, answeredAtMs: Date.now() });
    }
    await transaction.done;
    this.told();
  }
}

async function exclusively(act: () => Promise<void>): Promise<void> {
  const locks = globalThis.navigator?.locks as LockManager | undefined;
  await (locks ? locks.request(LOCK, { ifAvailable: true }, (lock) => (lock ? act() : undefined)) : act());
}
