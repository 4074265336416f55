import type { StandingRow } from './documents';

type Placed = Pick<StandingRow, 'id' | 'acknowledgedAt' | 'position'>;

/** One flag for each spot of the chart, of the incident there that something was added to last; those that nobody sees to come first. */
export function marksOf(rows: readonly Placed[]): GeoJSON.Feature[] {
  const spots = new Map<string, Placed[]>();
  for (const row of rows) {
    if (!row.position) continue;
    const spot = `${row.position.lon},${row.position.lat}`;
    spots.set(spot, [...(spots.get(spot) ?? []), row]);
  }
  return [...spots.values()].map((here): GeoJSON.Feature => {
    const shown = here.find(({ acknowledgedAt }) => !acknowledgedAt) ?? here[0]!;
    const { lon, lat } = shown.position!;
    const properties = { code: shown.id, sign: shown.acknowledgedAt ? 'SEEN' : 'UNSEEN', count: here.length > 1 ? String(here.length) : '' };
    return { type: 'Feature', geometry: { type: 'Point', coordinates: [lon, lat] }, properties };
  });
}
