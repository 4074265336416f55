import { graphql, type ResultOf } from '../../api/graphql';

export const VIEWER = graphql(`
  query Viewer {
    viewer {
      name
      role
      view
      region { code name }
      election { code name kind votingDay clock { now speed isPaused } }
    }
  }
`);

export type Viewer = NonNullable<ResultOf<typeof VIEWER>['viewer']>;
