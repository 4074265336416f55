import type { Condition, ScanType } from '../core/vocabulary';
import { oldestWaiting, refused, waitingPhotos } from '../core/queue';
import type { Queued, Store } from '../core/store';
import { exportedPhoto } from './photos';

/** One scan as `recordScans` takes it, so that a file of them can be handed in by any program. */
interface Submission {
  event: string;
  detail: string;
  signature: string;
  key: string;
}

interface QueueFile {
  silog: 'scan-queue';
  scans: Submission[];
}

/** About a hundred photos: more than that, an old phone has trouble to read at once. */
const MOST_PHOTO_BYTES = 20_000_000;

/** Signed events on their way by another road: they are safe with anybody, who can hand them in but not change them. */
export function exported(events: readonly Queued[]): QueueFile {
  return { silog: 'scan-queue', scans: events.map(({ text, detail, signature, dev }) => ({ event: text, detail, signature, key: dev })) };
}

/** The whole queue in one file, and how much it holds: every scan that is not with the server, and its photos, the oldest first, as far as they fit. */
export async function queueFile(store: Store): Promise<{ file: Blob; scans: number; photos: number; left: number }> {
  const { silog, scans } = exported([...(await oldestWaiting(store, 0xffffffff)), ...(await refused(store))]);
  // Each photo becomes a blob of its own: all of them as one text would be more than an old phone has memory for.
  const parts: Blob[] = [];
  const hashes = await waitingPhotos(store);
  let bytes = 0;
  for (const hash of hashes) {
    const photo = await store.get('photos', hash);
    if (!photo) continue;
    bytes += photo.content.length;
    if (bytes > MOST_PHOTO_BYTES) break;
    parts.push(new Blob([parts.length > 0 ? ',' : '', JSON.stringify(exportedPhoto(photo))]));
  }
  const head = `${JSON.stringify({ silog, scans }).slice(0, -1)},"photos":[`;
  return { file: new Blob([head, ...parts, ']}'], { type: 'application/json' }), scans: scans.length, photos: parts.length, left: hashes.length - parts.length };
}

/** What was opened is something else. */
export class NoQueue extends RangeError {}

/** A scan in a queue is none, so the file is broken: none of it is taken. */
export class UnreadScan extends RangeError {
  constructor(
    readonly number: number,
    readonly of: number,
  ) {
    super(`Scan ${number} of ${of} cannot be read.`);
  }
}

/** Read what another phone gave; throws NoQueue or UnreadScan. The server judges the events, here they only must be some. */
export function imported(content: unknown, nowMs: number): Queued[] {
  const { silog, scans } = (content ?? {}) as Partial<QueueFile>;
  if (silog !== 'scan-queue' || !Array.isArray(scans)) throw new NoQueue('This is no queue of a scanning phone.');
  return scans.map((scan, index) => {
    try {
      return queued(scan, nowMs);
    } catch {
      throw new UnreadScan(index + 1, scans.length);
    }
  });
}

function queued({ event, detail, signature, key }: Submission, nowMs: number): Queued {
  const { id, seq, type, box, place, cond, seals, handover } = JSON.parse(event) as Record<string, unknown>;
  const texts = { id, type, box, place, cond, event, signature, key };
  if (Object.values(texts).some((text) => typeof text !== 'string') || !Number.isInteger(seq) || !Array.isArray(seals)) throw new RangeError();
  return {
    id: id as string, dev: key, seq: seq as number, text: event, detail: detail ?? '', signature, status: 'WAITING', madeAtMs: nowMs,
    type: type as ScanType, box: box as string, place: place as string, cond: cond as Condition, seals: seals as string[],
    handover: typeof handover === 'string' ? handover : '', origin: 'CARRIED',
  };
}
