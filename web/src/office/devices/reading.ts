import type { Speech } from '../words/speech';

/** A clock that is right to half a minute is right: the way to the server is in what was measured. */
const RIGHT_WITHIN_S = 30;

export interface Heard {
  contactAt: string | null;
  oldestUnsentAt: string | null;
  clockOffsetS: number | null;
}

/** How long ago, in milliseconds, the oldest unsent scan was made: its time is the phone's own, whose error is known. */
export function ageOfOldest({ oldestUnsentAt, clockOffsetS }: Heard, nowMs: number): number | null {
  if (oldestUnsentAt === null) return null;
  return Math.max(0, nowMs - (Date.parse(oldestUnsentAt) - (clockOffsetS ?? 0) * 1000));
}

export function contactOf(speech: Speech, { contactAt }: Heard, nowMs: number): string {
  return contactAt === null ? speech.say('device.never') : speech.say('device.ago', { ago: speech.ago(nowMs - Date.parse(contactAt)) });
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
