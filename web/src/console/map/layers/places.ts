import type { ExpressionSpecification, LayerSpecification } from '@maplibre/maplibre-gl-style-spec';
import type { Language } from '../../../words/language';
import { LOCALES } from '../../../words/phrases';
import type { Palette } from '../palette';
import { STRONG, UPRIGHT } from './fonts';

/** How large a sign is from far off and at the scale of a regency: what matters to a whole province stands out. */
const SMALL: ExpressionSpecification = ['match', ['get', 'kind'], 'WAREHOUSE', 0.62, 'PORT', 0.36, 0.26];
const MIDDLE: ExpressionSpecification = ['match', ['get', 'kind'], 'WAREHOUSE', 0.85, ['PORT', 'AIRPORT'], 0.72, 'PPK', 0.55, 0.32];
const STATION: ExpressionSpecification = ['==', ['get', 'kind'], 'POLLING_STATION'];

/** Warehouses, ports, offices and polling stations; the server decides from which zoom each kind is in the tiles. */
export function places(palette: Palette): LayerSpecification[] {
  return [
    {
      id: 'stations', type: 'circle', source: 'places', 'source-layer': 'places', filter: STATION,
      paint: {
        'circle-radius': ['interpolate', ['linear'], ['zoom'], 11, 2.2, 15, 5], 'circle-color': palette.landHalo,
        'circle-stroke-color': palette.station, 'circle-stroke-width': 1.4,
      },
    },
    {
      id: 'facilities', type: 'symbol', source: 'places', 'source-layer': 'places', filter: ['!', STATION],
      layout: {
        'icon-image': ['concat', 'place:', ['get', 'kind'], `:${palette.light}`], 'icon-allow-overlap': true,
        'icon-ignore-placement': true,
        'icon-size': ['interpolate', ['linear'], ['zoom'], 5.5, SMALL, 9, MIDDLE, 12, ['match', ['get', 'kind'], 'PPS', 0.75, 'PPK', 0.85, 1]],
        'symbol-sort-key': ['match', ['get', 'kind'], 'WAREHOUSE', 3, 'PORT', 2, 1],
        'text-optional': true, 'text-font': UPRIGHT, 'text-size': 11.5, 'text-variable-anchor': ['top', 'bottom', 'left', 'right'],
        'text-radial-offset': 1, 'text-max-width': 9,
        'text-field': ['step', ['zoom'], '', 8.5, ['match', ['get', 'kind'], ['PORT', 'WAREHOUSE', 'AIRPORT'], ['get', 'name'], ''], 11, ['get', 'name']],
      },
      paint: { 'text-color': palette.place, 'text-halo-color': palette.landHalo, 'text-halo-width': 1.3 },
    },
    {
      id: 'station-names', type: 'symbol', source: 'places', 'source-layer': 'places', minzoom: 13.5, filter: STATION,
      layout: { 'text-field': ['get', 'name'], 'text-font': UPRIGHT, 'text-size': 10.5, 'text-variable-anchor': ['top', 'bottom'], 'text-radial-offset': 0.6, 'text-max-width': 9 },
      paint: { 'text-color': palette.station, 'text-halo-color': palette.landHalo, 'text-halo-width': 1.2 },
    },
  ];
}

/** How many boxes stand where: a disc that grows with their number, with a ring where some need a person. */
export function boxes(palette: Palette): LayerSpecification[] {
  return discs('boxes', BOXES, palette);
}

/** The same of those boxes alone that fulfil a filter. Where few places hold them, each is large enough to be seen and read from far. */
export function found(palette: Palette): LayerSpecification[] {
  return discs('found', FOUND, palette);
}

/** The numbers on those discs. They lie above flags and vessels nearby: a number can be read over a sign, and not under one. */
export function counts(palette: Palette, language: Language): LayerSpecification[] {
  return [count('boxes', BOXES, palette, language), count('found', FOUND, palette, language)];
}

type From = { source: string; 'source-layer'?: string };
const BOXES: From = { source: 'boxes', 'source-layer': 'boxes' };
const FOUND: From = { source: 'found' };
const IS_FEW: ExpressionSpecification = ['==', ['get', 'isFew'], true];
const ASHORE: ExpressionSpecification = ['!', ['in', 'CNV-', ['get', 'code']]];

function discs(name: string, from: From, palette: Palette): LayerSpecification[] {
  const needs: ExpressionSpecification = ['>', ['get', 'needing'], 0];
  const size = (at: number): ExpressionSpecification => ['min', 26, ['+', ['case', IS_FEW, 7, at], ['*', 0.45, ['sqrt', ['get', 'boxes']]]]];
  return [
    {
      id: `${name}-ring`, type: 'circle', ...from, filter: ['all', ASHORE, needs],
      paint: {
        'circle-radius': ['interpolate', ['linear'], ['zoom'], 6, ['+', 4, size(1.5)], 9, ['+', 4.5, size(2)], 12, ['+', 5, size(7)]],
        'circle-color': palette.needing, 'circle-opacity': 0.25, 'circle-stroke-color': palette.needing, 'circle-stroke-width': 2.2,
      },
    },
    {
      id: name, type: 'circle', ...from, filter: ASHORE,
      layout: { 'circle-sort-key': ['get', 'needing'] },
      paint: {
        'circle-radius': ['interpolate', ['linear'], ['zoom'], 6, size(1.5), 9, size(2), 12, size(7)],
        'circle-color': palette.boxes, 'circle-opacity': 0.92,
        'circle-stroke-color': palette.placeEdge, 'circle-stroke-width': 1,
      },
    },
  ];
}

function count(name: string, from: From, palette: Palette, language: Language): LayerSpecification {
  return {
    id: `${name}-count`, type: 'symbol', ...from,
    filter: ['all', ASHORE, ['any', IS_FEW, ['>=', ['zoom'], 11], ['>=', ['get', 'boxes'], 150]]],
    layout: {
      'text-field': ['number-format', ['get', 'boxes'], { locale: LOCALES[language] }], 'text-font': STRONG, 'text-size': ['interpolate', ['linear'], ['zoom'], 6, 10, 12, 12],
      'symbol-sort-key': ['-', 0, ['get', 'boxes']],
    },
    // The colour of the disc, where something else lies between the number and its disc.
    paint: { 'text-color': palette.boxesText, 'text-halo-color': palette.boxes, 'text-halo-width': 1.5 },
  };
}
