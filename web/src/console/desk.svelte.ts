import { getContext, setContext } from 'svelte';
import { ask } from '../api/ask';
import { Words } from '../words/words';
import { Clock } from './clock/clock.svelte';
import { Fleet } from './fleet/fleet';
import type { FoundBoxes } from './found/found.svelte';
import type { StandingIncidents } from './incidents/standing.svelte';
import { FLEET, LIVE_FEED, SUMMARY, type Batch, type FleetMember, type Summary } from './live/documents';
import { Feed } from './live/feed.svelte';
import { SeaAreas } from './ports/areas.svelte';
import { Mover } from './ports/mover.svelte';
import { Session } from './session/session.svelte';
import { View } from './view/view.svelte';
import { AreaDrawer } from './waters/drawer.svelte';

const KEY = Symbol('desk');
const AT_MOST_EVERY_MS = 3_000;
const PUBLIC_EVERY_MS = 60_000;

/** The coordinator's desk: everything the parts of the console share, joined in one place. */
export class Desk {
  readonly view = new View();
  readonly clock = new Clock();
  readonly session = new Session(this.clock);
  readonly fleet = new Fleet();
  readonly feed = new Feed(LIVE_FEED, ({ liveFeed }) => liveFeed, (batch: Batch) => this.#heard(batch), () => this.#begun());
  readonly areas = new SeaAreas();
  readonly mover = new Mover();
  readonly drawer = new AreaDrawer();
  readonly words = $derived(new Words(this.view.language));
  summary = $state<Summary | null>(null);
  /** Grows when boxes may have moved: who shows boxes asks again. At most every few seconds. */
  boxesChanged = $state(0);
  /** Grows when a port was moved: the chart asks for its tiles again. */
  portsMoved = $state(0);
  /** Grows when the feed tells of an incident. What is known of them comes later than the desk itself. */
  incidentsChanged = $state(0);
  incidents = $state.raw<StandingIncidents | null>(null);
  /** Where the boxes are that fulfil the filter; null while no filter of boxes is on. */
  found = $state.raw<FoundBoxes | null>(null);
  /** Grows when the live line has begun anew: whatever was asked before that may be old. */
  begun = $state(0);
  /** The places and boxes that the last few seconds' scans named. */
  lately = $state.raw<ReadonlySet<string>>(new Set());
  #pending = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  async open(): Promise<void> {
    await this.session.refresh();
    while (!this.session.viewer) {
      await new Promise((resolve) => setTimeout(resolve, AT_MOST_EVERY_MS));
      await this.session.refresh();
    }
    await this.#refresh();
    if (this.session.isFull) this.feed.start();
    else setInterval(() => void this.#refresh(), PUBLIC_EVERY_MS);
  }

  #heard(batch: Batch): void {
    this.clock.heard(batch.clock);
    const nowMs = this.clock.time.at(performance.now());
    for (const item of batch.items) {
      if (item.kind === 'POSITION' && this.fleet.reported(item, nowMs)) continue;
      if (item.kind === 'SEA_AREA') void this.#areas();
      if (item.kind === 'INCIDENT') this.incidentsChanged += 1;
      if (item.kind === 'PORT') this.portsMoved += 1;
      for (const code of [item.boxCode, item.placeCode, item.conveyanceCode]) if (code) this.#pending.add(code);
    }
    if (this.#pending.size) this.#scansChanged();
  }

  #begun(): void {
    this.begun += 1;
    void this.#areas();
    this.#scansChanged();
  }

  #scansChanged(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.#refresh();
    }, AT_MOST_EVERY_MS);
  }

  async #refresh(): Promise<void> {
    this.lately = this.#pending;
    this.#pending = new Set();
    this.boxesChanged += 1;
    await Promise.allSettled([this.#summarize(), this.session.isFull ? this.#list() : Promise.resolve()]);
  }

  /** Areas that cannot be asked for just now stay as they were drawn. */
  async #areas(): Promise<void> {
    await this.areas.refresh().catch(() => undefined);
  }

  async #summarize(): Promise<void> {
    const { summary, viewer } = await ask(SUMMARY, {});
    this.summary = summary;
    if (viewer && this.feed.connection.kind !== 'LIVE') this.clock.heard(viewer.election.clock);
  }

  async #list(): Promise<void> {
    const members: FleetMember[] = [];
    let after: string | null = null;
    do {
      const page: { nodes: FleetMember[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } } | null = (
        await ask(FLEET, { after })
      ).conveyances;
      members.push(...(page?.nodes ?? []));
      after = page?.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after);
    this.fleet.listed(members);
  }
}

export function provideDesk(): Desk {
  return setContext(KEY, new Desk());
}

export function useDesk(): Desk {
  return getContext<Desk>(KEY);
}
