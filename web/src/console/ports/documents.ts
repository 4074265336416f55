import { graphql, type ResultOf, type VariablesOf } from '../../api/graphql';

export const MOVE_PORT = graphql(`
  mutation MovePort($input: MovePortInput!) {
    movePort(input: $input) {
      facility { code movedAt position { lon lat } berth { lon lat } }
      legsRerouted
      legsKept
      routes { mode line lengthM isEstimate }
      errors { code message path }
    }
  }
`);
export type MovePortInput = VariablesOf<typeof MOVE_PORT>['input'];
export type Moved = NonNullable<ResultOf<typeof MOVE_PORT>['movePort']>;

export const SEA_AREAS = graphql(`
  query SeaAreas($after: Cursor) {
    seaAreas(first: 100, after: $after) {
      nodes { code name kind rule validFrom validTo area(simplifyM: 50) }
      pageInfo { hasNextPage endCursor }
    }
  }
`);
export type SeaArea = NonNullable<ResultOf<typeof SEA_AREAS>['seaAreas']>['nodes'][number];
