import { getContext, setContext } from 'svelte';
import { ask } from '../api/ask';
import { Problem } from '../api/problem';
import { Clock } from '../console/clock/clock.svelte';
import type { ConvoyRow } from '../convoys/documents';
import { Pager } from '../console/list/pager.svelte';
import { Feed } from '../console/live/feed.svelte';
import { Session } from '../console/session/session.svelte';
import type { IncidentRow } from '../incidents/documents';
import { STANDING, UNCONFIRMED, WATCH_FEED, type AuditRow, type ObservationRow, type SealRow, type ShipmentRow, type Standing, type WatchBatch } from './documents';
import { View } from './view/view.svelte';
import { Speech } from './words/speech';

const KEY = Symbol('watch');
const RETRY_AFTER_MS = 3_000;
/** What the feed does not tell: seals, observations, convoys, the audit. */
const REFRESH_EVERY_MS = 30_000;
/** Scans come all the time, an incident now and then. */
const AT_MOST_EVERY_MS = { SCAN: 10_000, INCIDENT: 1_000 } as const;

/** The desk of a supervisor: who looks, at which region, and the six lists. */
export class Desk {
  readonly view = new View();
  readonly clock = new Clock();
  readonly session = new Session(this.clock);
  readonly shipments = new Pager<ShipmentRow>();
  readonly convoys = new Pager<ConvoyRow>();
  readonly seals = new Pager<SealRow>();
  readonly incidents = new Pager<IncidentRow>();
  readonly observations = new Pager<ObservationRow>();
  readonly audit = new Pager<AuditRow>();
  readonly speech = $derived(new Speech(this.view.language));
  /** The region that is looked at: the chosen one, else all that the viewer sees. */
  readonly root = $derived(this.session.viewer?.region?.code ?? '21');
  readonly region = $derived(this.view.region || this.root);
  standing = $state.raw<Standing | null>(null);
  /** What a list has to say above everything else, in place of the sentence about the region. */
  said = $state.raw<{ text: string; isAlert: boolean } | null>(null);
  /** How many convoys of the region lack a confirmation. */
  unconfirmed = $state(0);
  /** Since when the server has not answered; null while it does. */
  lostAt = $state<number | null>(null);
  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #dueAt = Infinity;
  readonly #feed = new Feed(WATCH_FEED, ({ liveFeed }) => liveFeed, (batch: WatchBatch) => this.#heard(batch), () => this.#refreshWithin(0));

  async open(): Promise<void> {
    await this.session.refresh();
    while (!this.session.viewer) {
      await new Promise((resolve) => setTimeout(resolve, RETRY_AFTER_MS));
      await this.session.refresh();
    }
    if (!this.session.isFull) return;
    setInterval(() => void this.refresh(), REFRESH_EVERY_MS);
    this.#feed.start();
  }

  /** Ask again for what is shown, which stays until the answer is there. */
  async refresh(): Promise<void> {
    if (document.hidden) return;
    // The log looks after itself: it is open to those who have no desk here, too.
    if (this.view.tab !== 'log') this[this.view.tab].refresh();
    await this.count();
  }

  #heard(batch: WatchBatch): void {
    this.clock.heard(batch.clock);
    for (const { kind } of batch.items) if (kind === 'SCAN' || kind === 'INCIDENT') this.#refreshWithin(AT_MOST_EVERY_MS[kind]);
  }

  /** Ask again so soon at the latest, once for all that is heard until then. */
  #refreshWithin(ms: number): void {
    if (Date.now() + ms >= this.#dueAt) return;
    this.#dueAt = Date.now() + ms;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#dueAt = Infinity;
      void this.refresh();
    }, ms);
  }

  /** Ask for the figures of the region. What was heard last stays when the server cannot be asked. */
  async count(): Promise<void> {
    const asked = (this.#asked += 1);
    try {
      const [standing, { convoys }] = await Promise.all([ask(STANDING, { code: this.region }), ask(UNCONFIRMED, { code: this.region })]);
      if (asked !== this.#asked) return;
      this.standing = standing;
      this.unconfirmed = convoys?.totalCount ?? 0;
      if (standing.viewer) this.clock.heard(standing.viewer.election.clock);
      this.lostAt = null;
    } catch (problem) {
      const isLost = problem instanceof Problem && problem.kind === 'UNREACHABLE';
      if (asked === this.#asked && isLost) this.lostAt ??= this.clock.now;
    }
  }
}

export function provideDesk(): Desk {
  return setContext(KEY, new Desk());
}

export function useDesk(): Desk {
  return getContext<Desk>(KEY);
}
