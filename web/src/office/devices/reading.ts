import type { Speech } from '../words/speech';

/** A clock that is right to half a minute is right: the way to the server is in what was measured. */
const RIGHT_WITHIN_S = 30;

export interface Contact {
  contactAt: string | null;
  role: string | null;
}

export interface Heard {
  oldestUnsentAt: string | null;
  clockOffsetS: number | null;
}

/** What the election's clock shows, in milliseconds since 1970, and how many of its seconds pass in a real one. */
export interface Running {
  now: number;
  speed: number;
}

/**
 * For how many milliseconds a phone was not heard of; null where it never was. A phone that a person was invited to reports by real
 * time, however fast a training clock runs; what the training season plays has no role, and reports by that clock.
 */
export function silenceOf({ contactAt, role }: Contact, { now, speed }: Running): number | null {
  if (contactAt === null) return null;
  return (now - Date.parse(contactAt)) / (role === null ? 1 : speed);
}

/** How long ago, in milliseconds, the oldest unsent scan was made: its time is the phone's own, whose error is known. */
export function ageOfOldest({ oldestUnsentAt, clockOffsetS }: Heard, nowMs: number): number | null {
  if (oldestUnsentAt === null) return null;
  return Math.max(0, nowMs - (Date.parse(oldestUnsentAt) - (clockOffsetS ?? 0) * 1000));
}

export function contactOf(speech: Speech, contact: Contact, clock: Running): string {
  const silence = silenceOf(contact, clock);
  return silence === null ? speech.say('device.never') : speech.say('device.ago', { ago: speech.ago(silence) });
}

export function oldestOf(speech: Speech, heard: Heard, nowMs: number): string {
  const age = ageOfOldest(heard, nowMs);
  return age === null ? '' : speech.say('device.oldest', { age: speech.ago(age) });
}

export function clockOf(speech: Speech, { clockOffsetS }: Heard): string {
  if (clockOffsetS === null) return speech.say('device.unknown');
  if (Math.abs(clockOffsetS) < RIGHT_WITHIN_S) return speech.say('device.exact');
  return speech.say(clockOffsetS > 0 ? 'device.fast' : 'device.slow', { span: speech.ago(clockOffsetS * 1000) });
}

export function isWrong({ clockOffsetS }: Heard): boolean {
  return clockOffsetS !== null && Math.abs(clockOffsetS) >= 10 * RIGHT_WITHIN_S;
}
