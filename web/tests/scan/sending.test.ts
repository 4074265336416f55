import { expect, test } from 'vitest';
import { signAndQueue } from '../../src/scan/core/chain';
import { takeOver } from '../../src/scan/carry/takeOver';
import { newestWaiting, oldestWaiting, prune, refused, settle, standing, type Verdict } from '../../src/scan/core/queue';
import { backoffMs, BatchSize, Sender, Unsent } from '../../src/scan/core/sender';
import type { Queued, Store } from '../../src/scan/core/store';
import { contactOf } from '../../src/scan/server/contact';
import { around, arrive, newPhone } from './phone';

const DAY_MS = 24 * 3600 * 1000;

async function phoneWith(count: number): Promise<{ store: Store; events: Queued[] }> {
  const { store, device } = await newPhone();
  const events = await signAndQueue(store, device, Array.from({ length: count }, () => arrive()), around);
  return { store, events };
}

const takeAll = (events: readonly Queued[]): Verdict[] => events.map(({ id }) => ({ id, status: 'STORED' }));

test('the newest go first, then the backlog from its oldest', async () => {
  const { store } = await phoneWith(80);
  const batches: number[][] = [];
  const sender = new Sender(store, (events) => {
    batches.push(events.map(({ seq }) => seq));
    return Promise.resolve(takeAll(events));
  });

  await sender.nudge();

  expect(batches[0]).toEqual([80, 79, 78, 77, 76, 75, 74, 73, 72, 71]);
  expect(batches.slice(1).flat()).toEqual(Array.from({ length: 70 }, (_, index) => index + 1));
  expect(await standing(store)).toEqual({ waiting: 0, refused: 0, photos: 0, oldestMs: undefined });
  expect(sender.connection).toBe('IDLE');
});

test('what is told beside a batch is what will wait after it, by the clock that scans are signed under', async () => {
  const { store, events } = await phoneWith(5);
  const signedAt = (at: number) => new Date((JSON.parse(events[at]!.text) as { t_dev: number }).t_dev).toISOString();
  const told = async (batch: Queued[]) => {
    const { queueLength, oldestUnsentAt } = await contactOf(store, batch);
    return [queueLength, oldestUnsentAt];
  };

  expect(await told([])).toEqual([5, signedAt(0)]);
  expect(await told(events.slice(3))).toEqual([3, signedAt(0)]);
  expect(await told(events.slice(0, 2))).toEqual([3, signedAt(2)]);
  expect(await told(events)).toEqual([0, null]);
});

test('a refused event is kept with its reason, and the queue goes on', async () => {
  const { store, events } = await phoneWith(30);
  const bad = events[4]!.id;
  const say = ({ id }: Queued): Verdict => (id === bad ? { id, status: 'REFUSED', code: 'BAD_SIGNATURE', message: 'no' } : { id, status: 'STORED' });

  await new Sender(store, (batch) => Promise.resolve(batch.map(say))).nudge();

  expect(await standing(store)).toMatchObject({ waiting: 0, refused: 1 });
  expect(await refused(store)).toMatchObject([{ id: bad, code: 'BAD_SIGNATURE', message: 'no' }]);
});

test('what was sent and not answered is sent again, and nothing is lost', async () => {
  const { store } = await phoneWith(3);
  const heard: string[][] = [];
  const sender = new Sender(store, (events) => {
    heard.push(events.map(({ id }) => id));
    if (heard.length === 1) throw new Unsent('UNREACHABLE', 'torn');
    return Promise.resolve(takeAll(events));
  });

  await sender.nudge();
  expect([sender.connection, (await standing(store)).waiting]).toEqual(['UNREACHABLE', 3]);
  await sender.nudge();
  sender.stop();

  expect(heard[1]!.toSorted()).toEqual(heard[0]!.toSorted());
  expect((await standing(store)).waiting).toBe(0);
});

test('a batch that is too large is sent in parts at once', async () => {
  const { store } = await phoneWith(12);
  const sizes: number[] = [];

  await new Sender(store, (events) => {
    sizes.push(events.length);
    if (events.length > 5) throw new Unsent('TOO_LARGE', 'too large');
    return Promise.resolve(takeAll(events));
  }).nudge();

  expect((await standing(store)).waiting).toBe(0);
  expect(Math.max(...sizes.slice(-3))).toBeLessThanOrEqual(5);
});

test('who is signed out keeps the queue and does not try again by itself', async () => {
  const { store } = await phoneWith(2);
  const sender = new Sender(store, () => Promise.reject(new Unsent('SIGNED_OUT', 'no token')));

  await sender.nudge();

  expect([sender.connection, (await standing(store)).waiting]).toEqual(['SIGNED_OUT', 2]);
});

test('batches grow while they go quickly and shrink when one is lost', () => {
  const batch = new BatchSize();
  for (let index = 0; index < 9; index += 1) batch.went(1_000);
  expect(batch.size).toBe(400);
  batch.lost();
  expect(batch.size).toBe(200);
  for (let index = 0; index < 20; index += 1) batch.lost();
  expect(batch.size).toBe(1);
});

test('waits double up to two minutes, and no two phones come at once', () => {
  expect([1, 2, 3, 20].map((failures) => backoffMs(failures, 1))).toEqual([2_000, 4_000, 8_000, 120_000]);
  expect(backoffMs(3, 0)).toBe(4_000);
});

test('what the server has is kept for 30 days; what it refused stays', async () => {
  const { store, events } = await phoneWith(3);
  const [old, young, bad] = events as [Queued, Queued, Queued];
  await settle(store, [{ id: old.id, status: 'STORED' }, { id: bad.id, status: 'REFUSED', code: 'X' }], 0);
  await settle(store, [{ id: young.id, status: 'STORED' }], 2 * DAY_MS);

  await prune(store, 31 * DAY_MS);

  expect((await store.getAllKeys('events')).toSorted()).toEqual([young.id, bad.id].toSorted());
});

test('an answer that comes twice changes nothing', async () => {
  const { store, events } = await phoneWith(1);
  await settle(store, [{ id: events[0]!.id, status: 'STORED' }], 1);
  await settle(store, [{ id: events[0]!.id, status: 'REFUSED', code: 'LATE' }], 2);

  expect(await store.get('events', events[0]!.id)).toMatchObject({ status: 'STORED', answeredAtMs: 1 });
});

test('the events of another phone are taken over once', async () => {
  const { events } = await phoneWith(2);
  const { store } = await phoneWith(1);
  const carried = events.map((event) => ({ ...event, origin: 'CARRIED' as const }));

  expect([await takeOver(store, carried), await takeOver(store, carried)]).toEqual([2, 0]);
  expect(await oldestWaiting(store, 10)).toHaveLength(3);
  expect(await newestWaiting(store, 10)).toHaveLength(3);
});
