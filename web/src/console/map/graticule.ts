import type { Language } from '../../words/language';

/** The sheet: what the chart covers, as gis/data has it. Beyond its neat line there is paper, and no claim about what lies there. */
const SHEET = { west: 102.8, south: -1.4, east: 109.9, north: 5.2 };

/** East, north and south, as charts of each language print them: bujur timur, lintang utara, lintang selatan. */
const SIDES: Record<Language, { east: string; north: string; south: string }> = {
  id: { east: ' BT', north: ' LU', south: ' LS' },
  en: { east: 'E', north: 'N', south: 'S' },
};

/** Meridians and parallels of whole degrees, each with the label that a chart prints on it. */
export function graticule(language: Language): GeoJSON.FeatureCollection {
  const features: GeoJSON.Feature[] = [];
  const { west, south, east, north } = SHEET;
  for (let lon = Math.ceil(west); lon <= east; lon += 1) features.push(line([[lon, south], [lon, north]], `${lon}°${SIDES[language].east}`));
  for (let lat = Math.ceil(south); lat <= north; lat += 1) {
    const side = lat === 0 ? '' : SIDES[language][lat > 0 ? 'north' : 'south'];
    features.push(line([[west, lat], [east, lat]], `${Math.abs(lat)}°${side}`));
  }
  return { type: 'FeatureCollection', features };
}

/** Everything beyond the sheet, as a polygon with the sheet as its hole. */
export function margin(): GeoJSON.Feature {
  const { west, south, east, north } = SHEET;
  const world = ring(60, -40, 150, 45);
  return { type: 'Feature', geometry: { type: 'Polygon', coordinates: [world, ring(west, south, east, north)] }, properties: {} };
}

function ring(west: number, south: number, east: number, north: number): [number, number][] {
  return [[west, south], [east, south], [east, north], [west, north], [west, south]];
}

function line(ends: [[number, number], [number, number]], label: string): GeoJSON.Feature {
  const [[west, south], [east, north]] = ends;
  const steps = Math.ceil(Math.max(east - west, north - south));
  const coordinates = Array.from({ length: steps + 1 }, (_, step) => [
    west + ((east - west) * step) / steps,
    south + ((north - south) * step) / steps,
  ]);
  return { type: 'Feature', geometry: { type: 'LineString', coordinates }, properties: { label } };
}
