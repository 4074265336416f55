import { graphql, type ResultOf } from '../api/graphql';

export const INCIDENTS = graphql(`
  query Incidents($region: String, $isResolved: Boolean, $first: Int!, $after: Cursor) {
    incidents(region: $region, isResolved: $isResolved, first: $first, after: $after) {
      nodes {
        id kind openedAt lastAt boxCount owner acknowledgedAt resolvedAt resolvedBy resolution
        region { name } place { name } boxes { code } notes { at actor step text } convoyReport { kind convoy { name } } unconfirmedConvoy { name missingCount }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
`);
export type IncidentRow = NonNullable<ResultOf<typeof INCIDENTS>['incidents']>['nodes'][number];
