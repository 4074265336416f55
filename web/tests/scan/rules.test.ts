import { expect, test } from 'vitest';
import type { BoxState } from '../../src/scan/core/vocabulary';
import { nextAct, type Here } from '../../src/scan/rules/acts';
import { isExpected, mainAct, progressOf } from '../../src/scan/rules/expected';
import type { KnownBox, KnownShipment } from '../../src/scan/rules/known';
import type { Law } from '../../src/scan/rules/law';
import { refusalOf } from '../../src/scan/rules/refusal';
import { boxAfter } from '../../src/scan/rules/replay';
import { compareSeals } from '../../src/scan/rules/seals';

const STATION = 'TPS-21.03.04.1003-001';
const PPK = 'PPK-21.03.04';
const OPENS_MS = Date.parse('2024-11-27T07:00+07:00');
const LAW: Law = {
  decree: 'uji',
  pollsCloseMs: Date.parse('2024-11-27T13:00+07:00'),
  openings: [{ act: 'OPEN', state: 'AT_STATION', place: 'STATION', offices: ['KPPS'], fromMs: OPENS_MS, untilMs: OPENS_MS + 17 * 3_600_000 }],
};
const SHIPMENT: KnownShipment = {
  code: 'SHP', name: 'Midai',
  legs: [
    { from: 'WH-21.03', to: 'PORT-selat-lampa', conveyance: 'CNV-truk' },
    { from: 'PORT-selat-lampa', to: 'PORT-midai', conveyance: 'CNV-kapal' },
    { from: 'PORT-midai', to: STATION, conveyance: null },
  ],
};
const SHIPMENTS = new Map([['SHP', SHIPMENT]]);

const box = (state: BoxState, place: string | null, rest: Partial<KnownBox> = {}): KnownBox => ({
  code: '0123456789Y', station: STATION, stationName: 'TPS 001', region: '21.03.04.1003', contest: 'GOVERNOR', state, seals: ['A', 'B'], place,
  exceptions: [], shipment: 'SHP', ...rest,
});
const at = (place: string, kind: Here['kind'], mayOpen = false) => (one: KnownBox): Here => ({
  kind, isHere: one.place === place, mayOpen, isPollsClosed: false,
});

test.each<[BoxState, Here['kind'], boolean, string]>([
  ['SHIPPED', 'WAREHOUSE', false, 'RECEIVE'],
  ['RECEIVED', 'WAREHOUSE', true, 'PACK'],
  ['PACKED', 'WAREHOUSE', true, 'SEAL'],
  ['SEALED', 'CONVEYANCE', false, 'LOAD'],
  ['LOADED', 'CONVEYANCE', true, 'DEPART'],
  ['IN_TRANSIT', 'HUB', false, 'ARRIVE'],
  ['AT_HUB', 'HUB', true, 'CHECK'],
  ['IN_TRANSIT', 'PPK', false, 'RECEIVE'],
  ['IN_TRANSIT', 'STATION', false, 'RECEIVE'],
  ['AT_STATION', 'STATION', true, 'OPEN'],
  ['OPENED', 'STATION', true, 'VOTE'],
  ['COUNTED', 'STATION', true, 'RESEAL'],
  ['RESEALED', 'CONVEYANCE', false, 'LOAD'],
  ['RETURN_AT_PPK', 'PPK', true, 'RECAP_OPEN'],
  ['RECAP_OPENED', 'PPK', true, 'RECAP_RESEAL'],
  ['RETURN_IN_TRANSIT', 'WAREHOUSE', false, 'RECEIVE'],
  ['RETURNED', 'WAREHOUSE', true, 'STORE'],
])('a box that is %s at a %s (there already: %s) is scanned to %s', (state, kind, isHere, act) => {
  expect(nextAct(state, { kind, isHere, mayOpen: true, isPollsClosed: false })).toBe(act);
});

test('a station that may not open its box yet looks at it', () => {
  expect(nextAct('AT_STATION', { kind: 'STATION', isHere: true, mayOpen: false, isPollsClosed: false })).toBe('CHECK');
});

const where = (place: string, nowMs = OPENS_MS, devicePlace: string | undefined = undefined) => ({ place, nowMs, devicePlace });

test('loading is refused for a box that is not sealed, not complete, not ready or open', () => {
  const load = (one: KnownBox, seals: string[]) => refusalOf('LOAD', one, seals, where('CNV-kapal'), LAW);

  expect(load(box('SEALED', 'WH-21.03'), ['A', 'B'])).toBeUndefined();
  expect(load(box('SEALED', 'WH-21.03'), [])).toBe('LOAD.UNSEALED');
  expect(load(box('PACKED', 'WH-21.03'), ['A'])).toBe('LOAD.NOT_READY');
  expect(load(box('SEALED', 'WH-21.03', { exceptions: ['SHORT'] }), ['A'])).toBe('LOAD.INCOMPLETE');
  expect(load(box('COUNTED', STATION), ['A'])).toBe('LOAD.STANDS_OPEN');
});

