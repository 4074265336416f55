import type { BoxState, PlaceKind, ScanType } from '../core/vocabulary';
import { isBefore } from './states';

/** Where a box is looked at: the kind of place, and what the phone knows of box and law there. */
export interface Here {
  kind: PlaceKind;
  /** Whether the phone knows the box to be at this place already. */
  isHere: boolean;
  /** Whether the law lets this office open the box here and now. */
  mayOpen: boolean;
  isPollsClosed: boolean;
}

const BY_KIND: Record<PlaceKind, readonly ScanType[]> = {
  WAREHOUSE: ['RECEIVE', 'INSPECT', 'ASSEMBLE', 'PACK', 'SEAL', 'CHECK', 'STORE', 'HOLD', 'DISPOSE'],
  HUB: ['ARRIVE', 'RECEIVE', 'CHECK'],
  PPK: ['RECEIVE', 'CHECK', 'RECAP_OPEN', 'RECAP_RESEAL'],
  PPS: ['RECEIVE', 'CHECK'],
  STATION: ['RECEIVE', 'CHECK', 'OPEN', 'VOTE', 'COUNT', 'RESEAL'],
  CONVEYANCE: ['LOAD', 'DEPART', 'CHECK'],
};
const IN_WAREHOUSE: Partial<Record<BoxState, ScanType>> = {
  RECEIVED: 'PACK', INSPECTED: 'PACK', ASSEMBLED: 'PACK', PACKED: 'SEAL', SEALED: 'CHECK', RETURNED: 'STORE', STORED: 'CHECK',
  LEGAL_HOLD: 'CHECK', DISPOSED: 'CHECK',
};
const AT_STATION: Partial<Record<BoxState, ScanType>> = { OPENED: 'VOTE', VOTING: 'COUNT', COUNTED: 'RESEAL', RESEALED: 'CHECK' };
const ABOARD: Partial<Record<BoxState, ScanType>> = {
  LOADED: 'DEPART', RETURN_LOADED: 'DEPART', IN_TRANSIT: 'CHECK', RETURN_IN_TRANSIT: 'CHECK',
};

/** The acts that make sense at a kind of place, the usual ones first. */
export const actsAt = (kind: PlaceKind): readonly ScanType[] => BY_KIND[kind];

/** The one act that a box most likely is scanned for: what the big button says. */
export function nextAct(state: BoxState, here: Here): ScanType {
  switch (here.kind) {
    case 'WAREHOUSE':
      return IN_WAREHOUSE[state] ?? 'RECEIVE';
    case 'CONVEYANCE':
      return here.isHere ? (ABOARD[state] ?? 'CHECK') : 'LOAD';
    case 'HUB':
      return here.isHere ? 'CHECK' : 'ARRIVE';
    case 'PPS':
      return here.isHere ? 'CHECK' : 'RECEIVE';
    case 'PPK':
      return here.isHere ? atPpk(state, here) : 'RECEIVE';
    case 'STATION':
      return atStation(state, here);
  }
}

function atPpk(state: BoxState, here: Here): ScanType {
  if (state === 'RECAP_OPENED') return 'RECAP_RESEAL';
  return state === 'RETURN_AT_PPK' && here.mayOpen ? 'RECAP_OPEN' : 'CHECK';
}

function atStation(state: BoxState, here: Here): ScanType {
  if (state === 'AT_STATION') return here.mayOpen ? 'OPEN' : 'CHECK';
  return AT_STATION[state] ?? (isBefore(state, 'AT_STATION') ? 'RECEIVE' : 'CHECK');
}
