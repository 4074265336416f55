import { expect, test } from 'vitest';
import { areaFeatures, standing } from '../src/console/ports/areas.svelte';
import type { SeaArea } from '../src/console/ports/documents';
import { isSame, readDegrees, readSpot, writeDegrees } from '../src/console/ports/spot';
import { isWithin } from '../src/console/ports/territory';

const SQUARE: SeaArea['area'] = { type: 'Polygon', coordinates: [[[104, 1], [105, 1], [105, 2], [104, 1]]] };
const area = (code: string, validFrom: string | null, validTo: string | null): SeaArea => ({ code, name: code, kind: 'FOREIGN', rule: 'AVOID', validFrom, validTo, area: SQUARE });

test('degrees are read with a point or a comma, and nonsense is no number', () => {
  expect(readDegrees(' 104.5 ')).toBe(104.5);
  expect(readDegrees('-0,479')).toBe(-0.479);
  for (const text of ['', 'di sana', '1.2.3', '1e5', '12345', 'NaN']) expect(readDegrees(text)).toBeNull();
  expect(readSpot('104', '')).toBeNull();
});

test('two spots are the same where they are written the same', () => {
  expect(isSame({ lon: 104.10000001, lat: 1 }, { lon: 104.1, lat: 1 })).toBe(true);
  expect(isSame({ lon: 104.100001, lat: 1 }, { lon: 104.1, lat: 1 })).toBe(false);
  expect(isSame(null, null)).toBe(false);
  expect(writeDegrees(3)).toBe('3.000000');
});

test('an area is drawn from its beginning until before its end', () => {
  const areas = [area('A', '2024-11-20T00:00:00Z', '2024-11-21T00:00:00Z'), area('B', null, null)];
  const at = (time: string) => standing(areas, Date.parse(time)).map(({ code }) => code);
  expect(at('2024-11-19T23:59:59Z')).toEqual(['B']);
  expect(at('2024-11-20T00:00:00Z')).toEqual(['A', 'B']);
  expect(at('2024-11-21T00:00:00Z')).toEqual(['B']);
  expect(areaFeatures(areas)).toHaveLength(2);
});

test('a region lies in itself and in what contains it, by whole parts of its code', () => {
  expect(['21.03', '21', ''].every((region) => isWithin('21.03', region))).toBe(true);
  expect(isWithin('21.030', '21.03')).toBe(false);
});
