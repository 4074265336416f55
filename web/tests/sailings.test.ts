import { expect, test } from 'vitest';
import type { LegParts } from '../src/console/panel/documents';
import { sailings } from '../src/console/panel/sailings';

const place = (code: string) => ({ code, name: code, kind: 'PORT' as const, isSynthetic: false, position: { lon: 104, lat: 1 } });
const leg = (id: string, from: string, to: string, change: Partial<LegParts> = {}): LegParts =>
  ({
    id, number: 1, mode: 'SEA', from: place(from), to: place(to), conveyance: null, plannedDepartAt: '2024-11-24T00:00:00Z', plannedArriveAt: '2024-11-24T03:00:00Z',
    departedAt: null, arrivedAt: null, route: { type: 'LineString', coordinates: [] }, lengthM: 27_300, isEstimate: false, ...change,
  }) as LegParts;

test('a leg that a ship makes for three shipments is one sailing of three', () => {
  const made = sailings([leg('1', 'A', 'B'), leg('2', 'A', 'B'), leg('3', 'B', 'C'), leg('4', 'A', 'B')]);

  expect(made.map(({ leg: { id }, shipments }) => [id, shipments])).toEqual([['1', 3], ['3', 1]]);
});

test('what differs in a time, planned or actual, is another sailing', () => {
  const later = { plannedDepartAt: '2024-11-25T00:00:00Z' };

  expect(sailings([leg('1', 'A', 'B'), leg('2', 'A', 'B', later), leg('3', 'A', 'B', { departedAt: '2024-11-24T00:10:00Z' })])).toHaveLength(3);
});
