import { ask } from '../../api/ask';
import type { Page } from '../list/pager.svelte';
import { boxFilter, type BoxFilter } from '../list/questions';
import type { Filters, Selected } from '../view/address';
import { HOLDUPS, type Holdup } from './documents';

/** What holds up the boxes that the filters mean, a page at a time, the most urgent first. The API gives all at once: `after` is the place in that order. */
export async function holdups(filters: Filters, first: number, after: string | null, signal: AbortSignal): Promise<Page<Holdup> | null> {
  const { boxGroups } = await ask(HOLDUPS, { filter: boxFilter(filters) }, signal);
  if (!boxGroups) return null;
  const end = Number(after ?? 0) + first;
  const nodes = byUrgency(boxGroups).slice(end - first, end);
  return { nodes, pageInfo: { hasNextPage: end < boxGroups.length, endCursor: String(end) } };
}

/** As boxes are listed: whose time is up, or will be, first, and last what has no time; at the same time that which holds most. */
export function byUrgency(groups: readonly Holdup[]): Holdup[] {
  const due = ({ nextDueAt }: Holdup) => (nextDueAt ? Date.parse(nextDueAt) : Infinity);
  return [...groups].sort((one, other) => (due(one) === due(other) ? other.boxes - one.boxes : due(one) < due(other) ? -1 : 1));
}

/** Which boxes a group holds: those of the filters that are there. */
export function boxesOf({ key, conveyance }: Pick<Holdup, 'key' | 'conveyance'>, filters: Filters): BoxFilter {
  const there = key === null ? { isPlaceKnown: false } : conveyance ? { conveyanceCode: key } : { placeCode: key };
  return { ...boxFilter(filters), ...there };
}

/** What the panel shows of it; null where nothing is known of it but a code, or not even that. */
export function panelOf({ key, place, conveyance }: Pick<Holdup, 'key' | 'place' | 'conveyance'>): Selected | null {
  if (key === null) return null;
  if (conveyance) return { kind: 'conveyance', code: key };
  return place && { kind: 'place', code: key };
}
