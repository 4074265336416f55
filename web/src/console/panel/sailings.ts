import type { LegParts } from './documents';

/** A leg as its conveyance makes it, and how many shipments it carries on it. */
export interface Sailing {
  leg: LegParts;
  shipments: number;
}

/**
 * What a conveyance does, in the order given. A leg belongs to a shipment, so that a ship with six of them aboard has the same leg six
 * times: those of the same way and the same times, planned and actual, are one sailing.
 */
export function sailings(legs: readonly LegParts[]): Sailing[] {
  const made = new Map<string, Sailing>();
  for (const leg of legs) {
    const key = [leg.mode, leg.from?.code, leg.to?.code, leg.plannedDepartAt, leg.plannedArriveAt, leg.departedAt, leg.arrivedAt].join(' ');
    const known = made.get(key);
    if (known) known.shipments += 1;
    else made.set(key, { leg, shipments: 1 });
  }
  return [...made.values()];
}
