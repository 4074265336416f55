import { expect, test } from 'vitest';
import { placesLike } from '../../src/scan/rules/placesLike';

const PLACES = [
  { code: 'CNV-truck-1', name: 'Truk Gudang KPU Natuna 1' },
  { code: 'PORT-penagi', name: 'Penagi (Ranai)' },
  { code: 'WH-21.03', name: 'Gudang KPU Natuna' },
];
const codes = (typed: string) => placesLike(PLACES, typed).map(({ code }) => code);

test('a warehouse stands before the trucks that are named after it', () => {
  expect(codes(' gudang kpu ')).toEqual(['WH-21.03', 'CNV-truck-1']);
});

test('a code is found too, and where nothing is typed all keep their order', () => {
  expect(codes('wh-21')).toEqual(['WH-21.03']);
  expect(codes('')).toEqual(PLACES.map(({ code }) => code));
});
