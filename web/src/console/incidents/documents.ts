import { graphql, type ResultOf } from '../../api/graphql';

export const STANDING_INCIDENTS = graphql(`
  query StandingIncidents {
    incidents(isResolved: false, first: 200) {
      totalCount
      nodes {
        id kind openedAt boxCount owner acknowledgedAt position { lon lat }
        region { code name } place { name } convoyReport { kind convoy { name } } unconfirmedConvoy { name missingCount }
      }
    }
  }
`);
export type StandingRow = NonNullable<ResultOf<typeof STANDING_INCIDENTS>['incidents']>['nodes'][number];

export const ENDED_INCIDENTS = graphql(`
  query EndedIncidents($region: String, $first: Int!, $after: Cursor) {
    incidents(isResolved: true, region: $region, first: $first, after: $after) {
      nodes {
        id kind openedAt resolvedAt resolvedBy resolution boxCount
        region { name } place { name } convoyReport { kind convoy { name } } unconfirmedConvoy { name missingCount }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
`);
export type EndedIncident = NonNullable<ResultOf<typeof ENDED_INCIDENTS>['incidents']>['nodes'][number];

export const ENDED_ALARMS = graphql(`
  query EndedTripAlarms($region: String, $first: Int!, $after: Cursor) {
    endedTripAlarms(region: $region, first: $first, after: $after) {
      nodes { kind raisedAt endedAt from { name } to { name } conveyance { code name } }
      pageInfo { hasNextPage endCursor }
    }
  }
`);
export type EndedAlarm = NonNullable<ResultOf<typeof ENDED_ALARMS>['endedTripAlarms']>['nodes'][number];

export const INCIDENT = graphql(`
  query Incident($id: ID!) {
    node(id: $id) {
      ... on Incident {
        id kind openedAt lastAt boxCount owner acknowledgedAt acknowledgedBy resolvedAt resolvedBy position { lon lat }
        region { code name } place { code name } boxes { code state needsAttention station { name } } notes { at actor step text }
        convoyReport { kind text at actor place { code name } convoy { name } }
        unconfirmedConvoy { name escortUnit escort stops { step placeCode happenedAt state place { code name } } }
      }
    }
  }
`);
type Node = NonNullable<ResultOf<typeof INCIDENT>['node']>;
export type IncidentDetail = Extract<Node, { kind: unknown }>;

export const ACKNOWLEDGE = graphql(`
  mutation AcknowledgeIncident($id: ID!, $text: String!) {
    acknowledgeIncident(input: { id: $id, text: $text }) { errors { code message } }
  }
`);

export const ASSIGN = graphql(`
  mutation AssignIncident($id: ID!, $text: String!, $owner: String!) {
    assignIncident(input: { id: $id, text: $text, owner: $owner }) { errors { code message } }
  }
`);

export const RESOLVE = graphql(`
  mutation ResolveIncident($id: ID!, $text: String!) {
    resolveIncident(input: { id: $id, resolution: $text }) { errors { code message } }
  }
`);
