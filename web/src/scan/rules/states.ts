import { STATES, type BoxState, type PlaceKind, type ScanType } from '../core/vocabulary';

/**
 * What an act makes of a box, as far as a phone must know it to choose the next act. The server judges; a test holds this to its judgement
 * wherever that finds nothing irregular.
 */
const RANKS: readonly (readonly BoxState[])[] = [
  ...STATES.slice(0, 9).map((state) => [state]),
  ['LOADED', 'IN_TRANSIT', 'AT_HUB', 'AT_PPK', 'AT_PPS'],
  ['AT_STATION'], ['OPENED'], ['VOTING'], ['COUNTED'], ['RESEALED'],
  ['RETURN_LOADED', 'RETURN_IN_TRANSIT', 'RETURN_AT_HUB', 'RETURN_AT_PPS', 'RETURN_AT_PPK', 'RECAP_OPENED', 'RECAP_RESEALED'],
  ['RETURNED'], ['STORED'], ['DISPOSED'], ['LEGAL_HOLD'],
];
const RANK = new Map(RANKS.flatMap((states, rank) => states.map((state) => [state, rank] as const)));

export const rank = (state: BoxState): number => RANK.get(state) ?? 0;

export const isBefore = (state: BoxState, other: BoxState): boolean => rank(state) < rank(other);

export const STANDS_OPEN: ReadonlySet<BoxState> = new Set(['OPENED', 'VOTING', 'COUNTED', 'RECAP_OPENED']);

const FIXED: Partial<Record<ScanType, BoxState>> = {
  ORDER: 'ORDERED', PRODUCE: 'PRODUCED', SHIP: 'SHIPPED', INSPECT: 'INSPECTED', ASSEMBLE: 'ASSEMBLED', PACK: 'PACKED', SEAL: 'SEALED',
  OPEN: 'OPENED', VOTE: 'VOTING', COUNT: 'COUNTED', RESEAL: 'RESEALED', RECAP_OPEN: 'RECAP_OPENED', RECAP_RESEAL: 'RECAP_RESEALED',
  STORE: 'STORED', HOLD: 'LEGAL_HOLD', DISPOSE: 'DISPOSED',
};
const ARRIVED: Record<PlaceKind, readonly [BoxState, BoxState] | undefined> = {
  WAREHOUSE: ['RECEIVED', 'RETURNED'], HUB: ['AT_HUB', 'RETURN_AT_HUB'], PPK: ['AT_PPK', 'RETURN_AT_PPK'], PPS: ['AT_PPS', 'RETURN_AT_PPS'],
  STATION: ['AT_STATION', 'AT_STATION'], CONVEYANCE: undefined,
};
const ARRIVALS: ReadonlySet<ScanType> = new Set(['ARRIVE', 'RECEIVE']);
const MOVING: Partial<Record<ScanType, readonly [BoxState, BoxState]>> = {
  LOAD: ['LOADED', 'RETURN_LOADED'], DEPART: ['IN_TRANSIT', 'RETURN_IN_TRANSIT'],
};

const isOnTheWayBack = (state: BoxState, isPollsClosed: boolean): boolean =>
  isBefore('AT_STATION', state) || (state === 'AT_STATION' && isPollsClosed);

/** The state that an act leads to; the present one where it leads nowhere or back. */
export function stateAfter(state: BoxState, act: ScanType, kind: PlaceKind | undefined, isPollsClosed: boolean): BoxState {
  const wanted = wantedBy(state, act, kind, isPollsClosed);
  // A hold is the one end that has a way back: its release into storage.
  if (state === 'LEGAL_HOLD' && wanted === 'STORED') return wanted;
  return wanted && !isBefore(wanted, state) ? wanted : state;
}

function wantedBy(state: BoxState, act: ScanType, kind: PlaceKind | undefined, isPollsClosed: boolean): BoxState | undefined {
  const back = Number(isOnTheWayBack(state, isPollsClosed)) as 0 | 1;
  if (!ARRIVALS.has(act)) return MOVING[act]?.[back] ?? FIXED[act];
  if (kind === undefined || (kind === 'HUB' && !isBefore('SHIPPED', state))) return undefined;
  if (kind === 'WAREHOUSE' && !back) return state === 'SEALED' ? 'SEALED' : 'RECEIVED';
  return ARRIVED[kind]?.[back];
}
