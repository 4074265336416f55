import { ask } from '../../api/ask';
import { eventTime } from '../core/clock';
import { waitingBeside } from '../core/queue';
import { readNote, type Queued, type Store } from '../core/store';
import { ContactDocument } from './documents';

const PATIENCE_MS = 20_000;

/** What runs on this phone, as operators see it in their list of devices. */
export const VERSION = 'scan 1';

/**
 * How this phone fares, so that somebody notices a queue that only grows: what will still wait once `batch`, beside which it is told, is with
 * the server. All times are the election's.
 */
export async function contactOf(store: Store, batch: readonly Pick<Queued, 'id'>[] = []) {
  const [{ waiting, oldest }, reading] = await Promise.all([waitingBeside(store, batch), readNote(store, 'clock')]);
  const clock = new Date(eventTime(Date.now(), reading)).toISOString();
  return { queueLength: waiting, oldestUnsentAt: oldest ? timeWrittenIn(oldest) : null, version: VERSION, clock };
}

/** When a scan was made by the clock that it was signed under, which in training is not this phone's. */
function timeWrittenIn({ text }: Queued): string {
  const { t_dev: tDev } = JSON.parse(text) as { t_dev: number };
  return new Date(tDev).toISOString();
}

/** Tell it by itself: a phone that has nothing to send is not one that has fallen silent. */
export async function tellContact(store: Store, token: string): Promise<void> {
  await ask(ContactDocument, { contact: await contactOf(store) }, { token, signal: AbortSignal.timeout(PATIENCE_MS) });
}
