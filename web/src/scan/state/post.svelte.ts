import { standing, type Standing } from '../core/queue';
import { Sender, type Connection } from '../core/sender';
import { readNote, type Device, type Store } from '../core/store';
import type { PhotoSender } from '../photo/photoSender';
import { Problem } from '../../api/problem';
import { tellContact } from '../server/contact';
import { handIn } from '../server/handIn';
import { readViewer } from '../server/viewer';

const LOOK_EVERY_MS = 20_000;
const GREET_EVERY_MS = 60_000;
/** Ten thousand phones that do so are seventeen a second. */
const TELL_EVERY_MS = 600_000;

/** The way of scans to the server, and what an officer is always told of it. */
export class Post {
  standing = $state.raw<Standing>({ waiting: 0, refused: 0, photos: 0, oldestMs: undefined });
  lastSuccessMs = $state<number | undefined>();
  connection = $state<Connection | 'OFFLINE'>(navigator.onLine ? 'IDLE' : 'OFFLINE');
  readonly #sender: Sender;
  #photos: PhotoSender | undefined;
  #greetedMs = -Infinity;
  #toldMs = -Infinity;

  constructor(
    readonly store: Store,
    readonly device: () => Device | undefined,
    readonly greeted: () => Promise<void>,
  ) {
    this.#sender = new Sender(store, (events) => handIn(store, events, device()?.token ?? null), (connection) => this.#heard(connection));
  }

  /** Listen to the network and look at times; returns what ends it. */
  begin(): () => void {
    const nudge = () => void this.send();
    const timer = setInterval(nudge, LOOK_EVERY_MS);
    const shown = () => document.visibilityState === 'visible' && nudge();
    const lost = () => (this.connection = 'OFFLINE');
    const back = () => this.sendNow();
    addEventListener('online', back);
    addEventListener('offline', lost);
    document.addEventListener('visibilitychange', shown);
    nudge();
    return () => {
      clearInterval(timer);
      removeEventListener('online', back);
      removeEventListener('offline', lost);
      document.removeEventListener('visibilitychange', shown);
      this.#sender.stop();
      this.#photos?.breakOff();
    };
  }

  /** The network is back, or somebody pressed the button. */
  sendNow(): void {
    this.#photos?.forgetFailure();
    void this.send();
  }

  async send(): Promise<void> {
    await this.look();
    // A scan never waits for a photo on a thin line.
    if (this.standing.waiting > 0) this.#photos?.breakOff();
    if (!navigator.onLine) {
      this.connection = 'OFFLINE';
      return;
    }
    if (this.connection === 'OFFLINE') this.connection = 'IDLE';
    await this.#sender.nudge();
    await this.#greet();
    await this.look();
    void this.#sendPhotos();
  }

  /** Photos go when no scan waits that could go. Their own signatures let them in, also after signing out. */
  async #sendPhotos(): Promise<void> {
    const { waiting, photos } = this.standing;
    const isFree = this.connection === 'IDLE' ? waiting === 0 : this.connection === 'SIGNED_OUT';
    if (photos === 0 || !isFree) return;
    try {
      await (await this.#photoSender()).send();
    } catch {
      return; // what sends photos is not on this phone yet and cannot be loaded now: the next look tries again
    }
    await this.look();
  }

  /** It comes when there is a photo to send; the worker has kept it. */
  async #photoSender(): Promise<PhotoSender> {
    if (this.#photos) return this.#photos;
    const [{ PhotoSender }, { handInPhoto }] = await Promise.all([import('../photo/photoSender'), import('../photo/handInPhoto')]);
    return (this.#photos ??= new PhotoSender(this.store, handInPhoto, () => void this.look()));
  }

  /** With nothing to send, ask for the clock and the law, so that "connected" is never said of a server that is out of reach; now and then tell how it fares. */
  async #greet(): Promise<void> {
    const token = this.device()?.token;
    if (!token) {
      this.connection = 'SIGNED_OUT';
      return;
    }
    if (this.connection === 'IDLE' && performance.now() - this.#greetedMs < GREET_EVERY_MS) return;
    if (this.connection !== 'IDLE' && this.standing.waiting > 0) return;
    this.#greetedMs = performance.now();
    try {
      await readViewer(this.store, token);
      this.connection = 'IDLE';
      await this.greeted();
      await this.#tell(token);
    } catch (reason) {
      this.connection = reason instanceof Problem && reason.kind === 'FORBIDDEN' ? 'SIGNED_OUT' : 'UNREACHABLE';
    }
  }

  async #tell(token: string): Promise<void> {
    if (performance.now() - this.#toldMs < TELL_EVERY_MS) return;
    await tellContact(this.store, token);
    this.#toldMs = performance.now();
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
