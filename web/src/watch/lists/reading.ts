import type { ShipmentRow } from '../documents';

type Legs = readonly Pick<ShipmentRow['legs'][number], 'departedAt' | 'arrivedAt'>[];

/** When a shipment really left: with its first leg, by the first box's scan. */
export function departedAt(legs: Legs): string | null {
  return legs[0]?.departedAt ?? null;
}

/** When a shipment really arrived: with its last leg. */
export function arrivedAt(legs: Legs): string | null {
  return legs.at(-1)?.arrivedAt ?? null;
}

/** By how many milliseconds something came after it was planned; 0 when it was in time. What did not come yet is as late as it is now. */
export function lateMs(plannedAt: string, cameAt: string | null, nowMs: number): number {
  return Math.max(0, (cameAt === null ? nowMs : Date.parse(cameAt)) - Date.parse(plannedAt));
}
