import type { Decode } from './decoder';

const LOOK_EVERY_MS = 120;
const SAME_AGAIN_MS = 2_500;
const WANTED: MediaStreamConstraints = { audio: false, video: { facingMode: 'environment', width: { ideal: 1280 }, height: { ideal: 720 } } };

/** The camera, and what it reads. One code held before it is read once, and again after it was away for a while. */
export class Camera {
  #stream: MediaStream | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #seenMs = new Map<string, number>();

  constructor(
    readonly video: HTMLVideoElement,
    readonly decode: Decode,
    readonly read: (text: string) => void,
  ) {}

  /** Throws what `getUserMedia` throws where there is no camera or no leave to use it. */
  async start(): Promise<void> {
    this.#stream = await navigator.mediaDevices.getUserMedia(WANTED);
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
    return 'torch' in (this.#track?.getCapabilities?.() ?? {});
  }

  async torch(isOn: boolean): Promise<void> {
    await this.#track?.applyConstraints({ advanced: [{ torch: isOn } as MediaTrackConstraintSet] });
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
    // A frame that cannot be decoded is followed by another one.
    const texts = await this.decode(this.video).catch(() => []);
    const now = performance.now();
    for (const text of texts) {
      const isNew = now - (this.#seenMs.get(text) ?? -Infinity) > SAME_AGAIN_MS;
      this.#seenMs.set(text, now);
      if (isNew && this.#stream) this.read(text);
    }
  }
}
