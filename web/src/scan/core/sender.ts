import { newestWaiting, oldestWaiting, prune, settle, type Verdict } from './queue';
import type { Queued, Store } from './store';
import { writeNote } from './store';

/** Hands a batch in and gives one verdict for each event; throws Unsent where nobody knows what became of it. */
export type HandIn = (events: readonly Queued[]) => Promise<Verdict[]>;

/** Why a batch was not handed in. UNREACHABLE and BUSY pass by themselves; SIGNED_OUT waits for a person; TOO_LARGE for smaller batches. */
export class Unsent extends Error {
  constructor(
    readonly why: 'UNREACHABLE' | 'BUSY' | 'SIGNED_OUT' | 'TOO_LARGE',
    message: string,
  ) {
    super(message);
    this.name = 'Unsent';
  }
}

export type Connection = 'IDLE' | 'SENDING' | 'UNREACHABLE' | 'SIGNED_OUT' | 'BUSY';

const FIRST_BATCH = 25;
const LARGEST_BATCH = 400;
const NEWEST = 10;
const QUICK_MS = 6_000;
const SLOW_MS = 20_000;
const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 120_000;
const LOCK = 'silog-scan-sender';

/** How many events the next batch holds: more while batches go quickly, fewer after one that was slow or lost. */
export class BatchSize {
  size = FIRST_BATCH;
  #most = LARGEST_BATCH;

  went(tookMs: number): void {
    if (tookMs < QUICK_MS) this.size = Math.min(this.#most, this.size * 2);
    else if (tookMs > SLOW_MS) this.lost();
  }

  /** The server does not take as many, whatever the line does. */
  refused(count: number): void {
    this.size = this.#most = Math.max(1, Math.floor(count / 2));
  }

  lost(): void {
    this.size = Math.max(1, Math.floor(this.size / 2));
  }
}

/** How long to wait after the n-th failure in a row: twice as long each time, up to two minutes, by chance half to whole. */
export function backoffMs(failures: number, chance: number): number {
  const most = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (failures - 1));
  return Math.round(most * (0.5 + chance / 2));
}

/**
 * Empties the queue whenever it can. One tab sends at a time; the others only look. A refused event is set aside and never holds up those
 * behind it.
 */
export class Sender {
  connection: Connection = 'IDLE';
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isRunning = false;
  #isWanted = false;
  #isStopped = false;
  readonly #size = new BatchSize();

  constructor(
    readonly store: Store,
    readonly handIn: HandIn,
    readonly told: (connection: Connection) => void = () => undefined,
  ) {}

  /** Something waits, the network is back, or somebody pressed the button: send now, not when the wait is over. */
  async nudge(): Promise<void> {
    this.#isWanted = true;
    if (this.#isRunning || this.#isStopped) return;
    this.#isRunning = true;
    clearTimeout(this.#timer);
    try {
      while (this.#isWanted && !this.#isStopped) {
        this.#isWanted = false;
        await exclusively(() => this.#drain());
      }
    } finally {
      this.#isRunning = false;
    }
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  async #drain(): Promise<void> {
    // After a failure the other end of the queue is tried, in case one event is what the server cannot bear.
    for (let isNewest = this.#failures % 2 === 0; !this.#isStopped; isNewest = false) {
      const events = await (isNewest ? newestWaiting(this.store, Math.min(NEWEST, this.#size.size)) : oldestWaiting(this.store, this.#size.size));
      if (events.length === 0) break;
      this.#say('SENDING');
      if (!(await this.#send(events))) return;
    }
    if (this.connection === 'SENDING') this.#say('IDLE');
    await prune(this.store, Date.now());
  }

  async #send(events: readonly Queued[]): Promise<boolean> {
    const began = performance.now();
    try {
      await settle(this.store, await this.handIn(events), Date.now());
      await writeNote(this.store, 'lastSuccessMs', Date.now());
    } catch (reason) {
      return this.#failed(reason, events.length);
    }
    this.#failures = 0;
    if (events.length >= this.#size.size) this.#size.went(performance.now() - began);
    return true;
  }

  /** Whether to go on at once, with a smaller batch. */
  #failed(reason: unknown, count: number): boolean {
    const why = reason instanceof Unsent ? reason.why : 'BUSY';
    if (why === 'TOO_LARGE' && count > 1) {
      this.#size.refused(count);
      return true;
    }
    this.#size.lost();
    this.#say(why === 'TOO_LARGE' ? 'BUSY' : why);
    this.#failures += 1;
    clearTimeout(this.#timer);
    if (why !== 'SIGNED_OUT') this.#timer = setTimeout(() => void this.nudge(), backoffMs(this.#failures, Math.random()));
    return false;
  }

  #say(connection: Connection): void {
    this.connection = connection;
    this.told(connection);
  }
}

async function exclusively(act: () => Promise<void>): Promise<void> {
  const locks = globalThis.navigator?.locks as LockManager | undefined;
  // While another tab sends, this one has nothing to do.
  await (locks ? locks.request(LOCK, { ifAvailable: true }, (lock) => (lock ? act() : undefined)) : act());
}

