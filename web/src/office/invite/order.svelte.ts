import { ask } from '../../api/ask';
import { refusalOf, save, type Refusal } from '../../api/printed';
import { OFFICES, STATIONS } from '../documents';
import type { INVITED } from '../view/address';

export type Invited = (typeof INVITED)[number];
export type Seats = 'each' | 'place' | 'region';

/** The kind of place at which a role serves, where it serves at one kind. */
export const PLACES: Partial<Record<Invited, 'POLLING_STATION' | 'PPS' | 'PPK' | 'WAREHOUSE'>> = {
  KPPS: 'POLLING_STATION', PPS: 'PPS', PPK: 'PPK', OPERATOR: 'WAREHOUSE',
};

export interface Seat {
  code: string;
  name: string;
  region: { name: string };
}

/** Invitations as they are being put together, and their making: codes are said once, so nothing is sent before the button is pressed. */
export class Order {
  role = $state<Invited>('KPPS');
  seats = $state<Seats>('each');
  place = $state('');
  label = $state('KPPS');
  count = $state(1);
  days = $state(21);
  base = $state(location.origin);
  places = $state.raw<Seat[]>([]);
  placesInAll = $state(0);
  isBusy = $state(false);
  /** The server's words, or the code BUSY or UNREACHABLE for what has words of ours. */
  refusal = $state.raw<Refusal | null>(null);
  made = $state(0);
  readonly kind = $derived(PLACES[this.role]);
  readonly sheets = $derived(this.seats === 'each' ? this.placesInAll : this.seats === 'place' ? 1 : this.count);
  readonly isLocal = $derived(/^https?:\/\/(localhost|127\.|\[::1\])/.test(this.base));
  #asked = 0;

  choose(role: Invited): void {
    if (this.label === this.role) this.label = role;
    this.role = role;
    if (!PLACES[role]) this.seats = 'region';
    else if (this.seats === 'region') this.seats = 'each';
  }

  /** The places of the role's kind in a region: how many sheets there will be, and which place can be chosen. */
  async look(region: string): Promise<void> {
    const asked = (this.#asked += 1);
    this.places = [];
    this.placesInAll = 0;
    this.place = '';
    if (!this.kind) return;
    const found = this.kind === 'POLLING_STATION' ? (await ask(STATIONS, { region })).pollingStations : (await ask(OFFICES, { kind: this.kind, region })).facilities;
    if (asked !== this.#asked || !found) return;
    this.places = found.nodes;
    this.placesInAll = found.totalCount;
  }

  async make(region: string): Promise<void> {
    this.isBusy = true;
    this.refusal = null;
    this.made = 0;
    const { sheets } = this;
    try {
      const response = await fetch('/documents/invitations.pdf', { method: 'POST', body: this.#form(region) });
      if (response.ok) {
        save(await response.blob(), `undangan-${this.role.toLowerCase()}-${this.place || region}.pdf`);
        this.made = sheets;
      } else this.refusal = await refusalOf(response);
    } catch {
      this.refusal = { code: 'UNREACHABLE', message: '' };
    }
    this.isBusy = false;
  }

  #form(region: string): URLSearchParams {
    const form = new URLSearchParams({ role: this.role, region, label: this.label, days: String(this.days), base: this.base });
    if (this.seats === 'each') form.set('each_place', '1');
    else if (this.seats === 'place') form.set('place', this.place);
    else form.set('count', String(this.count));
    return form;
  }
}
