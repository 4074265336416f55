import type { ScanType } from '../core/vocabulary';
import type { KnownBox } from './known';
import { faultOfOpening, OPENINGS, type Law, type OpeningFault } from './law';
import { isBefore, STANDS_OPEN } from './states';

export type LoadingFault = 'UNSEALED' | 'NOT_READY' | 'INCOMPLETE' | 'STANDS_OPEN';
export type Refusal = `LOAD.${LoadingFault}` | `OPEN.${OpeningFault}`;

/**
 * Why the phone refuses an act before it happens: loading a box that is unsealed or incomplete, and an unlawful opening. Everything else is
 * a fact and is taken down. What happened all the same can be recorded as such; the server then flags it.
 */
export function refusalOf(
  act: ScanType,
  box: KnownBox | undefined,
  seals: readonly string[],
  at: { place: string; nowMs: number; devicePlace: string | undefined },
  law: Law | undefined,
): Refusal | undefined {
  if (act === 'LOAD') {
    const fault = faultOfLoading(box, seals);
    return fault && `LOAD.${fault}`;
  }
  if (!OPENINGS.has(act) || !box || !law) return undefined;
  const fault = faultOfOpening(act, box, at, law);
  return fault && `OPEN.${fault}`;
}

function faultOfLoading(box: KnownBox | undefined, seals: readonly string[]): LoadingFault | undefined {
  if (box && STANDS_OPEN.has(box.state)) return 'STANDS_OPEN';
  if (box?.exceptions.includes('SHORT')) return 'INCOMPLETE';
  if (box && isBefore(box.state, 'SEALED')) return 'NOT_READY';
  return seals.length === 0 ? 'UNSEALED' : undefined;
}
