import { graphql, type ResultOf } from '../../api/graphql';
import { STANDING } from '../fleet/standing';

export const BOXES = graphql(`
  query Boxes($filter: BoxFilter, $orderBy: BoxOrder, $first: Int, $after: Cursor) {
    boxes(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
      nodes {
        code state contest is3t needsAttention exceptions holder isLate dueAt
        station { name isSynthetic }
        region { name parent { name } }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
`);
export type BoxRow = NonNullable<ResultOf<typeof BOXES>['boxes']>['nodes'][number];

export const CONVEYANCES = graphql(
  `
  query Conveyances($kinds: [ConveyanceKind!], $region: String, $underWay: Boolean, $search: String, $first: Int, $after: Cursor) {
    conveyances(kinds: $kinds, region: $region, underWay: $underWay, search: $search, first: $first, after: $after) {
      nodes { code name kind boxesAboard reportedAt currentLeg { from { name } to { name } } tracking { ...Standing } }
      pageInfo { hasNextPage endCursor }
    }
  }
`,
  [STANDING],
);
export type ConveyanceRow = NonNullable<ResultOf<typeof CONVEYANCES>['conveyances']>['nodes'][number];

export const FACILITIES = graphql(`
  query Facilities($kinds: [FacilityKind!], $region: String, $search: String, $first: Int, $after: Cursor) {
    facilities(kinds: $kinds, region: $region, search: $search, first: $first, after: $after) {
      nodes { code name kind isSynthetic is3t boxesHere region { name parent { name } } }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

export const STATIONS = graphql(`
  query Stations($region: String, $is3t: Boolean, $search: String, $first: Int, $after: Cursor) {
    pollingStations(region: $region, is3t: $is3t, search: $search, first: $first, after: $after) {
      nodes { code name kind isSynthetic is3t boxesHere region { name parent { name } } }
      pageInfo { hasNextPage endCursor }
    }
  }
`);
export type PlaceRow = NonNullable<ResultOf<typeof FACILITIES>['facilities']>['nodes'][number] | NonNullable<ResultOf<typeof STATIONS>['pollingStations']>['nodes'][number];

export const REGION_CHILDREN = graphql(`
  query RegionChildren($code: String!) {
    region(code: $code) { code name level parent { code name } children { code name level } }
  }
`);
export type RegionNode = NonNullable<ResultOf<typeof REGION_CHILDREN>['region']>;
