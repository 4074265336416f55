import { beforeAll, expect, test, vi } from 'vitest';
import { ageOfOldest, clockOf, contactOf, silenceOf } from '../../src/office/devices/reading';
import { groupingOf } from '../../src/office/regions/territory.svelte';
import { NO_FILTERS, readAddress, writeAddress, type Address } from '../../src/office/view/address';
import { en } from '../../src/office/words/en';
import { id } from '../../src/office/words/id';
import { Speech } from '../../src/office/words/speech';

const preferred = { language: 'id', theme: 'system' } as const;
const blanks = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

beforeAll(() => vi.stubGlobal('location', { pathname: '/office' }));

test('both languages of the office have the same keys with the same blanks', () => {
  expect(Object.keys(en)).toEqual(Object.keys(id));
  for (const [key, text] of Object.entries(id)) expect([key, blanks(en[key as keyof typeof id])]).toEqual([key, blanks(text)]);
});

test('what is written into the address of the office is read back the same', () => {
  const address: Address = {
    tab: 'sessions',
    region: '21.03.04',
    shown: 'Device:1:0123abcDEF',
    filters: { search: 'Midai & Serasan', role: 'KPPS', order: 'LONGEST_QUEUE', span: '72', quiet: true, revoked: true, kind: 'phones' },
    language: 'en',
    theme: 'night',
  };

  expect(readAddress(writeAddress(address), preferred)).toEqual(address);
  expect(writeAddress({ tab: 'devices', region: '', shown: '', filters: NO_FILTERS, ...preferred })).toBe('/office');
});

test.each(['?tab=moon&show=Box:1:x&hours=5', '?region=21.03%27&role=KING&order=BEST', '?show=Device:1:'])('nonsense is left out: %s', (search) => {
  expect(readAddress(search, preferred)).toEqual({ tab: 'devices', region: '', shown: '', filters: NO_FILTERS, ...preferred });
});

test('the age of the oldest scan is told by a right clock, though the phone has a wrong one', () => {
  const noon = Date.parse('2024-11-20T05:00:00Z');
  const heard = { oldestUnsentAt: '2024-11-20T05:30:00Z', clockOffsetS: 7_200 };

  expect(ageOfOldest(heard, noon)).toBe(90 * 60_000);
  expect(ageOfOldest({ ...heard, oldestUnsentAt: null }, noon)).toBeNull();
});

test.each([
  ['PPK', 1, 100, '4 hari lalu'],
  ['PPK', 600, 1 / 6, '10 mnt lalu'],
  [null, 600, 100, '4 hari lalu'],
])('a phone invited for %s is, by a clock of speed %d, silent for %d hours', (role, speed, hours, said) => {
  const clock = { now: Date.parse('2024-11-24T09:00:00Z'), speed };
  const contact = { contactAt: '2024-11-20T05:00:00Z', role };

  expect(silenceOf(contact, clock)).toBe(hours * 3_600_000);
  expect(contactOf(new Speech(), contact, clock)).toBe(said);
  expect(silenceOf({ contactAt: null, role }, clock)).toBeNull();
});

test.each([[0, 'tepat'], [-29, 'tepat'], [120, '2 mnt terlalu cepat'], [-7_200, '2 j terlalu lambat'], [null, 'belum diketahui']])(
  'a clock that is %s s ahead is said to be: %s',
  (clockOffsetS, said) => expect(clockOf(new Speech(), { oldestUnsentAt: null, clockOffsetS })).toBe(said),
);

test.each([['21', 'REGENCY'], ['21.03', 'DISTRICT'], ['21.03.04', 'VILLAGE'], ['21.03.04.1003', 'VILLAGE']])('what lies in %s is counted by %s', (code, by) => {
  expect(groupingOf(code)).toBe(by);
});
