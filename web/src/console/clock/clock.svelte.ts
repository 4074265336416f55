import { ElectionTime, type ClockReading } from './electionTime';

const SHOWN_EVERY_MS = 250;

/** The election's clock for the screens: ticks a few times a second, while the chart reads `time` for every frame. */
export class Clock {
  readonly time = new ElectionTime();
  now = $state(0);
  speed = $state(1);
  isPaused = $state(false);
  isKnown = $state(false);

  constructor() {
    setInterval(() => this.#tick(), SHOWN_EVERY_MS);
  }

  heard(reading: ClockReading): void {
    this.time.heard(reading, performance.now());
    this.speed = reading.speed;
    this.isPaused = reading.isPaused;
    this.isKnown = true;
    this.#tick();
  }

  #tick(): void {
    this.now = this.time.at(performance.now());
  }
}
