import { expect, test } from 'vitest';
import { ElectionTime } from '../src/console/clock/electionTime';

const NOON = '2024-11-20T05:00:00.000Z';
const noon = Date.parse(NOON);
const reading = (now: string, speed = 600, isPaused = false) => ({ now, speed, isPaused });

test('it runs at the speed of the election', () => {
  const time = new ElectionTime();
  time.heard(reading(NOON), 1_000);

  expect(time.at(2_000) - noon).toBe(600_000);
});

test('it stands still while the election is paused', () => {
  const time = new ElectionTime();
  time.heard(reading(NOON, 600, true), 1_000);

  expect(time.at(9_000)).toBe(noon);
});

test('a reading that was delayed on its way does not turn it back', () => {
  const time = new ElectionTime();
  time.heard(reading(NOON), 0);
  const before = time.at(1_000);
  time.heard(reading(new Date(noon + 400_000).toISOString()), 1_000);

  expect(time.at(1_100)).toBeGreaterThan(before - 1);
});

test('a jump is followed at once', () => {
  const time = new ElectionTime();
  time.heard(reading(NOON), 0);
  time.heard(reading('2024-11-27T00:00:00.000Z'), 1_000);

  expect(time.at(1_000)).toBe(Date.parse('2024-11-27T00:00:00.000Z'));
});
