import { whereIAm } from '../../scan/state/gnss';

const LOOKS_EVERY_MS = 1_000;

/** Where the phone is, while a form is open that can send it; null while it does not know. */
export class Whereabouts {
  position = $state.raw<{ lon: number; lat: number } | null>(null);
  #looking: ReturnType<typeof setInterval> | undefined;

  /** Satellites take their time, and so does whoever is asked for leave: it is looked again and again until the form is closed. */
  look(): void {
    this.stop();
    this.#looking = setInterval(() => void this.#find(), LOOKS_EVERY_MS);
    void this.#find();
  }

  stop(): void {
    clearInterval(this.#looking);
  }

  async #find(): Promise<void> {
    const found = await whereIAm();
    this.position = found ? { lon: found.lon, lat: found.lat } : null;
  }
}
