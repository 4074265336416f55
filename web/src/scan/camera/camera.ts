import type { Decode } from './decoder';

const LOOK_EVERY_MS = 120;
const SAME_AGAIN_MS = 2_500;
/** So many pictures in a row that could not be looked at are a decoder that does not work, and not a bad picture. */
const BLIND_AFTER = 10;
const WANTED: MediaStreamConstraints = { audio: false, video: { facingMode: 'environment', width: { ideal: 1280 }, height: { ideal: 720 } } };

/** Who is told of what the camera does. */
export interface Onlooker {
  read(text: string): void;
  /** The picture is there, and nothing can read codes in it. Told once, until a picture is read again. */
  blind(reason: Error): void;
  /** The system has taken the camera away. */
  ended(): void;
}

/** The camera, and what it reads. One code held before it is read once, and again after it was away for a while. */
export class Camera {
  #stream: MediaStream | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #blindFor = 0;
  readonly #seenMs = new Map<string, number>();

  constructor(
    readonly video: HTMLVideoElement,
    readonly decode: Decode,
    readonly onlooker: Onlooker,
  ) {}

  /** Throws what `getUserMedia` throws where there is no camera or no leave to use it. */
  async start(): Promise<void> {
    this.#stream = await navigator.mediaDevices.getUserMedia(WANTED);
    this.#track?.addEventListener('ended', () => this.onlooker.ended());
    this.video.srcObject = this.#stream;
    await this.video.play();
    this.#look();
  }

  stop(): void {
    clearTimeout(this.#timer);
    for (const track of this.#stream?.getTracks() ?? []) track.stop();
    this.#stream = undefined;
    this.video.srcObject = null;
  }

  get hasTorch(): boolean {
    const { torch } = (this.#track?.getCapabilities?.() ?? {}) as { torch?: boolean | boolean[] };
    return [torch].flat().includes(true);
  }

  /** Returns whether it shines now: a browser may let a wish pass that the phone does not fulfil. Throws where it is refused. */
  async torch(isOn: boolean): Promise<boolean> {
    await this.#track?.applyConstraints({ advanced: [{ torch: isOn } as MediaTrackConstraintSet] });
    return (this.#track?.getSettings() as { torch?: boolean } | undefined)?.torch ?? isOn;
  }

  get #track(): MediaStreamTrack | undefined {
    return this.#stream?.getVideoTracks()[0];
  }

  #look(): void {
    this.#timer = setTimeout(() => {
      void this.#readOnce().finally(() => this.#stream && this.#look());
    }, LOOK_EVERY_MS);
  }

  async #readOnce(): Promise<void> {
    if (this.video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return;
    const texts = await this.decode(this.video).catch((reason: Error) => this.#unread(reason));
    if (!texts) return;
    this.#blindFor = 0;
    const now = performance.now();
    for (const text of texts) {
      const isNew = now - (this.#seenMs.get(text) ?? -Infinity) > SAME_AGAIN_MS;
      this.#seenMs.set(text, now);
      if (isNew && this.#stream) this.onlooker.read(text);
    }
  }

  /** A picture that cannot be decoded is followed by another one. */
  #unread(reason: Error): void {
    this.#blindFor += 1;
    if (this.#blindFor === BLIND_AFTER && this.#stream) this.onlooker.blind(reason);
  }
}
