import { graphql, type ResultOf } from '../../api/graphql';

export const LOG = graphql(`
  query WatchLog {
    viewer { election { code log { address origin verifierKey checkpoint signedAt witnesses { name verifierKey checkpoint } } } }
  }
`);
export type Log = NonNullable<NonNullable<ResultOf<typeof LOG>['viewer']>['election']['log']>;

export const LOGGED_BOX = graphql(`
  query WatchLoggedBox($code: String!, $first: Int!, $after: Cursor) {
    box(code: $code) {
      code station { name }
      scans(first: $first, after: $after) {
        nodes { id boxCode type occurredAt deviceClockAt placeCode place { name } conveyance { name } leafHash logIndex proofUrl event signature device { key algorithm publicKey } }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
`);
export type LoggedBox = NonNullable<ResultOf<typeof LOGGED_BOX>['box']>;
export type LoggedScan = LoggedBox['scans']['nodes'][number];
