import { isSealNumber, type Photo } from '../core/event';
import type { Queued } from '../core/store';
import type { Condition, ScanType } from '../core/vocabulary';
import type { KnownBox } from '../rules/known';
import type { Refusal } from '../rules/refusal';
import { compareSeals, looksAtSeals, putsSealsOn } from '../rules/seals';

/** The box in the officer's hands: what was seen of it, before it is signed. */
export class Card {
  act = $state<ScanType>('CHECK');
  seals = $state.raw<readonly string[]>([]);
  cond = $state<Condition>('GOOD');
  /** Whether the officer says which seals are on it, instead of saying that they are those that left. */
  isDiffering = $state(false);
  isBare = $state(false);
  refusal = $state<Refusal | undefined>();
  /** The same act at the same place, where this phone has recorded it before. */
  before = $state.raw<Queued | undefined>();
  photo = $state.raw<Photo | undefined>();
  /** A photo was taken and is being made small. */
  isDeveloping = $state(false);

  constructor(
    readonly code: string,
    readonly box: KnownBox | undefined,
    act: ScanType,
  ) {
    this.act = act;
  }

  get expected(): readonly string[] {
    return this.box?.seals ?? [];
  }

  get asksSeals(): boolean {
    return putsSealsOn(this.act) || (looksAtSeals(this.act) && (this.isDiffering || this.expected.length === 0));
  }

  /** The seals that go into the event. */
  get found(): readonly string[] {
    if (this.isBare) return [];
    if (this.asksSeals) return this.seals;
    return looksAtSeals(this.act) ? this.expected : [];
  }

  get check() {
    return compareSeals(this.expected, this.found);
  }

  /** Whether it can be signed: an empty list of seals must be meant, never forgotten. */
  get isReady(): boolean {
    return !this.isDeveloping && (!this.asksSeals || this.seals.length > 0 || (this.isBare && !putsSealsOn(this.act)));
  }

  addSeal(number: string): boolean {
    if (!isSealNumber(number)) return false;
    if (!putsSealsOn(this.act) && this.expected.length > 0) this.isDiffering = true;
    this.isBare = false;
    if (!this.seals.includes(number)) this.seals = [...this.seals, number];
    return true;
  }

  toggleSeal(number: string): void {
    this.seals = this.seals.includes(number) ? this.seals.filter((seal) => seal !== number) : [...this.seals, number];
  }
}
