/** The words of custody as events and the API write them; docs/scan-events.md, section 7. */
export type ScanType =
  | 'ORDER' | 'PRODUCE' | 'SHIP' | 'RECEIVE' | 'INSPECT' | 'ASSEMBLE' | 'PACK' | 'SEAL' | 'LOAD' | 'DEPART' | 'ARRIVE' | 'OPEN' | 'VOTE'
  | 'COUNT' | 'RESEAL' | 'RECAP_OPEN' | 'RECAP_RESEAL' | 'STORE' | 'HOLD' | 'DISPOSE' | 'CHECK' | 'HAND_OVER';

export type Condition = 'GOOD' | 'DAMAGED' | 'WET';

/** In the order of a box's life. */
export const STATES = [
  'PLANNED', 'ORDERED', 'PRODUCED', 'SHIPPED', 'RECEIVED', 'INSPECTED', 'ASSEMBLED', 'PACKED', 'SEALED', 'LOADED', 'IN_TRANSIT', 'AT_HUB',
  'AT_PPK', 'AT_PPS', 'AT_STATION', 'OPENED', 'VOTING', 'COUNTED', 'RESEALED', 'RETURN_LOADED', 'RETURN_IN_TRANSIT', 'RETURN_AT_HUB',
  'RETURN_AT_PPS', 'RETURN_AT_PPK', 'RECAP_OPENED', 'RECAP_RESEALED', 'RETURNED', 'STORED', 'LEGAL_HOLD', 'DISPOSED',
] as const;

export type BoxState = (typeof STATES)[number];

export type PlaceKind = 'WAREHOUSE' | 'HUB' | 'PPK' | 'PPS' | 'STATION' | 'CONVEYANCE';

export type Office = 'KPU' | 'PPK' | 'PPS' | 'KPPS';

const KINDS: Readonly<Record<string, PlaceKind>> = {
  WH: 'WAREHOUSE', PORT: 'HUB', LDG: 'HUB', AIR: 'HUB', PPK: 'PPK', PPS: 'PPS', TPS: 'STATION', CNV: 'CONVEYANCE',
};
const OFFICES: Partial<Record<PlaceKind, Office>> = { WAREHOUSE: 'KPU', PPK: 'PPK', PPS: 'PPS', STATION: 'KPPS' };

/** The kind of a place, by its code. */
export const kindOfPlace = (code: string): PlaceKind | undefined => KINDS[code.split('-', 1)[0]!];

/** The office that a device belongs to, by the place it is enrolled at; a device of no office is not judged. */
export function officeAt(place: string | undefined): Office | undefined {
  const kind = place === undefined ? undefined : kindOfPlace(place);
  return kind && OFFICES[kind];
}

/** Whether a box may rest at a place: its own station, the offices of the regions it lies in, and whatever serves everybody. */
export function belongsAt(place: string, box: { station: string; region: string }): boolean {
  const kind = kindOfPlace(place);
  if (kind === undefined || kind === 'HUB' || kind === 'CONVEYANCE') return true;
  if (kind === 'STATION') return place === box.station;
  const region = place.slice(place.indexOf('-') + 1);
  return box.region === region || box.region.startsWith(`${region}.`);
}
