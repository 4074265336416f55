import { getContext, setContext } from 'svelte';
import { ask, type Asking } from '../api/ask';
import { Problem } from '../api/problem';
import { Clock } from '../console/clock/clock.svelte';
import { Session } from '../console/session/session.svelte';
import { remembered } from '../console/view/view.svelte';
import type { Theme } from '../design/theme';
import type { Language } from '../words/language';
import { OWN_CONVOYS, type OwnConvoy } from './documents';
import { tokenOfPhone } from './phone';
import { Queue } from './queue.svelte';
import { Speech } from './words/speech';

const KEY = Symbol('escort');
const RETRY_AFTER_MS = 3_000;
const REFRESH_EVERY_MS = 30_000;

/** What an escort has in the hand: the own convoys, and what was said and not sent yet. */
export class Desk {
  language = $state<Language>(remembered().language);
  theme = $state<Theme>(remembered().theme);
  readonly clock = new Clock();
  readonly session = new Session(this.clock);
  readonly speech = $derived(new Speech(this.language));
  readonly isEscort = $derived(this.session.viewer?.role === 'ESCORT');
  convoys = $state.raw<readonly OwnConvoy[] | null>(null);
  queue = $state.raw<Queue | null>(null);
  /** Since when the server has not answered; null while it does. */
  lostAt = $state<number | null>(null);

  constructor() {
    $effect.root(() => {
      $effect(() => {
        const { dataset } = document.documentElement;
        document.documentElement.lang = this.language;
        if (this.theme === 'system') delete dataset['theme'];
        else dataset['theme'] = this.theme;
        localStorage.setItem('silog.language', this.language);
        localStorage.setItem('silog.theme', this.theme);
      });
    });
  }

  async open(): Promise<void> {
    await this.session.refresh();
    while (!this.session.viewer) {
      await new Promise((resolve) => setTimeout(resolve, RETRY_AFTER_MS));
      await this.session.refresh();
    }
    if (!this.isEscort) await this.#askAsPhone();
    if (!this.isEscort) return;
    const { name, election } = this.session.viewer;
    this.queue = new Queue(`${election.code}.${name}`, this.session.asking, () => void this.refresh());
    await this.refresh();
    setInterval(() => void this.refresh(), REFRESH_EVERY_MS);
  }

  /** Ask again for what is shown, which stays until the answer is there. */
  async refresh(): Promise<void> {
    if (document.hidden) return;
    try {
      const { convoys, viewer } = await ask(OWN_CONVOYS, {}, this.session.asking);
      this.convoys = convoys?.nodes ?? [];
      if (viewer) this.clock.heard(viewer.election.clock);
      this.lostAt = null;
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      if (problem.kind === 'UNREACHABLE') this.lostAt ??= this.clock.now;
      else await this.session.refresh();
    }
  }

  /** Nobody is signed in here: the phone itself may be enrolled, and then it asks with its own token. */
  async #askAsPhone(): Promise<void> {
    const token = await tokenOfPhone();
    if (!token) return;
    this.session.asking = { token } satisfies Asking;
    await this.session.refresh();
  }
}

export function provideDesk(): Desk {
  return setContext(KEY, new Desk());
}

export function useDesk(): Desk {
  return getContext<Desk>(KEY);
}
