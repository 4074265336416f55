import type { ExpressionSpecification, LayerSpecification } from '@maplibre/maplibre-gl-style-spec';
import type { Language } from '../../../words/language';
import { LOCALES } from '../../../words/phrases';
import type { Palette } from '../palette';
import { STRONG, UPRIGHT } from './fonts';

/** A ship is seen from the whole province, a truck or a walker only from near, so that hundreds of them do not hide the land. */
const SMALL: ExpressionSpecification = ['match', ['get', 'kind'], 'LINER', 0.7, 'FERRY', 0.6, ['POMPONG', 'SPEEDBOAT', 'AIRCRAFT'], 0.45, 0.22];
const MIDDLE: ExpressionSpecification = ['match', ['get', 'kind'], 'LINER', 0.95, 'FERRY', 0.9, ['POMPONG', 'SPEEDBOAT', 'AIRCRAFT'], 0.75, 0.42];

const SEEN_FROM_FAR: ExpressionSpecification = ['any', ['>=', ['zoom'], 8], ['match', ['get', 'kind'], ['TRUCK', 'ON_FOOT'], false, true]];

/** How many boxes aboard fulfil the filter; a craft says nothing of it while no filter is on. */
const FOUND: ExpressionSpecification = ['coalesce', ['get', 'found'], -1];
const EMPTY: ExpressionSpecification = ['==', FOUND, 0];
/** The number of boxes stands off the bow's corner where neither the sign nor the name is. */
const BESIDE: [number, number] = [-13, -13];

/** What is under way. Who is silent fades and gets a widening ring with "last seen", but never leaves the chart. */
export function fleet(palette: Palette): LayerSpecification[] {
  const silent: ExpressionSpecification = ['match', ['get', 'state'], 'MISSING', palette.needing, palette.seen];
  return [
    {
      id: 'silence', type: 'circle', source: 'fleet', filter: ['>', ['get', 'silentHours'], 0],
      paint: {
        'circle-radius': ['interpolate', ['linear'], ['get', 'silentHours'], 0, 14, 6, 34, 48, 70],
        'circle-color': silent, 'circle-opacity': 0.1, 'circle-stroke-color': silent, 'circle-stroke-width': 1.5, 'circle-stroke-opacity': 0.8,
      },
    },
    {
      id: 'fleet', type: 'symbol', source: 'fleet',
      layout: {
        'icon-image': ['concat', 'craft:', ['get', 'kind'], `:${palette.light}`], 'icon-rotate': ['get', 'course'],
        'icon-rotation-alignment': 'map', 'icon-allow-overlap': true, 'icon-ignore-placement': true,
        'icon-size': ['interpolate', ['linear'], ['zoom'], 5, SMALL, 8.5, MIDDLE, 12, 1.1],
      },
      paint: { 'icon-opacity': ['case', EMPTY, 0.25, ['>', ['get', 'silentHours'], 0], 0.45, 1] },
    },
    {
      id: 'fleet-signs', type: 'symbol', source: 'fleet', filter: ['!=', ['get', 'state'], ''],
      layout: {
        'icon-image': ['concat', 'sign:', ['get', 'state'], `:${palette.light}`], 'icon-size': 0.62, 'icon-offset': [31, -12],
        'icon-allow-overlap': true, 'icon-ignore-placement': true,
      },
    },
    {
      id: 'fleet-names', type: 'symbol', source: 'fleet',
      filter: ['any', ['>=', ['zoom'], 9.5], ['==', ['get', 'kind'], 'LINER'], ['all', ['!=', ['get', 'state'], ''], SEEN_FROM_FAR]],
      layout: {
        'text-field': ['get', 'label'], 'text-font': STRONG, 'text-size': 11.5, 'text-anchor': 'top', 'text-offset': [0, 1.1], 'text-max-width': 12,
        'symbol-sort-key': ['-', 0, ['get', 'boxes']], 'text-padding': 4,
      },
      paint: {
        'text-color': ['match', ['get', 'state'], ['', 'SILENT_EXPECTED'], palette.hull, palette.needing],
        'text-halo-color': palette.waterHalo, 'text-halo-width': 1.5, 'text-opacity': ['case', EMPTY, 0.45, 1],
      },
    },
  ];
}

