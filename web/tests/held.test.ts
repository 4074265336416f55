import { afterEach, expect, test, vi } from 'vitest';

import type { Holdup } from '../src/console/held/documents';
import { boxesOf, byUrgency, holdups, panelOf } from '../src/console/held/holdups';
import { isOfTrouble } from '../src/console/list/questions';
import { NO_FILTERS } from '../src/console/view/address';

const place = { name: 'Gudang Natuna', kind: 'WAREHOUSE' as const, region: { name: 'Bunguran Timur' } };
const craft = { name: 'Truk 12', kind: 'TRUCK' as const, currentLeg: null, tracking: null };
const at = (key: string | null, boxes: number, nextDueAt: string | null, more: Partial<Holdup> = {}): Holdup => ({
  key, boxes, boxesLate: 0, boxesWithException: 0, exceptions: [], nextDueAt, place: null, conveyance: null, ...more,
});
const warehouse = at('WH-21.03', 3, null, { place });
const truck = at('CNV-truck-12', 60, '2024-11-26T04:00:00.000Z', { conveyance: craft });
const boat = at('CNV-boat', 45, '2024-11-26T01:00:00.000Z', { conveyance: craft });
const unscanned = at(null, 61, '2024-11-26T04:00:00.000Z');

const keys = (groups: readonly Holdup[]) => groups.map(({ key }) => key);

afterEach(() => vi.unstubAllGlobals());

test('what is longest overdue comes first, then what holds more, and last what has no time', () => {
  expect(keys(byUrgency([warehouse, truck, boat, unscanned]))).toEqual(['CNV-boat', null, 'CNV-truck-12', 'WH-21.03']);
});

test('all that the filters find of it, and nothing else, is the content of a group', () => {
  const filters = { ...NO_FILTERS, attention: true, region: '21.03' };

  expect(boxesOf(truck, filters)).toEqual({ region: '21.03', needsAttention: true, conveyanceCode: 'CNV-truck-12' });
  expect(boxesOf(warehouse, filters)).toEqual({ region: '21.03', needsAttention: true, placeCode: 'WH-21.03' });
  expect(boxesOf(unscanned, filters)).toEqual({ region: '21.03', needsAttention: true, isPlaceKnown: false });
});

test('what nobody knows by more than a code leads to no panel', () => {
  expect([truck, warehouse, unscanned, at('PASAR-X', 1, null)].map(panelOf)).toEqual([
    { kind: 'conveyance', code: 'CNV-truck-12' }, { kind: 'place', code: 'WH-21.03' }, null, null,
  ]);
});

test('only trouble is listed by what holds it up, and not while somebody searches a box', () => {
  expect(isOfTrouble({ ...NO_FILTERS, attention: true })).toBe(true);
  expect(isOfTrouble({ ...NO_FILTERS, late: true, region: '21.03' })).toBe(true);
  expect(isOfTrouble({ ...NO_FILTERS, is3t: true })).toBe(false);
  expect(isOfTrouble({ ...NO_FILTERS, attention: true, search: 'Midai' })).toBe(false);
});

test('more groups than a page holds come page by page, each once', async () => {
  const boxGroups = Array.from({ length: 5 }, (_, index) => at(`TPS-${index}`, index, null));
  vi.stubGlobal('fetch', async () => ({ status: 200, json: async () => ({ data: { boxGroups } }) }));
  const page = (after: string | null) => holdups({ ...NO_FILTERS, late: true }, 3, after, new AbortController().signal);

  const first = await page(null);
  const second = await page(first!.pageInfo.endCursor);

  expect(keys(first!.nodes)).toEqual(['TPS-4', 'TPS-3', 'TPS-2']);
  expect(first!.pageInfo.hasNextPage).toBe(true);
  expect(keys(second!.nodes)).toEqual(['TPS-1', 'TPS-0']);
  expect(second!.pageInfo.hasNextPage).toBe(false);
});
