import type { LayerSpecification } from '@maplibre/maplibre-gl-style-spec';
import type { Palette } from '../palette';
import { STRONG } from './fonts';

/** How far above its spot a flag stands, in the picture's own pixels: where boxes are, the spot is the middle of their number. */
const ABOVE = 15;

/** A flag for each spot where incidents stand: filled while nobody sees to one of them; beside it how many, where there are several. */
export function incidents(palette: Palette): LayerSpecification[] {
  return [
    {
      id: 'incidents', type: 'symbol', source: 'incidents',
      layout: {
        'icon-image': ['concat', 'flag:', ['get', 'sign'], `:${palette.light}`], 'icon-size': ['interpolate', ['linear'], ['zoom'], 5, 0.6, 9, 0.8, 12, 0.95],
        // The foot of the pole stands over the spot.
        'icon-anchor': 'bottom-left', 'icon-offset': [-9, 3 - ABOVE], 'icon-allow-overlap': true, 'icon-ignore-placement': true,
        'symbol-sort-key': ['match', ['get', 'sign'], 'UNSEEN', 1, 0],
        'text-field': ['get', 'count'], 'text-font': STRONG, 'text-size': 12, 'text-anchor': 'bottom-left', 'text-offset': [2, -0.7],
        'text-allow-overlap': true, 'text-ignore-placement': true,
      },
      paint: { 'text-color': palette.needing, 'text-halo-color': palette.landHalo, 'text-halo-width': 1.6 },
    },
  ];
}
