import { ask } from '../../api/ask';
import { STANDING_INCIDENTS, type StandingRow } from './documents';
import { marksOf } from './marks';

/** The incidents that stand in the viewer's sight, as they were asked for last, and which of them opened while somebody looked. */
export class StandingIncidents {
  rows = $state.raw<StandingRow[]>([]);
  /** How many stand, of which `rows` are those that something was added to last; null before the first answer. */
  total = $state<number | null>(null);
  /** Those that opened since the page did, and that nobody has looked at here. */
  fresh = $state.raw<StandingRow[]>([]);
  problem = $state.raw<unknown>(null);
  readonly marks = $derived(marksOf(this.rows));
  #known: Set<string> | null = null;
  #newestAt = '';
  #isAsking = false;
  #isStale = false;

  /** Ask anew. What changes while an answer is awaited is asked for once more. */
  async refresh(): Promise<void> {
    this.#isStale = true;
    if (this.#isAsking) return;
    this.#isAsking = true;
    try {
      while (this.#isStale) {
        this.#isStale = false;
        const { incidents } = await ask(STANDING_INCIDENTS, {});
        if (incidents) this.#take(incidents.totalCount, incidents.nodes);
      }
      this.problem = null;
    } catch (problem) {
      this.problem = problem;
    } finally {
      this.#isAsking = false;
    }
  }

  look(id?: string): void {
    this.fresh = id === undefined ? [] : this.fresh.filter((row) => row.id !== id);
  }

  /**
   * What was not there before has opened. Only where more stood than an answer holds may it be an old one that has come up: then it must
   * have opened after all that are known.
   */
  #take(total: number, rows: StandingRow[]): void {
    const standing = new Set(rows.map(({ id }) => id));
    const wasWhole = (this.total ?? 0) <= this.rows.length;
    const opened = this.#known ? rows.filter(({ id, openedAt }) => !this.#known!.has(id) && (wasWhole || openedAt >= this.#newestAt)) : [];
    this.fresh = [...opened, ...this.fresh.filter(({ id }) => standing.has(id))];
    this.#known = new Set([...(this.#known ?? []), ...standing]);
    for (const { openedAt } of rows) if (openedAt > this.#newestAt) this.#newestAt = openedAt;
    this.total = total;
    this.rows = rows;
  }
}
