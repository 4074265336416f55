const WEST = 100;
const EAST = 113;
const SOUTH = -4;
const NORTH = 8;

/** Meridians and parallels of whole degrees, each with the label that a chart prints on it. */
export function graticule(): GeoJSON.FeatureCollection {
  const features: GeoJSON.Feature[] = [];
  for (let lon = WEST; lon <= EAST; lon += 1) features.push(line([[lon, SOUTH], [lon, NORTH]], `${lon}°E`));
  for (let lat = SOUTH; lat <= NORTH; lat += 1) {
    const side = lat === 0 ? '' : lat > 0 ? 'N' : 'S';
    features.push(line([[WEST, lat], [EAST, lat]], `${Math.abs(lat)}°${side}`));
  }
  return { type: 'FeatureCollection', features };
}

function line(ends: [[number, number], [number, number]], label: string): GeoJSON.Feature {
  const [[west, south], [east, north]] = ends;
  const steps = Math.max(east - west, north - south);
  const coordinates = Array.from({ length: steps + 1 }, (_, step) => [
    west + ((east - west) * step) / steps,
    south + ((north - south) * step) / steps,
  ]);
  return { type: 'Feature', geometry: { type: 'LineString', coordinates }, properties: { label } };
}
