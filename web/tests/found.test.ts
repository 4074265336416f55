import { afterEach, expect, test, vi } from 'vitest';

import { FoundBoxes } from '../src/console/found/found.svelte';
import { ashore, boxesOf, holdersOf, laden } from '../src/console/found/holders';
import { boxFilter } from '../src/console/list/questions';
import { NO_FILTERS } from '../src/console/view/address';

const midai = { key: 'PORT-midai', boxes: 3, boxesNeedingYou: 1, place: { position: { lon: 107.75, lat: 3 } }, conveyance: null };
const liner = { key: 'CNV-liner', boxes: 2, boxesNeedingYou: 0, place: null, conveyance: { kind: 'LINER' as const, name: 'KM Bukit Raya', position: { lon: 108, lat: 3.5 } } };
const boat = { ...liner, key: 'CNV-boat', boxes: 5, conveyance: { kind: 'POMPONG' as const, name: 'Pompong', position: null } };
const unknown = { key: null, boxes: 7, boxesNeedingYou: 0, place: null, conveyance: null };
const holders = holdersOf([midai, liner, boat, unknown]);

const craft = (code: string): GeoJSON.Feature => ({ type: 'Feature', geometry: { type: 'Point', coordinates: [106, 1] }, properties: { code, kind: 'LINER', boxes: 400 } });
const said = (features: GeoJSON.Feature[]) => features.map(({ properties }) => [properties?.['code'], properties?.['found']]);

afterEach(() => vi.unstubAllGlobals());

test('what has no position is no holder on the chart', () => {
  expect(holders.map(({ code }) => code)).toEqual(['PORT-midai', 'CNV-liner']);
  expect(boxesOf(holders)).toBe(5);
});

test('places are drawn with their boxes, craft are not drawn twice', () => {
  expect(ashore(holders).map(({ properties }) => properties)).toEqual([{ code: 'PORT-midai', boxes: 3, needing: 1, isFew: true }]);
  const many = Array.from({ length: 151 }, (_, at) => ({ ...holders[0]!, code: `TPS-${at}` }));
  expect(ashore(many)[0]?.properties?.['isFew']).toBe(false);
});

test('a craft under way stays where it is drawn, and one that lies still is shown where it was reported', () => {
  expect(said(laden([craft('CNV-liner'), craft('CNV-other')], holders))).toEqual([['CNV-liner', 2], ['CNV-other', 0]]);
  expect(laden([craft('CNV-liner')], holders)[0]?.geometry).toEqual(craft('').geometry);
  const lying = laden([craft('CNV-other')], holders);
  expect(said(lying)).toEqual([['CNV-other', 0], ['CNV-liner', 2]]);
  expect(lying[1]?.geometry).toEqual({ type: 'Point', coordinates: [108, 3.5] });
});

test('only what narrows boxes is a filter of boxes', () => {
  expect(boxFilter({ ...NO_FILTERS, kind: 'PORT', underWay: true, search: '  ' })).toEqual({});
  expect(boxFilter({ ...NO_FILTERS, late: true, search: ' Midai ' })).toEqual({ isLate: true, search: 'Midai' });
});

/** A server that answers when it is told to, and never mind that nobody waits any more. */
function server() {
  const waiting: ((answer: unknown) => void)[] = [];
  vi.stubGlobal('fetch', () => new Promise((resolve) => waiting.push((answer) => resolve({ status: 200, json: async () => answer }))));
  return async (at: number, answer: unknown) => {
    waiting[at]!(answer);
    await new Promise((resolve) => setTimeout(resolve));
    return waiting.length;
  };
}
const holding = (boxes: number) => ({ data: { boxGroups: [{ ...midai, boxes }], boxes: { totalCount: boxes } } });

test('the filter that was asked for last is shown, however late an earlier answer comes', async () => {
  const answer = server();
  const found = new FoundBoxes();
  found.ask({ is3t: true });
  found.ask({ isLate: true });

  await answer(1, holding(4));
  await answer(0, holding(900));

  expect(found.now?.total).toBe(4);
});

test('what moves while an answer is awaited is asked for once more', async () => {
  const answer = server();
  const found = new FoundBoxes();
  found.ask({ is3t: true });
  found.refresh();
  found.refresh();

  expect(await answer(0, holding(4))).toBe(2);
  expect(await answer(1, holding(5))).toBe(2);

  expect(found.now?.total).toBe(5);
});

test('a failed refresh leaves in sight what was found; a new filter that fails does not', async () => {
  const answer = server();
  const found = new FoundBoxes();
  found.ask({ is3t: true });
  await answer(0, holding(4));
  found.refresh();
  await answer(1, { errors: [{ message: 'too much' }] });
  expect(found.now?.total).toBe(4);

  found.ask({ isLate: true });
  await answer(2, { errors: [{ message: 'too much' }] });

  expect(found.now).toBeNull();
  expect(found.problem).toMatchObject({ message: 'too much' });
});
