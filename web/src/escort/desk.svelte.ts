import { getContext, setContext } from 'svelte';
import { ask, type Asking } from '../api/ask';
import { Problem } from '../api/problem';
import { Clock } from '../console/clock/clock.svelte';
import type { ClockReading } from '../console/clock/electionTime';
import { VIEWER, type Viewer } from '../console/session/documents';
import { Session } from '../console/session/session.svelte';
import { remembered, type Theme } from '../design/theme';
import type { Language } from '../words/language';
import { OWN_CONVOYS, type OwnConvoy } from './documents';
import { keepForOffline, offlineNow } from './offline';
import { tokenOfPhone } from './phone';
import { Queue } from './queue.svelte';
import { clockNow, forgetSeen, keepSeen, lastSeen } from './seen';
import { keep } from './storage';
import { Speech } from './words/speech';

const KEY = Symbol('escort');
const RETRY_AFTER_MS = 3_000;
/** How long somebody waits for a thin line before what was seen last is shown. */
const PATIENCE_MS = 4_000;
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
  offline = $state(offlineNow());
  /** Whether the convoys could be kept for the time without signal. */
  hasRoom = $state(true);
  /** Whose queue may be sent: whom the server took this browser for when it answered last. */
  #heard: string | null = null;

  constructor() {
    $effect.root(() => {
      $effect(() => {
        const { dataset } = document.documentElement;
        document.documentElement.lang = this.language;
        if (this.theme === 'system') delete dataset['theme'];
        else dataset['theme'] = this.theme;
        keep('silog.language', this.language);
        keep('silog.theme', this.theme);
      });
    });
  }

  /** Show what was seen last where the server does not answer, and what it says as soon as it does. */
  async open(): Promise<void> {
    const isSlow = setTimeout(() => void this.#showSeen(), PATIENCE_MS);
    while (!(await this.#hear())) {
      await this.#showSeen();
      await new Promise((resolve) => setTimeout(resolve, RETRY_AFTER_MS));
    }
    clearTimeout(isSlow);
    await this.refresh();
    setInterval(() => void this.refresh(), REFRESH_EVERY_MS);
    if (this.isEscort) this.offline = await keepForOffline();
  }

  /** Ask again for what is shown, which stays until the answer is there. */
  async refresh(): Promise<void> {
    if (document.hidden || !this.isEscort) return;
    try {
      const { convoys, viewer } = await ask(OWN_CONVOYS, {}, this.session.asking);
      if (!convoys || !viewer) return void (await this.#hear()); // whoever was signed in is so no more
      this.convoys = convoys.nodes;
      this.lostAt = null;
      this.clock.heard(viewer.election.clock);
      this.#keep(viewer.election.clock);
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      if (problem.kind === 'UNREACHABLE') this.lostAt ??= this.clock.now;
      else await this.#hear();
    }
  }

  /** Hear whom the server takes this browser for: by its cookie, else as an enrolled phone. False where it does not answer. */
  async #hear(): Promise<boolean> {
    try {
      let asking: Asking = {};
      let { viewer } = await ask(VIEWER, {}, asking);
      const token = viewer?.role === 'ESCORT' ? null : await tokenOfPhone();
      if (token) {
        asking = { token };
        viewer = await asPhone(asking, viewer);
      }
      this.#settle(viewer, asking);
      return viewer !== null;
    } catch (problem) {
      this.session.problem = problem;
      return false;
    }
  }

  #settle(viewer: Viewer | null, asking: Asking): void {
    const { session } = this;
    [session.viewer, session.asking, session.problem] = [viewer, asking, null];
    if (viewer) this.clock.heard(viewer.election.clock);
    this.#heard = this.isEscort ? ownerOf(viewer!) : null;
    if (this.#heard !== null) {
      if (this.queue?.owner !== this.#heard) this.convoys = null;
      this.#openQueue(this.#heard);
    } else {
      forgetSeen();
      [this.queue, this.convoys, this.lostAt] = [null, null, null];
    }
  }

  /** What is shown without signal is whole: whose it is, the convoys, and the clock as it has gone on since. */
  async #showSeen(): Promise<void> {
    const seen = lastSeen();
    if (!seen || (seen.isPhone && !(await tokenOfPhone())) || this.session.viewer) return;
    this.session.viewer = seen.viewer;
    this.convoys = seen.convoys;
    this.clock.heard(clockNow(seen, Date.now()));
    this.lostAt = Date.parse(seen.clock.now);
    this.#openQueue(ownerOf(seen.viewer));
  }

  #keep(clock: ClockReading): void {
    const { viewer, asking } = this.session;
    if (!viewer || !this.convoys) return;
    this.hasRoom = keepSeen({ viewer, isPhone: asking.token !== undefined, convoys: this.convoys, clock, atMs: Date.now() });
  }

  /** What waits is sent only once the server has said that it is still the same person who sends it. */
  #openQueue(owner: string): void {
    if (this.queue?.owner === owner) void this.queue.send();
    else this.queue = new Queue(owner, () => (this.#heard === owner ? this.session.asking : null), () => void this.refresh());
  }
}

const ownerOf = ({ election, name }: Viewer): string => `${election.code}.${name}`;

/** Whom an enrolled phone speaks for; one that was signed out or revoked for nobody, and its browser for whom it spoke before. */
async function asPhone(asking: Asking, before: Viewer | null): Promise<Viewer | null> {
  try {
    return (await ask(VIEWER, {}, asking)).viewer;
  } catch (problem) {
    if (problem instanceof Problem && problem.kind === 'FORBIDDEN') return before;
    throw problem;
  }
}

export function provideDesk(): Desk {
  return setContext(KEY, new Desk());
}

export function useDesk(): Desk {
  return getContext<Desk>(KEY);
}
