import type { LayerSpecification } from '@maplibre/maplibre-gl-style-spec';
import type { Palette } from '../palette';

/**
 * Where scans were made: a tint that deepens with their number, by its logarithm, for a warehouse has thousands and a station a dozen.
 * Cells are a 64th of a tile, so their middles lie eight pixels apart; the reach of one covers the next.
 */
export function scans(palette: Palette): LayerSpecification[] {
  return [
    {
      id: 'scans', type: 'heatmap', source: 'scans', 'source-layer': 'scans', layout: { visibility: 'none' },
      paint: {
        'heatmap-weight': ['interpolate', ['linear'], ['log10', ['get', 'scans']], 0, 0.1, 4, 1],
        'heatmap-radius': ['interpolate', ['linear'], ['zoom'], 4, 9, 9, 13, 14, 26],
        'heatmap-intensity': 1.5,
        'heatmap-opacity': 0.75,
        'heatmap-color': ['interpolate', ['linear'], ['heatmap-density'], 0, 'rgba(0,0,0,0)', 0.05, palette.heat[0], 0.35, palette.heat[1], 1, palette.heat[2]],
      },
    },
  ];
}
