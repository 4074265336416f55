import { expect, test } from 'vitest';
import { graticule } from '../src/console/map/graticule';
import { boxes } from '../src/console/map/layers/places';
import { paletteOf } from '../src/console/map/palette';

const labels = (language: 'id' | 'en') => graticule(language).features.map(({ properties }) => String(properties?.['label']));
const counts = (language: 'id' | 'en') => JSON.stringify(boxes(paletteOf('day'), language).find(({ id }) => id === 'boxes-count'));

test('degrees are said in the language of the page', () => {
  expect(labels('id')).toEqual(expect.arrayContaining(['104° BT', '3° LU', '1° LS', '0°']));
  expect(labels('en')).toEqual(expect.arrayContaining(['104°E', '3°N', '1°S', '0°']));
});

test('numbers of boxes are written as the sentence above the chart writes them', () => {
  expect(counts('id')).toContain('id-ID');
  expect(counts('en')).toContain('en-GB');
});
