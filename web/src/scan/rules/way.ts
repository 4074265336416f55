import { kindOfPlace, type PlaceKind } from '../core/vocabulary';
import type { KnownBox, KnownLeg } from './known';
import { isBefore } from './states';

/** How far along its way a place or conveyance is, counted in half legs; undefined where the way does not touch it. */
export function alongLegs(place: string | null, legs: readonly KnownLeg[]): number | undefined {
  for (const [index, leg] of legs.entries()) {
    if (leg.from === place) return 2 * index;
    if (leg.conveyance === place) return 2 * index + 1;
    if (leg.to === place) return 2 * index + 2;
  }
  return undefined;
}

const FROM_WAREHOUSE: Partial<Record<PlaceKind, number>> = { WAREHOUSE: 0, PPK: 1, PPS: 2, STATION: 3 };

/** The same without a plan: warehouse, PPK, PPS, station, and the other way round once the box is on its way back. */
export function alongOffices(place: string | null, box: KnownBox): number | undefined {
  const kind = place === null ? undefined : kindOfPlace(place);
  const steps = kind && FROM_WAREHOUSE[kind];
  if (steps === undefined) return undefined;
  return isBefore('AT_STATION', box.state) ? -steps : steps;
}
