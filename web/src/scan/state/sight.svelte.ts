import { eventTime, type ClockReading } from '../core/clock';
import { readNote, type Device, type Store } from '../core/store';
import { kindOfPlace, type ScanType } from '../core/vocabulary';
import { actsAt, nextAct, type Here } from '../rules/acts';
import { isExpected, mainAct, progressOf, type Progress } from '../rules/expected';
import type { KnownBox, KnownPlace, KnownShipment } from '../rules/known';
import { faultOfOpening, type Law } from '../rules/law';
import { refusalOf, type Refusal } from '../rules/refusal';

/** What the phone knows of its area: the manifest, the law and the election's clock, as far as its own scans have moved them. */
export class Sight {
  boxes = $state.raw<readonly KnownBox[]>([]);
  places = $state.raw<readonly KnownPlace[]>([]);
  shipments = $state.raw<ReadonlyMap<string, KnownShipment>>(new Map());
  law = $state.raw<Law | undefined>();
  clock = $state.raw<ClockReading | undefined>();
  here = $state('');
  /** The act that the officer chose; undefined: what each box needs. */
  chosen = $state<ScanType | undefined>();

  readonly #byCode = $derived(new Map(this.boxes.map((box) => [box.code, box])));
  readonly #placeByCode = $derived(new Map(this.places.map((place) => [place.code, place])));
  readonly expected = $derived(this.here === '' ? [] : this.boxes.filter((box) => isExpected(box, this.here, this.shipments)));
  readonly act: ScanType = $derived(this.chosen ?? mainAct(this.expected, (box) => this.at(box)));
  readonly progress: Progress = $derived(progressOf(this.act, this.here, this.expected, (box) => this.at(box)));
  readonly acts = $derived(this.kind === undefined ? [] : actsAt(this.kind));

  constructor(
    readonly store: Store,
    readonly device: () => Device | undefined,
  ) {}

  get kind() {
    return kindOfPlace(this.here);
  }

  async load(): Promise<void> {
    const [boxes, places, shipments] = await Promise.all([this.store.getAll('boxes'), this.store.getAll('places'), this.store.getAll('shipments')]);
    this.boxes = boxes;
    this.places = places;
    this.shipments = new Map(shipments.map((shipment) => [shipment.code, shipment]));
    await this.reloadClock();
    this.here = (await readNote(this.store, 'here')) ?? this.device()?.place ?? '';
  }

  /** Boxes that one of this phone's own scans has moved. */
  update(changed: readonly KnownBox[]): void {
    const now = new Map(changed.map((box) => [box.code, box]));
    this.boxes = this.boxes.map((box) => now.get(box.code) ?? box);
  }

  async reloadClock(): Promise<void> {
    this.law = await readNote(this.store, 'law');
    this.clock = await readNote(this.store, 'clock');
  }

  box(code: string): KnownBox | undefined {
    return this.#byCode.get(code);
  }

  placeName(code: string): string {
    return this.#placeByCode.get(code)?.name ?? code;
  }

  nowMs(): number {
    return eventTime(Date.now(), this.clock);
  }

  isExpectedHere(box: KnownBox): boolean {
    return isExpected(box, this.here, this.shipments);
  }

  actFor(box: KnownBox | undefined): ScanType {
    return this.chosen ?? (box ? nextAct(box.state, this.at(box)) : this.act);
  }

  at(box: KnownBox): Here {
    return {
      kind: this.kind ?? 'HUB',
      isHere: box.place === this.here,
      mayOpen: this.#mayOpen(box),
      isPollsClosed: this.law !== undefined && this.nowMs() >= this.law.pollsCloseMs,
    };
  }

  refusal(act: ScanType, box: KnownBox | undefined, seals: readonly string[]): Refusal | undefined {
    return refusalOf(act, box, seals, this.#where(), this.law);
  }

  #where() {
    return { place: this.here, nowMs: this.nowMs(), devicePlace: this.device()?.place ?? undefined };
  }

  #mayOpen(box: KnownBox): boolean {
    const { law } = this;
    return law !== undefined && (['OPEN', 'RECAP_OPEN'] as const).some((act) => faultOfOpening(act, box, this.#where(), law) === undefined);
  }
}
