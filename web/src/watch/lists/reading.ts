import type { ShipmentRow } from '../documents';

type Legs = readonly Pick<ShipmentRow['legs'][number], 'mode' | 'departedAt' | 'arrivedAt'>[];

/** The legs that something carries: nobody scans a box between a port's place ashore and its berth, so such a leg has no times. */
function carried(legs: Legs): Legs {
  return legs.filter(({ mode }) => mode !== 'TRANSFER');
}

/** When a shipment really left: with its first leg, by the first box's scan. */
export function departedAt(legs: Legs): string | null {
  return carried(legs)[0]?.departedAt ?? null;
}

/** When a shipment really arrived: with its last leg. */
export function arrivedAt(legs: Legs): string | null {
  return carried(legs).at(-1)?.arrivedAt ?? null;
}

/** By how many milliseconds something came after it was planned; 0 when it was in time. What did not come yet is as late as it is now. */
export function lateMs(plannedAt: string, cameAt: string | null, nowMs: number): number {
  return Math.max(0, (cameAt === null ? nowMs : Date.parse(cameAt)) - Date.parse(plannedAt));
}
