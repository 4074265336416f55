import { graphql, type ResultOf } from '../api/graphql';

export const CONVOYS = graphql(`
  query Convoys($region: String, $states: [ConvoyState!], $isMissing: Boolean, $first: Int!, $after: Cursor) {
    convoys(region: $region, states: $states, isMissing: $isMissing, orderBy: CONFIRMATION, first: $first, after: $after) {
      nodes {
        id name state escortUnit escort formedAt formedBy dissolvedAt dissolvedBy boxCount missingCount incidentCount lastConfirmedAt
        region { code name }
        shipments { code name status boxCount }
        stops { step placeCode plannedAt happenedAt state place { name } confirmation { at receivedAt actor } }
        confirmations { key step placeCode at receivedAt actor place { name } position { lon lat } }
        incidents { id openedAt acknowledgedAt resolvedAt resolution owner convoyReport { kind at text actor place { name } } }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
`);
export type ConvoyRow = NonNullable<ResultOf<typeof CONVOYS>['convoys']>['nodes'][number];
export const STANDING_STATES = ['FORMED', 'UNDER_WAY', 'ARRIVED'] as const;
export const CONVOY_STATES = [...STANDING_STATES, 'DISSOLVED'] as const;
export type ConvoyState = (typeof CONVOY_STATES)[number];
export type ConvoyStop = ConvoyRow['stops'][number];
