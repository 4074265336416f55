import type { Geometry } from '../../api/graphql';
import type { Story } from '../map/story';
import type { BoxDetail, ConveyanceDetail, LegParts, PlaceDetail, Sailed } from './documents';

type Point = { lon: number; lat: number };
type Stop = { name: string; position: Point };

const HOMEWARD = /^(RETURN|RECAP|STORED|LEGAL_HOLD|DISPOSED)/;

/** The shipments that matter now: the way out until the box goes home, then the way home. */
export function presentShipments<Shipment extends { direction: string }>(state: string, shipments: readonly Shipment[]): Shipment[] {
  const direction = HOMEWARD.test(state) ? 'RETURN' : 'OUTBOUND';
  return shipments.filter((shipment) => shipment.direction === direction);
}

/** A box's way: the legs of its present shipments, the places where it was scanned, and where it is now. */
export function boxStory(box: Pick<BoxDetail, 'code' | 'state' | 'currentPosition' | 'scans'> & Partial<Pick<BoxDetail, 'shipments'>>): Story {
  const legs = presentShipments(box.state, box.shipments ?? []).flatMap((shipment) => shipment.legs);
  const scans = box.scans.nodes.flatMap((scan) => {
    const at = ('position' in scan && scan.position) || scan.place?.position;
    return at ? [{ ...at, name: scan.place?.name ?? scan.placeCode ?? '', is: 'scan' as const }] : [];
  });
  return { of: box.code, at: box.currentPosition, lines: legs.map(line), points: [...scans, ...stops(legs)] };
}

/** A conveyance's leg, the way it has come and, where nothing is heard of it now, the way it may have gone since. */
export function conveyanceStory(conveyance: ConveyanceDetail, silentForMs = 0, sailed: Sailed = []): Story {
  const legs = conveyance.currentLeg ? [conveyance.currentLeg] : [];
  const inferred = conveyance.currentLeg && conveyance.tracking && silentForMs ? [inferredWay(conveyance.currentLeg.route, conveyance.tracking, silentForMs)] : [];
  const come = sailed.flatMap(({ line, isInferred }) =>
    line?.type === 'LineString' ? [{ coordinates: line.coordinates, isEstimate: isInferred, isInferred, isSailed: !isInferred }] : [],
  );
  const lines = [...legs.map(line), ...come, ...inferred.map((coordinates) => ({ coordinates, isEstimate: true, isInferred: true }))];
  return { of: conveyance.code, at: conveyance.position, lines, points: stops(legs) };
}

const METRES_PER_KNOT_HOUR = 1852;
const HOUR_MS = 3_600_000;

/** The stretch of the planned way from where it was last to where its speed may have brought it: over water, never straight across land. */
export function inferredWay(route: Geometry, trip: { alongM: number; remainingM: number; speedKn: number }, silentForMs: number): [number, number][] {
  const wholeM = trip.alongM + trip.remainingM;
  if (route.type !== 'LineString' || wholeM <= 0) return [];
  const untilM = Math.min(wholeM, trip.alongM + (trip.speedKn * METRES_PER_KNOT_HOUR * silentForMs) / HOUR_MS);
  return stretch(route.coordinates, trip.alongM / wholeM, untilM / wholeM);
}

/** A part of a line, by shares of its length in degrees: exact enough for a line that is said to be a guess. */
function stretch(corners: readonly [number, number][], from: number, until: number): [number, number][] {
  const lengths = corners.slice(1).map((corner, index) => Math.hypot(corner[0] - corners[index]![0], corner[1] - corners[index]![1]));
  const whole = lengths.reduce((sum, length) => sum + length, 0);
  const cut: [number, number][] = [];
  let passed = 0;
  lengths.forEach((length, index) => {
    const [a, b] = [corners[index]!, corners[index + 1]!];
    const [low, high] = [Math.max(0, (from * whole - passed) / length), Math.min(1, (until * whole - passed) / length)];
    const on = (share: number): [number, number] => [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share];
    if (length && low < high) cut.push(...(cut.length ? [on(high)] : [on(low), on(high)]));
    passed += length;
  });
  return cut;
}

export function placeStory(place: PlaceDetail): Story {
  return { of: place.code, at: place.position, lines: [], points: [] };
}

/** How far along its line a point is, as a share of the line's length: the nearest of its corners decides. */
export function shareTravelled(route: Geometry, at: Point | null): number | null {
  if (!at || route.type !== 'LineString' || route.coordinates.length < 2) return null;
  const corners = route.coordinates;
  let travelled = 0;
  let best = { away: Infinity, travelled: 0 };
  for (let index = 0; index + 1 < corners.length; index += 1) {
    const [from, to] = [corners[index]!, corners[index + 1]!];
    const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
    const along = length ? ((at.lon - from[0]) * (to[0] - from[0]) + (at.lat - from[1]) * (to[1] - from[1])) / length ** 2 : 0;
    const share = Math.min(1, Math.max(0, along));
    const away = Math.hypot(at.lon - from[0] - share * (to[0] - from[0]), at.lat - from[1] - share * (to[1] - from[1]));
    if (away < best.away) best = { away, travelled: travelled + share * length };
    travelled += length;
  }
  return travelled ? best.travelled / travelled : null;
}

function line({ route, isEstimate }: LegParts): Story['lines'][number] {
  return { coordinates: route.type === 'LineString' ? route.coordinates : [], isEstimate };
}

function stops(legs: readonly LegParts[]): Story['points'] {
  const ends: Stop[] = legs.flatMap(({ from, to }) => [from, to].filter((stop) => stop !== null));
  const named = new Map(ends.map((stop) => [stop.name, stop]));
  return [...named.values()].map(({ name, position }) => ({ ...position, name, is: 'stop' }));
}
