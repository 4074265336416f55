import type { ScanType } from '../core/vocabulary';

/** The seals that an officer found on a box, against those that it left with. */
export interface SealCheck {
  missing: readonly string[];
  foreign: readonly string[];
  isSame: boolean;
}

/** Acts for which an empty list says that the box carries no seal. */
const LOOKS_AT_SEALS: ReadonlySet<ScanType> = new Set(['LOAD', 'ARRIVE', 'RECEIVE', 'CHECK']);
/** Acts that put new seals on. */
const PUTS_SEALS_ON: ReadonlySet<ScanType> = new Set(['SEAL', 'RESEAL', 'RECAP_RESEAL']);

export const looksAtSeals = (act: ScanType): boolean => LOOKS_AT_SEALS.has(act);
export const putsSealsOn = (act: ScanType): boolean => PUTS_SEALS_ON.has(act);

/** Whether the list of seals of such a scan says what is on the box, also where it is empty. */
export const namesSeals = (act: ScanType): boolean => looksAtSeals(act) || putsSealsOn(act);

export function compareSeals(expected: readonly string[], found: readonly string[]): SealCheck {
  const missing = expected.filter((seal) => !found.includes(seal));
  const foreign = found.filter((seal) => !expected.includes(seal));
  return { missing, foreign, isSame: missing.length === 0 && foreign.length === 0 };
}
