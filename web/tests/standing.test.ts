import { expect, test } from 'vitest';
import { inferredWay } from '../src/console/panel/stories';
import { isRemarkable, standingAt, type Standing } from '../src/console/fleet/standing';

const at = (clock: string) => `2024-11-17T${clock}:00Z`;
const trip = (more: Partial<Standing> = {}): Standing => ({
  state: 'ON_COURSE', since: null, heardAt: at('06:00'), silentAt: at('06:30'), missingAt: at('09:00'), ...more,
});
const after = (clock: string, standing = trip()) => standingAt(standing, Date.parse(at(clock)));

test('a trip goes as the server said while it is heard', () => {
  expect(after('06:20')).toEqual({ state: 'ON_COURSE', silentForMs: 0 });
  expect(after('06:20', trip({ state: 'STRAYED' })).state).toBe('STRAYED');
});

test('silence comes by the clock alone: expected first, then not any more', () => {
  expect(after('07:00')).toEqual({ state: 'SILENT_EXPECTED', silentForMs: 3_600_000 });
  expect(after('09:30').state).toBe('MISSING');
  expect(after('07:00', trip({ missingAt: at('06:30') })).state).toBe('MISSING');
});

test('a silent vessel is never on course and an arrived one never silent', () => {
  expect(after('12:00', trip({ state: 'LATE' })).state).toBe('MISSING');
  expect(after('12:00', trip({ state: 'ARRIVED' }))).toEqual({ state: 'ARRIVED', silentForMs: 0 });
});

test('what goes as planned calls for nobody', () => {
  expect(['ON_COURSE', 'ARRIVED', 'WAITING'].some((state) => isRemarkable(state as Standing['state']))).toBe(false);
  expect(['MISSING', 'SILENT_EXPECTED', 'STRAYED', 'STOPPED', 'LATE'].every((state) => isRemarkable(state as Standing['state']))).toBe(true);
});

test('a silent vessel may have gone on along its planned way, and no farther than its end', () => {
  const route = { type: 'LineString' as const, coordinates: [[104, 1], [105, 1], [105, 2]] as [number, number][] };
  const trip = { alongM: 50_000, remainingM: 150_000, speedKn: 10 };

  const way = inferredWay(route, trip, 2 * 3_600_000);
  expect(way[0]![0]).toBeCloseTo(104.5, 2);
  expect(way.at(-1)![0]).toBeCloseTo(104.87, 2);
  expect(inferredWay(route, trip, 99 * 3_600_000).at(-1)).toEqual([105, 2]);
});
