import { ask, type Asking } from '../../api/ask';
import type { Clock } from '../clock/clock.svelte';
import { VIEWER, type Viewer } from './documents';

/** Where the page of escorts keeps what it saw last, for the time without signal. */
export const SEEN = 'silog.escort.seen';

/** Who looks, and at which election. Until the server has answered, nobody does. */
export class Session {
  viewer = $state<Viewer | null>(null);
  problem = $state<unknown>(null);
  /** How it is asked: with the cookie of this browser, or by the token of an enrolled phone. */
  asking: Asking = {};

  readonly isFull = $derived(this.viewer?.view === 'FULL');
  readonly isTraining = $derived(this.viewer?.election.kind === 'TRAINING');
  readonly maySetClock = $derived(this.isTraining && ['COORDINATOR', 'TRAINER'].includes(this.viewer?.role ?? ''));

  readonly mayPrintLabels = $derived(['COORDINATOR', 'OPERATOR', 'TRAINER'].includes(this.viewer?.role ?? ''));
  readonly mayManage = $derived(['COORDINATOR', 'OPERATOR', 'TRAINER'].includes(this.viewer?.role ?? ''));
  readonly mayObserve = $derived(this.viewer?.role === 'SUPERVISOR');
  /** The page of supervision: whoever has signed in reads there what happens in the own territory; an escort has a page of its own. */
  readonly mayWatch = $derived(this.isFull && this.viewer?.role !== 'ESCORT');
  readonly isEscort = $derived(this.viewer?.role === 'ESCORT');
  readonly mayMovePorts = $derived(['COORDINATOR', 'OPERATOR', 'PLANNER', 'TRAINER'].includes(this.viewer?.role ?? ''));

  readonly mayReadPlans = $derived(['COORDINATOR', 'OPERATOR', 'PLANNER', 'TRAINER', 'SUPERVISOR', 'AUDITOR'].includes(this.viewer?.role ?? ''));
  readonly mayMakePlans = $derived(['COORDINATOR', 'PLANNER', 'TRAINER'].includes(this.viewer?.role ?? ''));
  readonly maySetSeaAreas = $derived(['COORDINATOR', 'TRAINER'].includes(this.viewer?.role ?? ''));

  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async refresh(): Promise<void> {
    try {
      const { viewer } = await ask(VIEWER, {}, this.asking);
      this.viewer = viewer;
      this.problem = null;
      if (viewer) this.#clock.heard(viewer.election.clock);
    } catch (problem) {
      this.problem = problem;
    }
  }

  async signOut(): Promise<void> {
    await fetch('/sign-out', { method: 'POST' });
    localStorage.removeItem(SEEN);
    location.assign('/');
  }
}
