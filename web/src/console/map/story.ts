/** A place or line that a panel wants on the chart: the way of a box, the leg of a ship, or just a point. */
export interface Story {
  /** What this is the story of; the chart flies there when it changes, and only then. */
  of: string;
  at: { lon: number; lat: number } | null;
  /** `isInferred`: where something may have gone while nothing was heard of it. `isSailed`: where it was reported. */
  lines: { coordinates: [number, number][]; isEstimate: boolean; isInferred?: boolean; isSailed?: boolean }[];
  points: { lon: number; lat: number; name: string; is: 'scan' | 'stop' }[];
}

export function storyFeatures(story: Story | null): GeoJSON.Feature[] {
  if (!story) return [];
  const lines = story.lines.map(({ coordinates, isEstimate, isInferred, isSailed }): GeoJSON.Feature => ({
    type: 'Feature', geometry: { type: 'LineString', coordinates }, properties: { is: isInferred ? 'inferred' : isSailed ? 'sailed' : isEstimate ? 'estimate' : 'route' },
  }));
  const points = story.points.map(({ lon, lat, name, is }): GeoJSON.Feature => ({
    type: 'Feature', geometry: { type: 'Point', coordinates: [lon, lat] }, properties: { is, name },
  }));
  return [...lines, ...points];
}

export function chosenFeatures(at: Story['at']): GeoJSON.Feature[] {
  return at ? [{ type: 'Feature', geometry: { type: 'Point', coordinates: [at.lon, at.lat] }, properties: {} }] : [];
}

/** Everything the chart should have in sight to tell the story. */
export function extent({ at, lines, points }: Story): [number, number][] {
  const all = [...lines.flatMap(({ coordinates }) => coordinates), ...points.map(({ lon, lat }): [number, number] => [lon, lat])];
  return at ? [...all, [at.lon, at.lat]] : all;
}
