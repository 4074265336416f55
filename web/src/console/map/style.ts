import type { StyleSpecification } from '@maplibre/maplibre-gl-style-spec';
import type { Language } from '../../words/language';
import { graticule, margin } from './graticule';
import { ground, names, regencyNames } from './layers/basemap';
import { aboard, chosen, fleet } from './layers/fleet';
import { incidents } from './layers/incidents';
import { boxes, counts, found, places } from './layers/places';
import { scans } from './layers/scans';
import { moving, seaAreas } from './layers/waters';
import type { Palette } from './palette';
import { waterNames } from './waters';

export const NOTHING: GeoJSON.FeatureCollection = { type: 'FeatureCollection', features: [] };

/** The whole chart as MapLibre wants it. It has no `glyphs`: letters are drawn in the browser from our own fonts. */
export function chartStyle(palette: Palette, language: Language, origin: string): StyleSpecification {
  const tiles = (layer: string) => [`${origin}/tiles/${layer}/{z}/{x}/{y}.mvt`];
  return {
    version: 8,
    sources: {
      basemap: { type: 'vector', url: `pmtiles://${origin}/basemap.pmtiles` },
      margin: { type: 'geojson', data: margin() },
      graticule: { type: 'geojson', data: graticule(language) },
      waters: { type: 'geojson', data: waterNames(language) },
      places: { type: 'vector', tiles: tiles('places'), minzoom: 4, maxzoom: 14 },
      boxes: { type: 'vector', tiles: tiles('boxes'), minzoom: 4, maxzoom: 14 },
      scans: { type: 'vector', tiles: tiles('scans'), minzoom: 4, maxzoom: 14 },
      areas: { type: 'geojson', data: NOTHING },
      path: { type: 'geojson', data: NOTHING },
      found: { type: 'geojson', data: NOTHING },
      chosen: { type: 'geojson', data: NOTHING },
      fleet: { type: 'geojson', data: NOTHING },
      incidents: { type: 'geojson', data: NOTHING },
      moving: { type: 'geojson', data: NOTHING },
    },
    layers: [
      ...ground(palette),
      ...seaAreas(palette),
      ...scans(palette),
      ...names(palette),
      ...places(palette),
      ...regencyNames(palette),
      ...boxes(palette),
      ...found(palette),
      ...chosen(palette),
      ...fleet(palette),
      ...incidents(palette),
      ...counts(palette, language),
      ...aboard(palette, language),
      ...moving(palette),
    ],
  };
}
