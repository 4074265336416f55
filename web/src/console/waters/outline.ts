import type { Geometry } from '../../api/graphql';
import { isSame, readSpot, writeDegrees, type Spot } from '../ports/spot';

const WIB_HOURS = 7;
const HOUR_MS = 3_600_000;

/** The corners of an outline as people write them, one on each line: longitude, then latitude. */
export function writeCorners(corners: readonly Spot[]): string {
  return corners.map(({ lon, lat }) => `${writeDegrees(lon)} ${writeDegrees(lat)}`).join('\n');
}

/** Reads corners, with a point or a comma in the numbers; null where a line is no pair of numbers. */
export function readCorners(text: string): Spot[] | null {
  const lines = text.split('\n').map((line) => line.trim()).filter(Boolean);
  const corners = lines.map((line) => {
    const [lon = '', lat = '', ...rest] = line.split(/[\s;]+/);
    return rest.length ? null : readSpot(lon.replace(/,$/, ''), lat);
  });
  return corners.every((corner) => corner !== null) ? corners : null;
}

export function polygonOf(corners: readonly Spot[]): Extract<Geometry, { type: 'Polygon' }> {
  const ring = corners.map(({ lon, lat }): [number, number] => [lon, lat]);
  return { type: 'Polygon', coordinates: [[...ring, ...ring.slice(0, 1)]] };
}

/** The corners of a shape that has one outline and no hole in it; null for any other. */
export function cornersOf(shape: Geometry): Spot[] | null {
  const polygons = shape.type === 'Polygon' ? [shape.coordinates] : shape.type === 'MultiPolygon' ? shape.coordinates : [];
  const ring = polygons.length === 1 && polygons[0]?.length === 1 ? polygons[0][0] : undefined;
  if (!ring) return null;
  const corners = ring.map(([lon, lat]) => ({ lon, lat }));
  return isSame(corners[0] ?? null, corners.at(-1) ?? null) ? corners.slice(0, -1) : corners;
}

/** A time of the form as the server wants it: what is typed is WIB. Nothing typed, no time. */
export function readWib(text: string): string | null {
  return text ? `${text}:00+07:00` : null;
}

export function writeWib(moment: string | null): string {
  return moment === null ? '' : new Date(Date.parse(moment) + WIB_HOURS * HOUR_MS).toISOString().slice(0, 16);
}
