/** A point as somebody types it, and as the chart gives it. */
export interface Spot {
  lon: number;
  lat: number;
}

export type Handle = 'point' | 'berth';

const DECIMALS = 6;

/** Reads degrees with a point or, as is written in Indonesia, a comma; null for what is no number. */
export function readDegrees(text: string): number | null {
  const plain = text.trim().replace(',', '.');
  return /^[+-]?\d{1,3}(\.\d{1,12})?$/.test(plain) ? Number(plain) : null;
}

export function writeDegrees(degrees: number): string {
  return degrees.toFixed(DECIMALS);
}

export function readSpot(lon: string, lat: string): Spot | null {
  const [east, north] = [readDegrees(lon), readDegrees(lat)];
  return east === null || north === null ? null : { lon: east, lat: north };
}

export function isSame(one: Spot | null, other: Spot | null): boolean {
  return one !== null && other !== null && writeDegrees(one.lon) === writeDegrees(other.lon) && writeDegrees(one.lat) === writeDegrees(other.lat);
}
