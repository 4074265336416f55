import { sha256Text, utf8 } from './bytes';
import { eventTime, tick, uuid7 } from './clock';
import { detailText, eventText, photoText, type Act, type Circumstances } from './event';
import { sign } from './key';
import { DURABLE, readNote, type Chain, type Device, type Queued, type QueuedPhoto, type Store } from './store';

const LOCK = 'silog-scan-chain';
const MOST_TRIES = 20;
/** Where the phone believed a box to be before an act. */
type PlaceOf = (box: string) => string | undefined;
const unknown: PlaceOf = () => undefined;
const START = { seq: 0, prev: '', hlc: { ms: 0, count: 0 } };

/**
 * Sign acts and queue them, all of them or none, and the photo they name with them.
 *
 * Two tabs of one phone must never use a sequence number twice, and a phone that dies must never lose an event whose number is used. So the
 * signing happens under a lock that all tabs share, and one transaction writes events and chain; it looks first whether the chain
 * still stands where the signing began, which holds even in a browser without such locks.
 */
export async function signAndQueue(store: Store, device: Device, acts: readonly Act[], around: Circumstances, was: PlaceOf = unknown): Promise<Queued[]> {
  return exclusively(async () => {
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const before = await chainOf(store, device.key);
      const { events, after } = await signAll(store, device, acts, around, before);
      for (const event of events) event.placeBefore = was(event.box);
      const photo = await signPhoto(device, around, events);
      if (await append(store, before, after, events, photo)) return events;
    }
    throw new Error('Another tab signs all the time; close it.');
  });
}

export async function chainOf(store: Store, dev: string): Promise<Chain> {
  return (await store.get('chains', dev)) ?? { dev, ...START };
}

async function signAll(store: Store, device: Device, acts: readonly Act[], around: Circumstances, before: Chain) {
  const reading = await readNote(store, 'clock');
  const events: Queued[] = [];
  let chain = before;
  for (const act of acts) {
    const event = await signOne(device, act, around, chain, eventTime(Date.now(), reading));
    events.push(event.queued);
    chain = event.chain;
  }
  return { events, after: chain };
}

async function signOne(device: Device, act: Act, around: Circumstances, chain: Chain, tDev: number) {
  const hlc = tick(chain.hlc, tDev);
  const link = { election: device.election, dev: device.key, seq: chain.seq + 1, prev: chain.prev, hlc, tDev, id: uuid7(tDev) };
  const detail = detailText(around);
  const text = eventText(act, link, await sha256Text(detail));
  const signature = await sign(device, utf8(text));
  const beside = { ...act, id: link.id, dev: link.dev, seq: link.seq, madeAtMs: Date.now(), photo: around.photo?.sha256 };
  const queued: Queued = { ...beside, text, detail, signature, status: 'WAITING', origin: 'HERE' };
  return { queued, chain: { dev: device.key, seq: link.seq, prev: await sha256Text(text), hlc } };
}

async function signPhoto(device: Device, { photo }: Circumstances, [event]: readonly Queued[]): Promise<QueuedPhoto | undefined> {
  if (!photo || !event) return undefined;
  const { sha256, content } = photo;
  const { election, key: dev } = device;
  const signature = await sign(device, utf8(photoText(election, dev, sha256)));
  return { sha256, election, dev, signature, content, event: event.id, box: event.box, status: 'WAITING', madeAtMs: event.madeAtMs };
}

async function append(store: Store, before: Chain, after: Chain, events: readonly Queued[], photo: QueuedPhoto | undefined): Promise<boolean> {
  const transaction = store.transaction(['chains', 'events', 'photos'], 'readwrite', DURABLE);
  const chains = transaction.objectStore('chains');
  const isUnmoved = ((await chains.get(before.dev))?.seq ?? 0) === before.seq;
  if (isUnmoved) {
    const queue = transaction.objectStore('events');
    // The same photo may be taken for a second scan: it is handed in once more, and the server has it already.
    const kept = photo ? [transaction.objectStore('photos').put(photo)] : [];
    // Where one of them finds no room, none is written: `done` says so too, and must be heard.
    await Promise.all([chains.put(after), ...kept, ...events.map((event) => queue.add(event)), transaction.done]);
  }
  await transaction.done;
  return isUnmoved;
}

async function exclusively<Result>(act: () => Promise<Result>): Promise<Result> {
  const locks = globalThis.navigator?.locks as LockManager | undefined;
  // A browser without locks (Safari before 15.4) still has the look at the chain.
  return locks ? await locks.request(LOCK, act) : await act();
}
