import type { Language } from '../../words/language';

/**
 * Names of seas, straits and neighbouring lands, for orientation only. Places are where a chart of this scale would write the
 * name, from general knowledge; nothing is measured or routed by them.
 */
const NAMES = [
  { id: 'Laut Natuna Utara', en: 'North Natuna Sea', lon: 107.4, lat: 4.75, kind: 'sea' },
  { id: 'Laut Natuna', en: 'Natuna Sea', lon: 106.6, lat: 1.9, kind: 'sea' },
  { id: 'Selat Karimata', en: 'Karimata Strait', lon: 107.9, lat: -0.7, kind: 'sea' },
  { id: 'Selat Berhala', en: 'Berhala Strait', lon: 103.95, lat: -0.92, kind: 'strait' },
  { id: 'Selat Malaka', en: 'Strait of Malacca', lon: 103.28, lat: 1.16, kind: 'strait' },
  { id: 'Selat Singapura', en: 'Singapore Strait', lon: 104.28, lat: 1.27, kind: 'strait' },
  { id: 'Singapura', en: 'Singapore', lon: 103.82, lat: 1.36, kind: 'land' },
  { id: 'Malaysia', en: 'Malaysia', lon: 103.45, lat: 2.05, kind: 'land' },
  { id: 'Sumatera', en: 'Sumatra', lon: 103.3, lat: -0.3, kind: 'land' },
  { id: 'Kalimantan', en: 'Borneo', lon: 109.4, lat: 0.75, kind: 'land' },
] as const;

export function waterNames(language: Language): GeoJSON.FeatureCollection {
  const features = NAMES.map((name): GeoJSON.Feature => ({
    type: 'Feature',
    geometry: { type: 'Point', coordinates: [name.lon, name.lat] },
    properties: { name: name[language], kind: name.kind },
  }));
  return { type: 'FeatureCollection', features };
}
