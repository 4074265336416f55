import { belongsAt, type ScanType } from '../core/vocabulary';
import type { KnownBox, KnownShipment } from './known';
import { nextAct, type Here } from './acts';
import { isBefore, stateAfter } from './states';
import { alongLegs, alongOffices } from './way';

/** How far an act has come at a place: done of all, and which boxes are still missing. */
export interface Progress {
  act: ScanType;
  done: readonly KnownBox[];
  missing: readonly KnownBox[];
}

/**
 * Whether a box is still to come to a place or aboard a conveyance, or is there now: by its plan; where none is known, by the offices of
 * the regions that it lies in.
 */
export function isExpected(box: KnownBox, place: string, shipments: ReadonlyMap<string, KnownShipment>): boolean {
  if (box.place === place) return true;
  const legs = box.shipment === null ? undefined : shipments.get(box.shipment)?.legs;
  const along = (where: string | null) => (legs ? alongLegs(where, legs) : alongOffices(where, box));
  const there = along(place);
  return there !== undefined && (legs !== undefined || belongsAt(place, box)) && (along(box.place) ?? -Infinity) < there;
}

/** Count one act at a place over the boxes that are expected there. */
export function progressOf(act: ScanType, place: string, boxes: readonly KnownBox[], here: (box: KnownBox) => Here): Progress {
  const done: KnownBox[] = [];
  const missing: KnownBox[] = [];
  for (const box of boxes) {
    const at = here(box);
    if (nextAct(box.state, at) === act) missing.push(box);
    else if (box.place === place && wasDone(box, act, at)) done.push(box);
  }
  return { act, done, missing };
}

/** Whether doing the act again would leave the box where it is, so that it was done. */
function wasDone(box: KnownBox, act: ScanType, at: Here): boolean {
  return act !== 'CHECK' && !isBefore(box.state, stateAfter(box.state, act, at.kind, at.isPollsClosed));
}

/** The act that most of the boxes expected at a place wait for; looking at them where none waits for more. */
export function mainAct(boxes: readonly KnownBox[], here: (box: KnownBox) => Here): ScanType {
  const counts = new Map<ScanType, number>();
  for (const box of boxes) {
    const act = nextAct(box.state, here(box));
    if (act !== 'CHECK') counts.set(act, (counts.get(act) ?? 0) + 1);
  }
  const [first] = [...counts].sort(([, a], [, b]) => b - a);
  return first?.[0] ?? 'CHECK';
}
