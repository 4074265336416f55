import { graphql, type ResultOf } from '../../api/graphql';

/** Boxes by what holds them now. `boxes` counts those that no group can name, too. */
export const FOUND = graphql(`
  query Found($filter: BoxFilter) {
    boxGroups(by: PLACE, filter: $filter) {
      key boxes boxesNeedingYou
      place { position { lon lat } }
      conveyance { kind name position { lon lat } }
    }
    boxes(filter: $filter, first: 1) { totalCount }
  }
`);
export type Group = NonNullable<ResultOf<typeof FOUND>['boxGroups']>[number];
