import type { Words } from '../../words/words';
import type { Mover } from './mover.svelte';
import type { Spot } from './spot';

/** The two handles of the port that is being moved, and the way boxes are carried between them. */
export function movingFeatures({ port, point, berth }: Mover, words: Words): GeoJSON.Feature[] {
  if (!port) return [];
  const handle = (at: Spot | null, name: 'point' | 'berth'): GeoJSON.Feature[] =>
    at ? [{ type: 'Feature', geometry: { type: 'Point', coordinates: [at.lon, at.lat] }, properties: { handle: name, name: words.say(`move.${name}`) } }] : [];
  const between: GeoJSON.Feature[] = point && berth
    ? [{ type: 'Feature', geometry: { type: 'LineString', coordinates: [[point.lon, point.lat], [berth.lon, berth.lat]] }, properties: {} }]
    : [];
  return [...between, ...handle(point, 'point'), ...handle(berth, 'berth')];
}

/** The routes that a trial would give to the legs of the plan; null while no port is being moved. */
export function previewFeatures({ port, trial }: Mover): GeoJSON.Feature[] | null {
  if (!port) return null;
  return (trial?.routes ?? []).flatMap(({ line, isEstimate }): GeoJSON.Feature[] =>
    line.type === 'LineString' ? [{ type: 'Feature', geometry: line, properties: { is: isEstimate ? 'estimate' : 'route' } }] : [],
  );
}
