import { DURABLE, type Queued, type QueuedPhoto, type Store } from '../core/store';
import type { Speech } from '../words/speech';
import { importedPhotos } from './photos';
import { imported, NoQueue, UnreadScan } from './queueFile';

/** What came of a file or of another phone's screen: how many scans and photos were new, how many photos were broken or found no room. */
interface Taken {
  scans: number;
  photos: number;
  broken: number;
  roomless: number;
}

/** Take over what another phone gave, to hand it in for that one, and say in words what came of it. */
export async function takeOverQueue(store: Store, content: unknown, nowMs: number, speech: Speech): Promise<{ isWhole: boolean; text: string }> {
  try {
    const scans = await takeOver(store, imported(content, nowMs));
    const { photos, broken } = await importedPhotos(content, nowMs);
    const taken = { scans, broken, ...(await takeOverPhotos(store, photos)) };
    return { isWhole: taken.broken + taken.roomless === 0, text: told(taken, speech) };
  } catch (reason) {
    return { isWhole: false, text: speech.say('app.failed', { reason: whyNot(reason, speech) }) };
  }
}

/** What came, and then what did not and why. */
function told({ scans, photos, broken, roomless }: Taken, speech: Speech): string {
  const count = speech.number(scans);
  const came = photos > 0 ? speech.say('queue.takenBoth', { count, photos: speech.number(photos) }) : speech.say('queue.taken', { count });
  const lost = ([['queue.broken', broken], ['queue.roomless', roomless]] as const).filter(([, number]) => number > 0);
  return [came, ...lost.map(([key, number]) => speech.say(key, { count: speech.number(number) }))].join('. ');
}

function whyNot(reason: unknown, speech: Speech): string {
  if (reason instanceof UnreadScan) return speech.say('queue.unread', { number: speech.number(reason.number), count: speech.number(reason.of) });
  if (reason instanceof NoQueue) return speech.say('queue.none');
  return (reason as Error).name === 'QuotaExceededError' ? speech.say('queue.full') : String(reason);
}

/** Take over events of other phones. Those that are here already stay as they are. Returns how many were new. */
export async function takeOver(store: Store, events: readonly Queued[]): Promise<number> {
  const transaction = store.transaction('events', 'readwrite', DURABLE);
  const isNew = await Promise.all(
    events.map(async (event) => {
      if (await transaction.store.get(event.id)) return false;
      await transaction.store.put(event);
      return true;
    }),
  );
  await transaction.done;
  return isNew.filter(Boolean).length;
}

/** One after the other: a phone that has no room for all of them has some for a few. */
async function takeOverPhotos(store: Store, photos: readonly QueuedPhoto[]): Promise<Pick<Taken, 'photos' | 'roomless'>> {
  let [taken, roomless] = [0, 0];
  for (const photo of photos) {
    try {
      if (await takeOverPhoto(store, photo)) taken += 1;
    } catch {
      roomless += 1;
    }
  }
  return { photos: taken, roomless };
}

async function takeOverPhoto(store: Store, photo: QueuedPhoto): Promise<boolean> {
  const transaction = store.transaction('photos', 'readwrite', DURABLE);
  const isNew = !(await transaction.store.getKey(photo.sha256));
  await Promise.all([isNew ? transaction.store.put(photo) : undefined, transaction.done]);
  return isNew;
}
