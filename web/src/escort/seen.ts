import type { ClockReading } from '../console/clock/electionTime';
import type { Viewer } from '../console/session/documents';
import { SEEN } from '../console/session/session.svelte';
import type { OwnConvoy } from './documents';
import { keep } from './storage';

/** What the escort saw last, for the time without signal. */
export interface Seen {
  viewer: Viewer;
  /** Whether the phone itself was enrolled, and nobody signed in. */
  isPhone: boolean;
  convoys: readonly OwnConvoy[];
  clock: ClockReading;
  /** By this device's clock. */
  atMs: number;
}

/** Raised with every change of what is shown of a convoy: an older copy would lack it. */
const FORM = 1;

/** Whether there was room for it. */
export const keepSeen = (seen: Seen): boolean => keep(SEEN, JSON.stringify({ form: FORM, seen }));

export const forgetSeen = (): void => localStorage.removeItem(SEEN);

export function lastSeen(): Seen | null {
  const { form, seen } = JSON.parse(localStorage.getItem(SEEN) ?? '{}') as { form?: number; seen?: Seen };
  return form === FORM && seen ? seen : null;
}

/** What the election's clock shows now, as far as this device's own has measured since. */
export function clockNow({ clock, atMs }: Seen, nowMs: number): ClockReading {
  const passed = clock.isPaused ? 0 : Math.max(0, nowMs - atMs) * clock.speed;
  return { ...clock, now: new Date(Date.parse(clock.now) + passed).toISOString() };
}
