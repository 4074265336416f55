import type { AreaDrawer } from './drawer.svelte';
import { polygonOf } from './outline';

/** The outline that is being drawn, with a handle on each corner. */
export function draftFeatures({ draft, corners, fixed }: AreaDrawer): GeoJSON.Feature[] {
  if (!draft) return [];
  if (fixed) return [{ type: 'Feature', geometry: fixed, properties: {} }];
  const spots = corners ?? [];
  const ring = polygonOf(spots).coordinates[0] ?? [];
  const outline: GeoJSON.Feature[] = spots.length > 1 ? [{ type: 'Feature', geometry: { type: 'LineString', coordinates: ring }, properties: {} }] : [];
  const handles = spots.map(({ lon, lat }, row): GeoJSON.Feature => ({
    type: 'Feature', geometry: { type: 'Point', coordinates: [lon, lat] }, properties: { handle: `corner-${row}`, name: String(row + 1) },
  }));
  return [...outline, ...handles];
}

/** The routes that a trial would give to the legs of the plan; null while no area is being drawn. */
export function reroutedFeatures({ draft, trial }: AreaDrawer): GeoJSON.Feature[] | null {
  if (!draft) return null;
  return (trial?.routes ?? []).flatMap(({ line, isEstimate }): GeoJSON.Feature[] =>
    line.type === 'LineString' ? [{ type: 'Feature', geometry: line, properties: { is: isEstimate ? 'estimate' : 'route' } }] : [],
  );
}
