import { standing, type Standing } from '../core/queue';
import { Sender, type Connection } from '../core/sender';
import { readNote, type Device, type Store } from '../core/store';
import { handIn } from '../server/handIn';

const LOOK_EVERY_MS = 20_000;

/** The way of scans to the server, and what an officer is always told of it. */
export class Post {
  standing = $state.raw<Standing>({ waiting: 0, refused: 0, oldestMs: undefined });
  lastSuccessMs = $state<number | undefined>();
  connection = $state<Connection | 'OFFLINE'>(navigator.onLine ? 'IDLE' : 'OFFLINE');
  readonly #sender: Sender;

  constructor(
    readonly store: Store,
    device: () => Device | undefined,
  ) {
    this.#sender = new Sender(store, (events) => handIn(store, events, device()?.token ?? null), (connection) => this.#heard(connection));
  }

  /** Listen to the network and look at times; returns what ends it. */
  begin(): () => void {
    const nudge = () => void this.send();
    const timer = setInterval(nudge, LOOK_EVERY_MS);
    const shown = () => document.visibilityState === 'visible' && nudge();
    const lost = () => (this.connection = 'OFFLINE');
    addEventListener('online', nudge);
    addEventListener('offline', lost);
    document.addEventListener('visibilitychange', shown);
    nudge();
    return () => {
      clearInterval(timer);
      removeEventListener('online', nudge);
      removeEventListener('offline', lost);
      document.removeEventListener('visibilitychange', shown);
      this.#sender.stop();
    };
  }

  async send(): Promise<void> {
    await this.look();
    if (!navigator.onLine) {
      this.connection = 'OFFLINE';
      return;
    }
    if (this.connection === 'OFFLINE') this.connection = 'IDLE';
    await this.#sender.nudge();
    await this.look();
  }

  async look(): Promise<void> {
    this.standing = await standing(this.store);
    this.lastSuccessMs = await readNote(this.store, 'lastSuccessMs');
  }

  #heard(connection: Connection): void {
    this.connection = navigator.onLine ? connection : 'OFFLINE';
    void this.look();
  }
}
