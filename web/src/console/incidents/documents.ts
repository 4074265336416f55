import { graphql, type ResultOf } from '../../api/graphql';

export const STANDING_INCIDENTS = graphql(`
  query StandingIncidents {
    incidents(isResolved: false, first: 200) {
      totalCount
      nodes {
        id kind openedAt boxCount owner acknowledgedAt position { lon lat }
        region { code name } place { name } convoyReport { kind convoy { name } }
      }
    }
  }
`);
export type StandingRow = NonNullable<ResultOf<typeof STANDING_INCIDENTS>['incidents']>['nodes'][number];

export const INCIDENT = graphql(`
  query Incident($id: ID!) {
    node(id: $id) {
      ... on Incident {
        id kind openedAt lastAt boxCount owner acknowledgedAt acknowledgedBy resolvedAt resolvedBy position { lon lat }
        region { code name } place { code name } boxes { code state needsAttention station { name } } notes { at actor step text }
        convoyReport { kind text at actor place { code name } convoy { name } }
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
