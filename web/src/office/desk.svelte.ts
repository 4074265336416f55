import { getContext, setContext } from 'svelte';
import { ask } from '../api/ask';
import { Problem } from '../api/problem';
import { Clock } from '../console/clock/clock.svelte';
import { Pager, type Load } from '../console/list/pager.svelte';
import type { ConvoyRow } from '../convoys/documents';
import { Session } from '../console/session/session.svelte';
import { silenceOf, type Contact } from './devices/reading';
import { DEVICES, SESSIONS, type DeviceRow, type SessionRow } from './documents';
import type { AccountRow, InvitationRow } from './people/documents';
import { Territory } from './regions/territory.svelte';
import { View } from './view/view.svelte';
import { Speech } from './words/speech';

const KEY = Symbol('office');
const RETRY_AFTER_MS = 3_000;
const REFRESH_EVERY_MS = 30_000;

/** The desk of the office: who looks, at which region, and the lists. */
export class Desk {
  readonly view = new View();
  readonly clock = new Clock();
  readonly session = new Session(this.clock);
  readonly territory = new Territory();
  readonly devices = new Pager<DeviceRow>();
  readonly convoys = new Pager<ConvoyRow>();
  readonly people = new Pager<AccountRow>();
  readonly invitations = new Pager<InvitationRow>();
  readonly sessions = new Pager<SessionRow>();
  readonly speech = $derived(new Speech(this.view.language));
  /** The region that is looked at: the chosen one, else all that the viewer sees. */
  readonly root = $derived(this.session.viewer?.region?.code ?? '21');
  readonly region = $derived(this.view.region || this.root);
  /** Since when the server has not answered; null while it does. */
  lostAt = $state<number | null>(null);

  async open(): Promise<void> {
    await this.session.refresh();
    while (!this.session.viewer) {
      await new Promise((resolve) => setTimeout(resolve, RETRY_AFTER_MS));
      await this.session.refresh();
    }
    if (this.session.isFull) setInterval(() => void this.refresh(), REFRESH_EVERY_MS);
  }

  /** Ask again for what is shown, which stays until the answer is there. */
  async refresh(): Promise<void> {
    if (document.hidden) return;
    this[this.view.tab].refresh();
    await this.count();
  }

  async count(): Promise<void> {
    await this.territory.ask(this.region, Number(this.view.filters.span), (clock) => this.clock.heard(clock));
    const { problem } = this.territory;
    const isLost = problem instanceof Problem && problem.kind === 'UNREACHABLE';
    this.lostAt = isLost ? (this.lostAt ?? this.clock.now) : null;
  }

  /** Whether a phone that was in contact has not been for so long; one that never was is no quiet one. */
  isQuiet(contact: Contact): boolean {
    const silence = silenceOf(contact, this.clock);
    return silence !== null && silence >= Number(this.view.filters.span) * 3_600_000;
  }
}

export function deviceQuestion(region: string, { search, role, order, span, quiet, revoked }: View['filters']): Load<DeviceRow> {
  const filter = {
    region,
    ...(search.trim() && { search: search.trim() }),
    ...(role && { roles: [role] }),
    ...(quiet && { quietForHours: Number(span) }),
    ...(!revoked && { isRevoked: false }),
  };
  return async (first, after, signal) => (await ask(DEVICES, { filter, orderBy: order, first, after }, signal)).devices;
}

export function sessionQuestion(region: string, { search, kind }: View['filters']): Load<SessionRow> {
  const kinds: ('COOKIE' | 'BEARER' | 'DEVICE')[] = kind === 'people' ? ['COOKIE', 'BEARER'] : ['DEVICE'];
  const filter = { region, kinds, ...(search.trim() && { search: search.trim() }) };
  return async (first, after, signal) => (await ask(SESSIONS, { filter, first, after }, signal)).sessions;
}

export function provideDesk(): Desk {
  return setContext(KEY, new Desk());
}

export function useDesk(): Desk {
  return getContext<Desk>(KEY);
}