/** How many of the boxes that fulfil the filter are aboard; above the flags, as the numbers ashore. */
export function aboard(palette: Palette, language: Language): LayerSpecification[] {
  const needs: ExpressionSpecification = ['>', ['get', 'needing'], 0];
  return [
    {
      id: 'aboard', type: 'circle', source: 'fleet', filter: ['>', FOUND, 0],
      paint: {
        'circle-radius': 8.5, 'circle-translate': BESIDE, 'circle-color': palette.boxes, 'circle-stroke-width': ['case', needs, 2.4, 1],
        'circle-stroke-color': ['case', needs, palette.needing, palette.placeEdge],
      },
    },
    {
      id: 'aboard-count', type: 'symbol', source: 'fleet', filter: ['>', FOUND, 0],
      layout: {
        'text-field': ['number-format', FOUND, { locale: LOCALES[language] }], 'text-font': STRONG, 'text-size': 10, 'text-allow-overlap': true,
        'text-ignore-placement': true,
      },
      paint: { 'text-color': palette.boxesText, 'text-translate': BESIDE },
    },
  ];
}

/** What is chosen: its way in magenta, estimates dashed, where a vessel has come in its own colour, dashed where nothing was heard, its scans as points, and a ring around where it is. */
export function chosen(palette: Palette): LayerSpecification[] {
  const line = { 'line-color': palette.route, 'line-width': 2.6 };
  const round = { 'line-cap': 'round', 'line-join': 'round' } as const;
  return [
    {
      id: 'path-casing', type: 'line', source: 'path', filter: ['==', ['geometry-type'], 'LineString'], layout: round,
      paint: { 'line-color': palette.waterHalo, 'line-width': 6, 'line-opacity': 0.7 },
    },
    { id: 'path', type: 'line', source: 'path', filter: ['==', ['get', 'is'], 'route'], layout: round, paint: line },
    { id: 'path-estimate', type: 'line', source: 'path', filter: ['==', ['get', 'is'], 'estimate'], paint: { ...line, 'line-dasharray': [1.6, 1.4] } },
    {
      id: 'path-sailed', type: 'line', source: 'path', filter: ['==', ['get', 'is'], 'sailed'], layout: round,
      paint: { 'line-color': palette.hull, 'line-width': 3 },
    },
    {
      id: 'path-inferred', type: 'line', source: 'path', filter: ['==', ['get', 'is'], 'inferred'],
      paint: { 'line-color': palette.hull, 'line-width': 4, 'line-dasharray': [0.9, 1.1] },
    },
    {
      id: 'path-scans', type: 'circle', source: 'path', filter: ['==', ['get', 'is'], 'scan'],
      paint: { 'circle-radius': 4, 'circle-color': palette.landHalo, 'circle-stroke-color': palette.route, 'circle-stroke-width': 2 },
    },
    {
      id: 'path-names', type: 'symbol', source: 'path', filter: ['==', ['get', 'is'], 'stop'], minzoom: 7,
      layout: { 'text-field': ['get', 'name'], 'text-font': UPRIGHT, 'text-size': 12, 'text-anchor': 'left', 'text-offset': [0.7, 0] },
      paint: { 'text-color': palette.route, 'text-halo-color': palette.landHalo, 'text-halo-width': 1.6 },
    },
    {
      id: 'chosen', type: 'circle', source: 'chosen',
      paint: { 'circle-radius': 17, 'circle-color': palette.route, 'circle-opacity': 0.08, 'circle-stroke-color': palette.route, 'circle-stroke-width': 2.6 },
    },
  ];
}