test('an unknown box is a fact: it is refused only where it carries no seal', () => {
  expect(refusalOf('LOAD', undefined, ['X'], where('CNV-kapal'), LAW)).toBeUndefined();
  expect(refusalOf('LOAD', undefined, [], where('CNV-kapal'), LAW)).toBe('LOAD.UNSEALED');
  expect(refusalOf('RECEIVE', undefined, [], where(PPK), LAW)).toBeUndefined();
});

test('opening is refused away from the station, outside its hours, by another office, in another state', () => {
  const open = (place: string, nowMs?: number, devicePlace?: string, state: BoxState = 'AT_STATION') =>
    refusalOf('OPEN', box(state, STATION), ['A', 'B'], where(place, nowMs, devicePlace), LAW);

  expect(open(STATION, OPENS_MS, STATION)).toBeUndefined();
  expect(open(STATION, OPENS_MS)).toBeUndefined();
  expect(open('TPS-21.03.04.1003-002')).toBe('OPEN.AWAY');
  expect(open(STATION, OPENS_MS - 1)).toBe('OPEN.TOO_EARLY');
  expect(open(STATION, OPENS_MS + 17 * 3_600_000)).toBe('OPEN.TOO_LATE');
  expect(open(STATION, OPENS_MS, PPK)).toBe('OPEN.OTHER_OFFICE');
  expect(open(STATION, OPENS_MS, STATION, 'IN_TRANSIT')).toBe('OPEN.WRONG_STATE');
  expect(refusalOf('RECAP_OPEN', box('RETURN_AT_PPK', PPK), [], where(PPK), LAW)).toBe('OPEN.NOT_FORESEEN');
});

test('a box is expected where its plan leads and it has not been yet', () => {
  expect(isExpected(box('IN_TRANSIT', 'CNV-kapal'), 'PORT-midai', SHIPMENTS)).toBe(true);
  expect(isExpected(box('SEALED', 'WH-21.03'), 'CNV-kapal', SHIPMENTS)).toBe(true);
  expect(isExpected(box('IN_TRANSIT', 'CNV-kapal'), 'PORT-kijang', SHIPMENTS)).toBe(false);
  expect(isExpected(box('AT_HUB', 'PORT-midai'), 'PORT-selat-lampa', SHIPMENTS)).toBe(false);
});

test('where no plan is known, a box is expected at the offices of its region until it is past them', () => {
  const free = { shipment: null };
  expect(isExpected(box('IN_TRANSIT', 'CNV-kapal', free), PPK, SHIPMENTS)).toBe(true);
  expect(isExpected(box('IN_TRANSIT', 'CNV-kapal', free), 'PPK-21.03.05', SHIPMENTS)).toBe(false);
  expect(isExpected(box('AT_STATION', STATION, free), PPK, SHIPMENTS)).toBe(false);
  expect(isExpected(box('RESEALED', STATION, free), PPK, SHIPMENTS)).toBe(true);
});

test('the big button says what most boxes wait for, and the counter what of it is done', () => {
  const boxes = [box('AT_HUB', 'PORT-midai'), box('IN_TRANSIT', 'CNV-kapal', { code: 'B' }), box('SEALED', 'WH-21.03', { code: 'C' })];
  const here = at('PORT-midai', 'HUB');

  expect(mainAct(boxes, here)).toBe('ARRIVE');
  const progress = progressOf('ARRIVE', 'PORT-midai', boxes, here);
  expect([progress.done, progress.missing].map((some) => some.map(({ code }) => code))).toEqual([['0123456789Y'], ['B', 'C']]);
});

test('the phone knows what its own scan did to a box', () => {
  const loaded = boxAfter(box('SEALED', 'WH-21.03'), { type: 'LOAD', place: 'CNV-kapal', seals: ['A', 'B'], cond: 'WET' }, false);

  expect(loaded).toMatchObject({ state: 'LOADED', place: 'CNV-kapal', seals: ['A', 'B'], exceptions: ['WET'] });
  expect(boxAfter(loaded, { type: 'HAND_OVER', place: 'CNV-kapal', seals: [], cond: 'GOOD' }, false)).toEqual(loaded);
});

test('seals are compared as sets', () => {
  expect(compareSeals(['A', 'B'], ['B', 'A'])).toEqual({ missing: [], foreign: [], isSame: true });
  expect(compareSeals(['A', 'B'], ['B', 'C'])).toEqual({ missing: ['A'], foreign: ['C'], isSame: false });
});
