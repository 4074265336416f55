import type { LayerSpecification } from '@maplibre/maplibre-gl-style-spec';
import type { Palette } from '../palette';
import { SLOPED } from './fonts';

/** Areas of the sea that routes heed: as charts do, a tinted ground with a broken edge in magenta, named in italics. */
export function seaAreas(palette: Palette): LayerSpecification[] {
  return [
    { id: 'areas', type: 'fill', source: 'areas', paint: { 'fill-color': palette.route, 'fill-opacity': ['match', ['get', 'rule'], 'AVOID', 0.12, 0.06] } },
    {
      id: 'areas-edge', type: 'line', source: 'areas',
      paint: { 'line-color': palette.route, 'line-width': 1.4, 'line-opacity': 0.8, 'line-dasharray': [4, 2, 1, 2] },
    },
    {
      id: 'areas-names', type: 'symbol', source: 'areas', minzoom: 7,
      layout: { 'text-field': ['get', 'name'], 'text-font': SLOPED, 'text-size': 12, 'text-max-width': 10 },
      paint: { 'text-color': palette.route, 'text-halo-color': palette.waterHalo, 'text-halo-width': 1.4 },
    },
  ];
}

/** A port while it is moved: what joins its two handles, and the handles themselves; the berth is round, the place ashore hollow. */
export function moving(palette: Palette): LayerSpecification[] {
  return [
    {
      id: 'moving-line', type: 'line', source: 'moving', filter: ['==', ['geometry-type'], 'LineString'],
      paint: { 'line-color': palette.place, 'line-width': 2.2, 'line-dasharray': [1.6, 1.4] },
    },
    {
      id: 'moving', type: 'circle', source: 'moving', filter: ['==', ['geometry-type'], 'Point'],
      paint: {
        'circle-radius': 12, 'circle-color': ['match', ['get', 'handle'], 'berth', palette.place, palette.placeEdge],
        'circle-stroke-color': ['match', ['get', 'handle'], 'berth', palette.placeEdge, palette.place], 'circle-stroke-width': 3.5,
      },
    },
    {
      id: 'moving-names', type: 'symbol', source: 'moving', filter: ['==', ['geometry-type'], 'Point'],
      layout: {
        'text-field': ['get', 'name'], 'text-font': SLOPED, 'text-size': 13, 'text-anchor': 'left', 'text-offset': [1.3, 0], 'text-allow-overlap': true,
      },
      paint: { 'text-color': palette.place, 'text-halo-color': palette.waterHalo, 'text-halo-width': 2 },
    },
  ];
}
