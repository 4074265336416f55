import { expect, test } from 'vitest';
import type { PlanInFull, Proposal } from '../../src/plan/documents';
import { placesOf, shortagesOf } from '../../src/plan/reading';

const PPS = { code: 'PPS-21.05.07.2004', name: 'PPS Lidi', lon: 106, lat: 3 };
const said = (code: string) => ({ code, indonesian: `${code} dalam bahasa Indonesia`, english: `${code} in English` });

function station(number: number, onward: string): Proposal['stations'][number] {
  return {
    station: `TPS-${number}`, district: '21.05.07', tier: 0, boxes: 2, arrivesAt: '2024-11-22T05:00:00Z', atDoorAt: null, onward: null, dueAt: '2024-11-25T11:00:00Z',
    slackHours: 78 + number, chance: 1, target: 0.95, legs: ['R1'], place: PPS, why: [said('TIER'), said(onward)],
  };
}

test('a place counts the stations that boxes reach from it only by a boat that is still to be found', () => {
  const stations = [station(1, 'ON_BY_ROAD'), station(2, 'GOES_ON_BY_SEA'), station(3, 'ON_BY_SEA')];

  const [row] = placesOf({ stations } as unknown as Proposal);

  expect(row).toMatchObject({ stations: 3, boxes: 6, across: 2 });
});

test('what is short is said of the places left out, else of the whole plan, in the language that is asked for', () => {
  const why = [said('NO_BOX_WAITS'), said('REGION_NO_FLEET')];
  const refused = { proposal: null, why } as unknown as PlanInFull;
  const unserved = [{ why: said('NO_WAY') }, { why: said('NO_WAY') }];
  const inPart = { proposal: { unserved }, why } as unknown as PlanInFull;

  expect(shortagesOf(refused, ({ indonesian }) => indonesian)).toEqual(why.map(({ indonesian }) => indonesian));
  expect(shortagesOf(refused, ({ english }) => english)).toEqual(['NO_BOX_WAITS in English', 'REGION_NO_FLEET in English']);
  expect(shortagesOf(inPart, ({ english }) => english)).toEqual(['NO_WAY in English']);
});
