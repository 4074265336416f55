export interface ClockReading {
  now: string;
  speed: number;
  isPaused: boolean;
}

/** A disagreement up to this long, in real time, is delay on the way and is taken up slowly; a longer one is a jump. */
const SMOOTHED_MS = 2_500;
const SHARE_TAKEN_UP = 0.15;

/**
 * The election's time between two readings of its clock. It runs by the reading's speed and never runs backwards for the small
 * disagreements that delays on the network make, so that what moves on the chart moves smoothly.
 */
export class ElectionTime {
  #shownAt = 0;
  #anchoredAt = 0;
  #rate = 0;
  isKnown = false;

  /** Milliseconds of election time per millisecond of real time; 0 while paused. */
  get rate(): number {
    return this.#rate;
  }

  heard(reading: ClockReading, realNow: number): void {
    const said = Date.parse(reading.now);
    const rate = reading.isPaused ? 0 : reading.speed;
    const shown = this.at(realNow);
    const error = said - shown;
    const isDelay = this.isKnown && rate === this.#rate && rate > 0 && Math.abs(error) <= SMOOTHED_MS * rate;
    this.#shownAt = isDelay ? shown + error * SHARE_TAKEN_UP : said;
    this.#anchoredAt = realNow;
    this.#rate = rate;
    this.isKnown = true;
  }

  /** Election time as milliseconds since 1970, at a moment of performance.now(). */
  at(realNow: number): number {
    return this.#shownAt + (realNow - this.#anchoredAt) * this.#rate;
  }
}
