import { randomBytes } from './bytes';

/** Where a hybrid logical clock stands: milliseconds and counter. */
export interface Tick {
  ms: number;
  count: number;
}

/** The next tick: the device's clock, or one more than the last tick where that stands still or was set back. */
export function tick(last: Tick, deviceMs: number): Tick {
  if (deviceMs > last.ms) return { ms: deviceMs, count: 0 };
  return last.count < 0xffff ? { ms: last.ms, count: last.count + 1 } : { ms: last.ms + 1, count: 0 };
}

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');

export const tickText = ({ ms, count }: Tick): string => `${hex(ms, 12)}-${hex(count, 4)}`;

/** A UUID of version 7 (RFC 9562): 48 bits of time, then chance. */
export function uuid7(ms: number): string {
  const bytes = randomBytes(10);
  bytes[0] = (bytes[0]! & 0x0f) | 0x70;
  bytes[2] = (bytes[2]! & 0x3f) | 0x80;
  const chance = [...bytes].map((byte) => hex(byte, 2)).join('');
  const time = hex(ms, 12);
  return `${time.slice(0, 8)}-${time.slice(8)}-${chance.slice(0, 4)}-${chance.slice(4, 8)}-${chance.slice(8)}`;
}

/** What the server's election clock showed, and when that was by this device. */
export interface ClockReading {
  electionMs: number;
  deviceMs: number;
  /** Election seconds per second; 0 while the clock is held. */
  speed: number;
  isTraining: boolean;
}

/**
 * The time that goes into events. In a real election that is this device's own clock, right or wrong: the server measures its offset. A
 * training election has a clock of its own, which the device keeps on from its last reading.
 */
export function eventTime(deviceMs: number, reading: ClockReading | undefined): number {
  if (!reading?.isTraining) return deviceMs;
  return Math.round(reading.electionMs + Math.max(0, deviceMs - reading.deviceMs) * reading.speed);
}
