import { ask } from '../../api/ask';
import type { VariablesOf } from '../../api/graphql';
import type { Desk } from '../desk.svelte';
import { SET_TRAINING_CLOCK } from './clockDocuments';

export const SPEEDS = [1, 60, 600, 3600] as const;
const HOUR_MS = 3_600_000;
const WIB_OFFSET = '+07:00';

/** The hand on the training clock. What it does, everyone in this training sees. */
export class Trainer {
  problem = $state('');
  isBusy = $state(false);
  readonly #desk: Desk;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  togglePause(): Promise<void> {
    return this.#set({ isPaused: !this.#desk.clock.isPaused });
  }

  run(speed: number): Promise<void> {
    return this.#set({ speed, isPaused: false });
  }

  jumpHours(hours: number): Promise<void> {
    return this.#set({ jumpTo: new Date(this.#desk.clock.now + hours * HOUR_MS).toISOString() });
  }

  /** Takes what an input of type datetime-local holds, read as WIB. */
  jumpTo(localTime: string): Promise<void> {
    return localTime ? this.#set({ jumpTo: new Date(`${localTime}:00${WIB_OFFSET}`).toISOString() }) : Promise.resolve();
  }

  async #set(input: VariablesOf<typeof SET_TRAINING_CLOCK>['input']): Promise<void> {
    this.isBusy = true;
    this.problem = '';
    try {
      const { setTrainingClock } = await ask(SET_TRAINING_CLOCK, { input });
      const { now = null, speed = null, isPaused = null, errors = [] } = setTrainingClock ?? {};
      if (now !== null && speed !== null && isPaused !== null) this.#desk.clock.heard({ now, speed, isPaused });
      this.problem = errors[0]?.message ?? '';
    } catch (problem) {
      this.problem = problem instanceof Error ? problem.message : String(problem);
    } finally {
      this.isBusy = false;
    }
  }
}
