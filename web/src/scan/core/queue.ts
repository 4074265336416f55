import { DURABLE, type Queued, type QueuedPhoto, type Store } from './store';

const KEPT_MS = 30 * 24 * 3600 * 1000;

/** What the server says of one event. */
export interface Verdict {
  id: string;
  status: 'STORED' | 'REFUSED';
  code?: string | undefined;
  message?: string | undefined;
  flags?: readonly string[];
}

/** What an officer must always see. */
export interface Standing {
  waiting: number;
  oldestMs: number | undefined;
  /** Scans and photos that were set aside. */
  refused: number;
  /** Photos that are still to be sent. */
  photos: number;
}

const of = (status: Queued['status']): IDBKeyRange => IDBKeyRange.bound([status], [status, []]);

export async function standing(store: Store): Promise<Standing> {
  const transaction = store.transaction(['events', 'photos']);
  const index = transaction.objectStore('events').index('byStatus');
  const photos = transaction.objectStore('photos').index('byStatus');
  const counts = [index.count(of('WAITING')), index.count(of('REFUSED')), photos.count(of('WAITING')), photos.count(of('REFUSED'))] as const;
  const [waiting, refused, unsent, held] = await Promise.all(counts);
  const oldest = await index.openCursor(of('WAITING'));
  return { waiting, refused: refused + held, photos: unsent, oldestMs: oldest?.value.madeAtMs };
}

/** What waits beside a batch that is on its way: how many scans, and the oldest of them. */
export async function waitingBeside(store: Store, batch: readonly Pick<Queued, 'id'>[]): Promise<{ waiting: number; oldest: Queued | undefined }> {
  const going = new Set(batch.map(({ id }) => id));
  const index = store.transaction('events').store.index('byStatus');
  const waiting = Math.max(0, (await index.count(of('WAITING'))) - going.size);
  let cursor = waiting > 0 ? await index.openCursor(of('WAITING')) : null;
  while (cursor && going.has(cursor.value.id)) cursor = await cursor.continue();
  return { waiting, oldest: cursor?.value };
}

/** The newest few that wait: an officer who has one bar of signal for ten seconds wants the last scan seen. */
export async function newestWaiting(store: Store, most: number): Promise<Queued[]> {
  const events: Queued[] = [];
  let cursor = await store.transaction('events').store.index('byStatus').openCursor(of('WAITING'), 'prev');
  for (; cursor && events.length < most; cursor = await cursor.continue()) events.push(cursor.value);
  return events;
}

/** The backlog from its oldest on, so that the server misses no link of the chain for longer than it must. */
export const oldestWaiting = (store: Store, most: number): Promise<Queued[]> => store.getAllFromIndex('events', 'byStatus', of('WAITING'), most);

export const refused = (store: Store): Promise<Queued[]> => store.getAllFromIndex('events', 'byStatus', of('REFUSED'));

export const refusedPhotos = (store: Store): Promise<QueuedPhoto[]> => store.getAllFromIndex('photos', 'byStatus', of('REFUSED'));

export const waitingPhotos = (store: Store): Promise<string[]> => store.getAllKeysFromIndex('photos', 'byStatus', of('WAITING'));

/** What this phone has recorded of a box already: the latest scan that is the same act at the same place. */
export async function recordedBefore(store: Store, { dev, box, type, place }: Pick<Queued, 'dev' | 'box' | 'type' | 'place'>): Promise<Queued | undefined> {
  const scans = await store.getAllFromIndex('events', 'byBox', box);
  const same = scans.filter((scan) => scan.dev === dev && scan.type === type && scan.place === place);
  return same.sort((a, b) => b.seq - a.seq)[0];
}

/** Write down what the server said. An event that is no longer waiting stays as it is: another tab was told already. */
export async function settle(store: Store, verdicts: readonly Verdict[], nowMs: number): Promise<void> {
  const transaction = store.transaction('events', 'readwrite', DURABLE);
  await Promise.all(
    verdicts.map(async ({ id, status, code, message, flags }) => {
      const event = await transaction.store.get(id);
      if (event?.status !== 'WAITING') return;
      const said = { ...(code ? { code } : {}), ...(message ? { message } : {}), ...(flags ? { flags } : {}) };
      await transaction.store.put({ ...event, ...said, status, answeredAtMs: nowMs });
    }),
  );
  await transaction.done;
}

/** Drop what the server has had for 30 days. What it refused stays until a person has looked at it elsewhere. */
export async function prune(store: Store, nowMs: number): Promise<void> {
  for (const name of ['events', 'photos'] as const) {
    const transaction = store.transaction(name, 'readwrite');
    let cursor = await transaction.store.index('byAnswer').openCursor(IDBKeyRange.upperBound(nowMs - KEPT_MS));
    for (; cursor; cursor = await cursor.continue()) if (cursor.value.status === 'STORED') await cursor.delete();
    await transaction.done;
  }
}
