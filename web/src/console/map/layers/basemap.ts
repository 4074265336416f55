import type { ExpressionSpecification, LayerSpecification } from '@maplibre/maplibre-gl-style-spec';
import type { Palette } from '../palette';
import { SLOPED, STRONG, UPRIGHT } from './fonts';

const source = 'basemap';

/** A regency goes by its name alone; a city keeps its "Kota", as people say it. */
const SHORT_NAME: ExpressionSpecification = ['case', ['==', ['slice', ['get', 'name'], 0, 10], 'Kabupaten '], ['slice', ['get', 'name'], 10], ['get', 'name']];

/** Water, land and lines: the ground of the chart, under everything else. */
export function ground(palette: Palette): LayerSpecification[] {
  return [
    { id: 'water', type: 'background', paint: { 'background-color': palette.water } },
    {
      id: 'shallows', type: 'line', source, 'source-layer': 'land',
      layout: { 'line-join': 'round' },
      paint: {
        'line-color': palette.shallows, 'line-blur': ['interpolate', ['linear'], ['zoom'], 5, 2, 12, 10],
        'line-width': ['interpolate', ['exponential', 1.4], ['zoom'], 5, 4, 9, 12, 13, 34],
      },
    },
    { id: 'graticule', type: 'line', source: 'graticule', paint: { 'line-color': palette.graticule, 'line-width': 0.7 } },
    { id: 'land', type: 'fill', source, 'source-layer': 'land', paint: { 'fill-color': ['case', ['get', 'inside'], palette.land, palette.abroad], 'fill-antialias': false } },
    {
      id: 'districts', type: 'line', source, 'source-layer': 'regions', minzoom: 8.5, filter: ['==', ['get', 'level'], 'DISTRICT'],
      paint: { 'line-color': palette.border, 'line-width': 0.6, 'line-dasharray': [2, 2.5], 'line-opacity': 0.8 },
    },
    {
      id: 'regencies', type: 'line', source, 'source-layer': 'regions', filter: ['==', ['get', 'level'], 'REGENCY'],
      paint: { 'line-color': palette.border, 'line-width': ['interpolate', ['linear'], ['zoom'], 6, 0.7, 11, 1.4], 'line-dasharray': [5, 2, 1, 2] },
    },
    {
      id: 'shore', type: 'line', source, 'source-layer': 'land', layout: { 'line-join': 'round' },
      paint: { 'line-color': palette.shore, 'line-width': ['interpolate', ['linear'], ['zoom'], 5, 0.5, 9, 0.9, 13, 1.6] },
    },
    { id: 'margin', type: 'fill', source: 'margin', paint: { 'fill-color': palette.paper } },
    { id: 'neat-line', type: 'line', source: 'margin', paint: { 'line-color': palette.neatLine, 'line-width': 1, 'line-gap-width': 3 } },
  ];
}

const onLand = (palette: Palette) => ({ 'text-color': palette.landText, 'text-halo-color': palette.landHalo, 'text-halo-width': 1.4 });

/** Names, above the ground and below what moves. */
export function names(palette: Palette): LayerSpecification[] {
  const onWater = { 'text-color': palette.waterText, 'text-halo-color': palette.waterHalo, 'text-halo-width': 1.2 };
  return [
    {
      id: 'graticule-labels', type: 'symbol', source: 'graticule',
      layout: { 'symbol-placement': 'line', 'symbol-spacing': 420, 'text-field': ['get', 'label'], 'text-font': UPRIGHT, 'text-size': 10.5, 'text-offset': [0, -0.7] },
      paint: { ...onWater, 'text-opacity': 0.75 },
    },
    {
      id: 'seas', type: 'symbol', source: 'waters', maxzoom: 10, filter: ['!=', ['get', 'kind'], 'land'],
      layout: {
        'text-field': ['get', 'name'], 'text-font': SLOPED, 'text-letter-spacing': 0.18, 'text-max-width': 9,
        'text-size': ['interpolate', ['linear'], ['zoom'], 5, ['case', ['==', ['get', 'kind'], 'sea'], 14, 9], 9, ['case', ['==', ['get', 'kind'], 'sea'], 24, 16]],
      },
      paint: onWater,
    },
    {
      id: 'neighbours', type: 'symbol', source: 'waters', maxzoom: 10, filter: ['==', ['get', 'kind'], 'land'],
      layout: { 'text-field': ['upcase', ['get', 'name']], 'text-font': UPRIGHT, 'text-letter-spacing': 0.2, 'text-size': ['interpolate', ['linear'], ['zoom'], 5, 10, 9, 14] },
      paint: { ...onLand(palette), 'text-opacity': 0.7 },
    },
    {
      id: 'islands', type: 'symbol', source, 'source-layer': 'islands', minzoom: 7.5,
      layout: {
        'text-field': ['get', 'name'], 'text-font': SLOPED, 'text-size': ['interpolate', ['linear'], ['zoom'], 8, 10.5, 12, 13],
        'text-max-width': 7, 'text-padding': 8, 'symbol-sort-key': ['get', 'rank'],
      },
      paint: { ...onLand(palette), 'text-color': palette.island },
    },
    {
      id: 'settlements', type: 'symbol', source, 'source-layer': 'places', minzoom: 8.5, filter: ['in', ['get', 'level'], ['literal', ['DISTRICT', 'VILLAGE']]],
      layout: {
        'text-field': ['get', 'name'], 'text-font': UPRIGHT, 'text-size': ['match', ['get', 'level'], 'DISTRICT', 12, 11], 'text-max-width': 8,
        'text-padding': 10, 'symbol-sort-key': ['get', 'rank'],
      },
      paint: onLand(palette),
    },
  ];
}

/** Names of regencies, above the signs of their places, which crowd where the name belongs; beside the centre where that is taken. */
export function regencyNames(palette: Palette): LayerSpecification[] {
  return [
    {
      id: 'regency-names', type: 'symbol', source, 'source-layer': 'places', maxzoom: 10,
      filter: ['==', ['get', 'level'], 'REGENCY'],
      layout: {
        'text-field': SHORT_NAME, 'text-font': STRONG, 'text-size': ['interpolate', ['linear'], ['zoom'], 5, 11, 9, 17], 'text-letter-spacing': 0.04,
        'text-padding': 1, 'text-variable-anchor': ['center', 'top', 'bottom', 'left', 'right'], 'text-radial-offset': 1.2,
      },
      paint: onLand(palette),
    },
  ];
}
