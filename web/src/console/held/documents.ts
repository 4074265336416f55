import { graphql, type ResultOf } from '../../api/graphql';
import { STANDING } from '../fleet/standing';

/** Boxes by what holds them, with all that a header says of it. */
export const HOLDUPS = graphql(
  `
  query Holdups($filter: BoxFilter) {
    boxGroups(by: PLACE, filter: $filter) {
      key boxes boxesLate boxesWithException exceptions nextDueAt
      place { name kind region { name } }
      conveyance { name kind currentLeg { from { name } to { name } } tracking { ...Standing } }
    }
  }
`,
  [STANDING],
);
export type Holdup = NonNullable<ResultOf<typeof HOLDUPS>['boxGroups']>[number];
