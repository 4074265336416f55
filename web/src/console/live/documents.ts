import { graphql, type ResultOf } from '../../api/graphql';
import { STANDING } from '../fleet/standing';

export const LIVE_FEED = graphql(
  `
  subscription LiveFeed($since: Cursor) {
    liveFeed(since: $since) {
      cursor
      isReset
      clock { now speed isPaused }
      items { kind at boxCode state placeCode conveyanceCode position { lon lat } courseDeg speedKn conveyance { tracking { ...Standing } } }
    }
  }
`,
  [STANDING],
);

export type Batch = ResultOf<typeof LIVE_FEED>['liveFeed'];
export type Item = Batch['items'][number];

export const SUMMARY = graphql(`
  query Summary {
    summary { boxes boxesOnTrack boxesNeedingYou boxesInTransit boxesDelivered stations asOf }
    viewer { election { clock { now speed isPaused } } }
  }
`);

export type Summary = NonNullable<ResultOf<typeof SUMMARY>['summary']>;

export const FLEET = graphql(
  `
  query Fleet($after: Cursor) {
    conveyances(underWay: true, first: 200, after: $after) {
      nodes { code name kind position { lon lat } courseDeg speedNowKn reportedAt boxesAboard tracking { ...Standing } }
      pageInfo { hasNextPage endCursor }
    }
  }
`,
  [STANDING],
);

export type FleetMember = NonNullable<ResultOf<typeof FLEET>['conveyances']>['nodes'][number];
