import { ask } from '../../api/ask';
import { Problem } from '../../api/problem';
import type { BoxFilter } from '../list/questions';
import { FOUND } from './documents';
import { ashore, holdersOf, laden, type Holder } from './holders';

export interface Found {
  holders: Holder[];
  /** How many boxes fulfil the filter, also those that no holder on the chart has. */
  total: number;
}

/** Where the boxes are that fulfil the filter, as it was asked for last: an answer to an earlier filter is dropped, however late it comes. */
export class FoundBoxes {
  /** Null as long as nothing is known of this filter: before the first answer, and where a new filter's answer failed. */
  now = $state.raw<Found | null>(null);
  /** What the chart draws ashore in place of all boxes. */
  readonly ashore = $derived(this.now && ashore(this.now.holders));
  isLoading = $state(true);
  problem = $state.raw<unknown>(null);
  #filter: BoxFilter = {};
  #running: AbortController | undefined;
  #isStale = false;

  /** Ask by another filter. What was found before stays in sight until the answer is there. */
  ask(filter: BoxFilter): void {
    this.#filter = filter;
    void this.#fetch(true);
  }

  /** Ask by the same filter: boxes have moved. What moves while an answer is awaited is asked for once more. */
  refresh(): void {
    if (this.isLoading) this.#isStale = true;
    else void this.#fetch(false);
  }

  /** The craft on the chart, with how many of these boxes each carries. */
  laden(fleet: GeoJSON.Feature[]): GeoJSON.Feature[] {
    return this.now ? laden(fleet, this.now.holders) : fleet;
  }

  stop(): void {
    this.#running?.abort();
  }

  async #fetch(isNew: boolean): Promise<void> {
    this.#running?.abort();
    const running = new AbortController();
    this.#running = running;
    this.#isStale = false;
    this.isLoading = true;
    try {
      const { boxGroups, boxes } = await ask(FOUND, { filter: this.#filter }, running.signal);
      if (running.signal.aborted) return;
      if (!boxGroups || !boxes) throw new Problem('FORBIDDEN', 'nothing may be shown');
      this.now = { holders: holdersOf(boxGroups), total: boxes.totalCount };
      this.problem = null;
    } catch (problem) {
      if (running.signal.aborted) return;
      this.problem = problem;
      if (isNew) this.now = null;
    }
    this.isLoading = false;
    if (this.#isStale) void this.#fetch(false);
  }
}
