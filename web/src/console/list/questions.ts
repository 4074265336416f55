import { ask } from '../../api/ask';
import type { VariablesOf } from '../../api/graphql';
import type { Filters } from '../view/address';
import { BOXES, CONVEYANCES, FACILITIES, STATIONS, type BoxRow, type ConveyanceRow, type PlaceRow } from './documents';
import type { Load } from './pager.svelte';

export type BoxFilter = NonNullable<VariablesOf<typeof BOXES>['filter']>;
type State = NonNullable<BoxFilter['states']>[number];
type Mode = NonNullable<BoxFilter['mode']>;
type ConveyanceKind = NonNullable<VariablesOf<typeof CONVEYANCES>['kinds']>[number];
type FacilityKind = NonNullable<VariablesOf<typeof FACILITIES>['kinds']>[number];

/** Which boxes the filters mean; empty where they mean all. Values an old link made up are the server's to refuse. */
export function boxFilter(filters: Filters): BoxFilter {
  return {
    ...asked(filters),
    ...(filters.state && { states: [filters.state as State] }),
    ...(filters.mode && { mode: filters.mode as Mode }),
    ...(filters.is3t && { is3t: true }),
    ...(filters.attention && { needsAttention: true }),
    ...(filters.late && { isLate: true }),
  };
}

/** Whether it is trouble that is listed, which is dealt with where it is and not box by box. Who searches looks for a box. */
export function isOfTrouble(filters: Filters): boolean {
  return (filters.attention || filters.late) && !filters.search.trim();
}

/**
 * What the API is asked for each tab, from the filters as they stand.
 * Boxes come by the time they have left; the public, which sees no plan, has them by code.
 */
export function boxQuestion(filter: BoxFilter, isFull: boolean): Load<BoxRow> {
  const orderBy = isFull ? 'DUE' : 'CODE';
  return async (first, after, signal) => (await ask(BOXES, { filter, orderBy, first, after }, signal)).boxes;
}

export function conveyanceQuestion(filters: Filters): Load<ConveyanceRow> {
  const variables = {
    ...asked(filters),
    ...(filters.kind && { kinds: [filters.kind as ConveyanceKind] }),
    ...(filters.underWay && { underWay: true }),
  };
  return async (first, after, signal) => (await ask(CONVEYANCES, { ...variables, first, after }, signal)).conveyances;
}

export function placeQuestion(filters: Filters): Load<PlaceRow> {
  if (filters.kind === 'POLLING_STATION' || filters.is3t) {
    const variables = { ...asked(filters), ...(filters.is3t && { is3t: true }) };
    return async (first, after, signal) => (await ask(STATIONS, { ...variables, first, after }, signal)).pollingStations;
  }
  const variables = { ...asked(filters), ...(filters.kind && { kinds: [filters.kind as FacilityKind] }) };
  return async (first, after, signal) => (await ask(FACILITIES, { ...variables, first, after }, signal)).facilities;
}

function asked({ region, search }: Filters): { region?: string; search?: string } {
  return { ...(region && { region }), ...(search.trim() && { search: search.trim() }) };
}
