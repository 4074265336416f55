import { Problem } from '../../api/problem';

export interface Page<Row> {
  nodes: Row[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

export type Load<Row> = (first: number, after: string | null, signal: AbortSignal) => Promise<Page<Row> | null | undefined>;

const PAGE_ROWS = 50;
const MOST_ROWS_AT_ONCE = 200;

/**
 * Rows of a list, page by page from where the last page ended. A new question drops the old answer, however late that comes;
 * a refresh asks for the rows already shown and replaces them without emptying the list first.
 */
export class Pager<Row> {
  rows = $state.raw<Row[]>([]);
  hasMore = $state(false);
  isLoading = $state(true);
  problem = $state.raw<unknown>(null);
  #cursor: string | null = null;
  #load: Load<Row> | null = null;
  #running: AbortController | undefined;
  /** What is shown may have changed while an answer was awaited, which may be of the time before. */
  #isStale = false;
  /** The end of the list came into sight while rows were being loaded; nothing tells it again as long as it stays there. */
  #wantsMore = false;

  constructor(readonly pageRows = PAGE_ROWS) {}

  ask(load: Load<Row>): void {
    this.#load = load;
    this.rows = [];
    this.hasMore = false;
    this.#wantsMore = this.#isStale = false;
    void this.#fetch(this.pageRows, null, []);
  }

  more(): void {
    if (!this.hasMore) return;
    if (this.isLoading) this.#wantsMore = true;
    else void this.#fetch(this.pageRows, this.#cursor, this.rows);
  }

  refresh(): void {
    if (!this.#load) return;
    if (this.isLoading) this.#isStale = true;
    else if (this.rows.length <= MOST_ROWS_AT_ONCE) void this.#fetch(Math.max(this.pageRows, this.rows.length), null, []);
  }

  retry(): void {
    if (this.#load) this.ask(this.#load);
  }

  async #fetch(first: number, after: string | null, before: Row[]): Promise<void> {
    this.#running?.abort();
    const running = new AbortController();
    this.#running = running;
    this.isLoading = true;
    try {
      const page = await this.#load!(first, after, running.signal);
      if (running.signal.aborted) return;
      if (!page) throw new Problem('FORBIDDEN', 'nothing may be shown');
      this.rows = [...before, ...page.nodes];
      this.hasMore = page.pageInfo.hasNextPage;
      this.#cursor = page.pageInfo.endCursor;
      this.problem = null;
    } catch (problem) {
      if (!running.signal.aborted) this.problem = problem;
    } finally {
      if (this.#running === running) this.#settle();
    }
  }

  #settle(): void {
    this.isLoading = false;
    if (this.problem) return;
    if (this.#wantsMore) {
      this.#wantsMore = false;
      this.more();
    }
    if (!this.#isStale || this.isLoading) return;
    this.#isStale = false;
    this.refresh();
  }
}
