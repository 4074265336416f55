import type { Geometry } from '../../api/graphql';
import type { Story } from '../map/story';
import type { BoxDetail, ConveyanceDetail, LegParts, PlaceDetail } from './documents';

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

export function conveyanceStory(conveyance: ConveyanceDetail): Story {
  const legs = conveyance.currentLeg ? [conveyance.currentLeg] : [];
  return { of: conveyance.code, at: conveyance.position, lines: legs.map(line), points: stops(legs) };
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
