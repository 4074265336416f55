import { eventTime } from '../core/clock';
import { readNote, type Queued, type Store } from '../core/store';
import { kindOfPlace } from '../core/vocabulary';
import type { KnownBox } from './known';
import { putsSealsOn } from './seals';
import { stateAfter } from './states';

/** What a phone makes of a box after one of its own scans, until the server says better. A handover moves nothing. */
export function boxAfter(box: KnownBox, event: Pick<Queued, 'type' | 'place' | 'seals' | 'cond'>, isPollsClosed: boolean): KnownBox {
  if (event.type === 'HAND_OVER') return box;
  const kind = kindOfPlace(event.place);
  const state = stateAfter(box.state, event.type, kind, isPollsClosed);
  const seals = putsSealsOn(event.type) ? event.seals : event.type === 'OPEN' || event.type === 'RECAP_OPEN' ? [] : box.seals;
  const damage = event.cond === 'GOOD' ? [] : [event.cond];
  const exceptions = [...new Set([...box.exceptions, ...damage])];
  return { ...box, state, seals, exceptions, place: kind === undefined ? box.place : event.place };
}

/** Put this phone's unsent scans on top of what the server has just said of their boxes. */
export async function replayWaiting(store: Store): Promise<void> {
  const waiting = await store.getAllFromIndex('events', 'byStatus', IDBKeyRange.bound(['WAITING'], ['WAITING', []]));
  await applyToBoxes(store, waiting);
}

/** Write what scans did to the boxes of the manifest; returns those boxes as they are now. */
export async function applyToBoxes(store: Store, events: readonly Queued[]): Promise<KnownBox[]> {
  const [law, clock] = await Promise.all([readNote(store, 'law'), readNote(store, 'clock')]);
  const isPollsClosed = law !== undefined && eventTime(Date.now(), clock) >= law.pollsCloseMs;
  const transaction = store.transaction('boxes', 'readwrite');
  const changed = new Map<string, KnownBox>();
  for (const event of events) {
    const box = changed.get(event.box) ?? (await transaction.store.get(event.box));
    if (box) changed.set(event.box, boxAfter(box, event, isPollsClosed));
  }
  for (const box of changed.values()) void transaction.store.put(box);
  await transaction.done;
  return [...changed.values()];
}
