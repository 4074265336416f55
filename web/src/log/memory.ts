/**
 * What this browser remembers of the log of each election. A server that shows different people different logs, or another one each day, is
 * found out only by those who remember: so nothing here is given up but by a person who says so.
 */
import type { FaultKind } from './fault';
import type { Told } from './visit';

/** The last state of a log that was verified here, and when (ISO 8601, this device's clock). */
export interface Kept extends Told {
  verifiedAt: string;
  /** When the key was pinned. */
  pinnedAt: string;
  /** The keys of the witnesses that there were; undefined where that was before they were kept. */
  witnesses?: readonly string[] | undefined;
}

/** What the server showed that cannot be true beside what is kept; `told` is null where it showed no log at all. */
export interface Broken {
  fault: FaultKind;
  message: string;
  told: Told | null;
  at: string;
}

export interface Memory {
  kept: Kept | null;
  broken: Broken | null;
}

const nameOf = (election: string): string => `silog.log.${election}`;

/** Act alone, among all windows of this browser: two that ask at once would each find the other's newer log to be the smaller one. */
export function alone<Result>(election: string, act: () => Promise<Result>): Promise<Result> {
  return navigator.locks.request(nameOf(election), act) as Promise<Result>;
}

export function recall(election: string): Memory {
  const text = localStorage.getItem(nameOf(election));
  return text === null ? { kept: null, broken: null } : (JSON.parse(text) as Memory);
}

export function remember(election: string, memory: Memory): void {
  localStorage.setItem(nameOf(election), JSON.stringify(memory));
}

export function forget(election: string): void {
  localStorage.removeItem(nameOf(election));
}

/** Everything that somebody else needs to judge: what was kept and what was shown, word for word. */
export function evidenceOf(election: string, { kept, broken }: Memory): Blob {
  const said = { election, server: location.origin, kept, broken, browser: navigator.userAgent };
  return new Blob([`${JSON.stringify(said, null, 2)}\n`], { type: 'application/json' });
}
