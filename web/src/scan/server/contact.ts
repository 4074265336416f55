import { eventTime } from '../core/clock';
import { standing } from '../core/queue';
import { readNote, type Store } from '../core/store';

/** What runs on this phone, as operators see it in their list of devices. */
export const VERSION = 'scan 1';

/** How this phone fares: sent along with every batch, so that somebody notices a queue that only grows. */
export async function contactOf(store: Store) {
  const { waiting, oldestMs } = await standing(store);
  return {
    queueLength: waiting,
    oldestUnsentAt: oldestMs === undefined ? null : new Date(oldestMs).toISOString(),
    version: VERSION,
    clock: new Date(eventTime(Date.now(), await readNote(store, 'clock'))).toISOString(),
  };
}
