import { expect, test } from 'vitest';
import { Track } from '../src/console/fleet/track';

const at = (minute: number, lon: number, courseDeg: number | null = 90) => ({ atMs: minute * 60_000, lon, lat: 1, courseDeg });

test('between two reports a vessel is where the straight way puts it', () => {
  const track = new Track();
  track.add(at(0, 104));
  track.add(at(10, 105));

  expect(track.at(4 * 60_000)?.lon).toBeCloseTo(104.4);
});

test('after its last report a vessel stays where it was last seen, however long ago', () => {
  const track = new Track();
  track.add(at(0, 104));
  track.add(at(10, 105));

  expect(track.at(600 * 60_000)?.lon).toBe(105);
});

test('a report that comes late takes its place in time', () => {
  const track = new Track();
  track.add(at(0, 104));
  track.add(at(10, 106));
  track.add(at(5, 104.2));

  expect(track.at(5 * 60_000)?.lon).toBeCloseTo(104.2);
  expect(track.last?.lon).toBe(106);
});

test('a bow turns the short way through north', () => {
  const track = new Track();
  track.add(at(0, 104, 350));
  track.add(at(10, 105, 10));

  expect(track.at(5 * 60_000)?.courseDeg).toBeCloseTo(0);
});

test('without a course the bow points along the way', () => {
  const track = new Track();
  track.add(at(0, 104, null));
  track.add(at(10, 105, null));

  expect(track.at(5 * 60_000)?.courseDeg).toBeCloseTo(90);
});
