import type { PlanInFull, PlanLeg, PlanStation, Proposal } from './documents';

/** Stations whose boxes are handed over at one place: the island's or village's tightest station speaks for it. */
export interface PlaceRow {
  code: string;
  name: string;
  is3t: boolean;
  stations: number;
  boxes: number;
  tightest: PlanStation;
  chance: number;
  isShort: boolean;
  /** Stations that boxes reach from here only by a boat that is still to be found. */
  across: number;
  legs: string[];
}

/** Places by hours of slack, the tightest first. */
export function placesOf({ stations }: Proposal): PlaceRow[] {
  const rows = [...grouped(stations).values()].map((group): PlaceRow => {
    const tightest = group.reduce((one, other) => (other.slackHours < one.slackHours ? other : one));
    return {
      code: tightest.place.code,
      name: tightest.place.name,
      is3t: group.some(({ tier }) => tier === 0),
      stations: group.length,
      boxes: group.reduce((sum, { boxes }) => sum + boxes, 0),
      tightest,
      chance: Math.min(...group.map(({ chance }) => chance)),
      isShort: group.some(({ chance, target }) => chance < target),
      across: group.filter(({ why }) => why.some(({ code }) => code === 'ON_BY_SEA' || code === 'GOES_ON_BY_SEA')).length,
      legs: [...new Set(group.flatMap(({ legs }) => legs))],
    };
  });
  return rows.sort((one, other) => one.tightest.slackHours - other.tightest.slackHours || one.name.localeCompare(other.name));
}

function grouped(stations: readonly PlanStation[]): Map<string, PlanStation[]> {
  const groups = new Map<string, PlanStation[]>();
  for (const station of stations) groups.set(station.place.code, [...(groups.get(station.place.code) ?? []), station]);
  return groups;
}

export interface Bar { leg: PlanLeg; start: number; end: number; departs: number; safe: number | null }
export interface Line { conveyance: string; name: string; bars: Bar[] }
export interface Gantt { from: number; to: number; lines: Line[]; days: number[]; tides: { place: string; windows: [number, number][] }[] }
const DAY_MS = 86_400_000;
const WIB_MS = 7 * 3_600_000;

/** One line for each conveyance, over whole days in WIB, and the tides of every stop that has any. */
export function ganttOf({ legs }: Proposal): Gantt {
  const time = (text: string) => Date.parse(text);
  const lines = new Map<string, Line>();
  const tides = new Map<string, [number, number][]>();
  for (const leg of legs) {
    const line = lines.get(leg.conveyance) ?? { conveyance: leg.conveyance, name: leg.name, bars: [] };
    lines.set(leg.conveyance, line);
    const safe = leg.lastSafeDeparture ? time(leg.lastSafeDeparture) : null;
    line.bars.push({ leg, start: time(leg.loadsAt), end: time(leg.returnsAt ?? leg.arrivesAt), departs: time(leg.departsAt), safe });
    for (const { place } of leg.calls) {
      if (place.tides.length) tides.set(place.name, place.tides.map(({ opensAt, closesAt }) => [time(opensAt), time(closesAt)]));
    }
  }
  const bars = [...lines.values()].flatMap((line) => line.bars);
  const floor = (at: number) => Math.floor((at + WIB_MS) / DAY_MS) * DAY_MS - WIB_MS;
  const from = floor(Math.min(...bars.map(({ start }) => start)));
  const to = floor(Math.max(...bars.map(({ end, safe }) => Math.max(end, safe ?? 0)))) + DAY_MS;
  const days = Array.from({ length: Math.round((to - from) / DAY_MS) }, (_, day) => from + day * DAY_MS);
  const within = (windows: [number, number][]) => windows.filter(([opens, closes]) => closes > from && opens < to);
  return { from, to, lines: [...lines.values()], days, tides: [...tides].map(([place, windows]) => ({ place, windows: within(windows) })) };
}

/** What the honest sentence above a plan is about. */
export function sentenceOf(plan: PlanInFull): 'ready' | 'short' | 'infeasible' | 'failed' | 'cancelled' | 'waiting' | 'making' {
  if (plan.state === 'READY' || plan.state === 'ADOPTED') return plan.stationsShort ? 'short' : 'ready';
  const others = { INFEASIBLE: 'infeasible', FAILED: 'failed', CANCELLED: 'cancelled', QUEUED: 'waiting', RUNNING: 'making' } as const;
  return others[plan.state];
}

/** What is short, in the reader's language: a word for each place that is left out, else what the server said. */
export function shortagesOf(plan: PlanInFull, of: (why: { indonesian: string; english: string }) => string): string[] {
  const left = plan.proposal?.unserved ?? [];
  return left.length ? [...new Set(left.map(({ why }) => of(why)))] : plan.why.map(of);
}
