import { expect, test } from 'vitest';
import { graticule } from '../src/console/map/graticule';
import { incidents } from '../src/console/map/layers/incidents';
import { counts } from '../src/console/map/layers/places';
import { paletteOf } from '../src/console/map/palette';
import { chartStyle } from '../src/console/map/style';

/** How far a flag's pole ends above the lower edge of its picture, and how thick its edge is outside of it. */
const FOOT = 3, EDGE = 1.5;

const labels = (language: 'id' | 'en') => graticule(language).features.map(({ properties }) => String(properties?.['label']));
const counted = (language: 'id' | 'en') => JSON.stringify(counts(paletteOf('day'), language).find(({ id }) => id === 'boxes-count'));

test('degrees are said in the language of the page', () => {
  expect(labels('id')).toEqual(expect.arrayContaining(['104° BT', '3° LU', '1° LS', '0°']));
  expect(labels('en')).toEqual(expect.arrayContaining(['104°E', '3°N', '1°S', '0°']));
});

test('numbers of boxes are written as the sentence above the chart writes them', () => {
  expect(counted('id')).toContain('id-ID');
  expect(counted('en')).toContain('en-GB');
});

test('a flag stands above the number of boxes at its spot, however far one looks', () => {
  const [flags] = incidents(paletteOf('day'));
  const [count] = counts(paletteOf('day'), 'id');
  const { 'icon-size': sizes, 'icon-offset': offset } = flags!.layout as { 'icon-size': unknown[]; 'icon-offset': [number, number] };
  const { 'text-size': largest } = count!.layout as { 'text-size': unknown[] };
  const scales = sizes.slice(4).filter((_, index) => index % 2 === 0) as number[];

  for (const scale of scales) expect(-(offset[1] - FOOT) * scale).toBeGreaterThan((largest.at(-1) as number) / 2 + EDGE * scale);
});

test('no flag of another spot lies over a number of boxes', () => {
  const order = chartStyle(paletteOf('day'), 'id', 'https://silog.test').layers.map(({ id }) => id);

  for (const number of ['boxes-count', 'found-count', 'aboard', 'aboard-count']) expect(order.indexOf(number)).toBeGreaterThan(order.indexOf('incidents'));
});
