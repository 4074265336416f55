import type { Group } from './documents';

/** A place or conveyance that holds boxes which fulfil a filter, where it stands or was reported last. */
export interface Holder {
  code: string;
  lon: number;
  lat: number;
  boxes: number;
  needing: number;
  /** What travels, by kind and name; null for a place. */
  craft: { kind: string; name: string } | null;
}

/** So many holders at most have room for their numbers, however far off one looks. */
const FEW = 150;

/** Those of the groups that the chart can show. Where nothing is known of a box's place, or the public may not know it, there is no holder. */
export function holdersOf(groups: readonly Group[]): Holder[] {
  return groups.flatMap(({ key, boxes, boxesNeedingYou, place, conveyance }) => {
    const position = (place ?? conveyance)?.position;
    return key && position
      ? [{ code: key, lon: position.lon, lat: position.lat, boxes, needing: boxesNeedingYou, craft: conveyance && { kind: conveyance.kind, name: conveyance.name } }]
      : [];
  });
}

export function boxesOf(holders: readonly Holder[]): number {
  return holders.reduce((sum, { boxes }) => sum + boxes, 0);
}

/** What the chart draws ashore; craft carry their numbers with them. `isFew`: the numbers can be read at every scale. */
export function ashore(holders: readonly Holder[]): GeoJSON.Feature[] {
  const isFew = holders.length <= FEW;
  return holders.filter(({ craft }) => !craft).map(({ code, lon, lat, boxes, needing }) => ({
    type: 'Feature', geometry: { type: 'Point', coordinates: [lon, lat] }, properties: { code, boxes, needing, isFew },
  }));
}

/** Has each craft say how many of these boxes are aboard; one that is not under way and has some is shown where it was reported last. */
export function laden(fleet: GeoJSON.Feature[], holders: readonly Holder[]): GeoJSON.Feature[] {
  const carriers = new Map(holders.filter(({ craft }) => craft).map((holder) => [holder.code, holder]));
  const underWay = fleet.map((feature) => {
    const code = String(feature.properties?.['code']);
    const { boxes, needing } = carriers.get(code) ?? { boxes: 0, needing: 0 };
    carriers.delete(code);
    return { ...feature, properties: { ...feature.properties, found: boxes, needing } };
  });
  const lying = [...carriers.values()].map(({ code, lon, lat, boxes, needing, craft }): GeoJSON.Feature => ({
    type: 'Feature', geometry: { type: 'Point', coordinates: [lon, lat] },
    properties: { code, kind: craft!.kind, label: craft!.name, boxes, course: 0, state: '', silentHours: 0, found: boxes, needing },
  }));
  return [...underWay, ...lying];
}
