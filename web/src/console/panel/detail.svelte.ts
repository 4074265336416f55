/** What a panel shows of one thing: loading, there, missing, or a problem. Asking again keeps what is shown until the answer is in. */
export class Detail<Thing> {
  thing = $state.raw<Thing | null>(null);
  status = $state<'LOADING' | 'THERE' | 'MISSING' | 'PROBLEM'>('LOADING');
  problem = $state.raw<unknown>(null);
  #asked = 0;

  async ask(load: () => Promise<Thing | null>): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    try {
      const thing = await load();
      if (asked !== this.#asked) return;
      this.thing = thing;
      this.status = thing === null ? 'MISSING' : 'THERE';
    } catch (problem) {
      if (asked !== this.#asked) return;
      this.problem = problem;
      if (this.thing === null) this.status = 'PROBLEM';
    }
  }
}
