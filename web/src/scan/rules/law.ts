import { belongsAt, kindOfPlace, officeAt, type BoxState, type Office, type ScanType } from '../core/vocabulary';
import type { KnownBox } from './known';

/** One lawful opening, as the decree has it: which act, from which state, at which of the box's own places, by which offices, when. */
export interface Opening {
  act: ScanType;
  state: BoxState;
  place: 'STATION' | 'PPK';
  offices: readonly Office[];
  fromMs: number;
  untilMs: number;
}

export interface Law {
  decree: string;
  pollsCloseMs: number;
  openings: readonly Opening[];
}

export type OpeningFault = 'NOT_FORESEEN' | 'AWAY' | 'TOO_EARLY' | 'TOO_LATE' | 'OTHER_OFFICE' | 'WRONG_STATE';

/** Acts by which a sealed box is opened. */
export const OPENINGS: ReadonlySet<ScanType> = new Set(['OPEN', 'RECAP_OPEN']);

/** Why this opening would be unlawful, or undefined where the decree allows it. `devicePlace` is where the phone is enrolled. */
export function faultOfOpening(
  act: ScanType,
  box: KnownBox,
  at: { place: string; nowMs: number; devicePlace: string | undefined },
  law: Law,
): OpeningFault | undefined {
  const opening = law.openings.find((one) => one.act === act);
  if (!opening) return 'NOT_FORESEEN';
  if (kindOfPlace(at.place) !== opening.place || !belongsAt(at.place, box)) return 'AWAY';
  const office = officeAt(at.devicePlace);
  if (office && !opening.offices.includes(office)) return 'OTHER_OFFICE';
  if (at.nowMs < opening.fromMs) return 'TOO_EARLY';
  if (at.nowMs >= opening.untilMs) return 'TOO_LATE';
  return box.state === opening.state ? undefined : 'WRONG_STATE';
}
