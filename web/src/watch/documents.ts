import { graphql, type ResultOf } from '../api/graphql';

export const STANDING = graphql(`
  query WatchStanding($code: String!) {
    region(code: $code) { code name parent { code name } children { code name } }
    shipments(region: $code) { totalCount }
    underWay: shipments(region: $code, status: UNDER_WAY) { totalCount }
    incidents(region: $code, isResolved: false) { totalCount }
    viewer { election { clock { now speed isPaused } } }
  }
`);
/** Asked for by itself: with the others it would be more than a request may hold. */
export const UNCONFIRMED = graphql(`
  query WatchUnconfirmed($code: String!) {
    convoys(region: $code, states: [FORMED, UNDER_WAY, ARRIVED], isMissing: true) { totalCount }
  }
`);
export type Standing = ResultOf<typeof STANDING>;

export const SHIPMENTS = graphql(`
  query WatchShipments($region: String, $status: ShipmentStatus, $first: Int!, $after: Cursor) {
    shipments(region: $region, status: $status, orderBy: DEPARTURE, first: $first, after: $after) {
      nodes {
        id code name direction status is3t boxCount plannedDepartAt plannedArriveAt
        region { name } origin { name } destination { name }
        legs { id number mode plannedDepartAt plannedArriveAt departedAt arrivedAt from { name } to { name } conveyance { name } }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
`);
export type ShipmentRow = NonNullable<ResultOf<typeof SHIPMENTS>['shipments']>['nodes'][number];

export const REGISTERS = graphql(`
  query WatchRegisters($region: String) {
    sealRegisters(region: $region, first: 20) { nodes { version publishedAt sealCount digest region { code name } } }
  }
`);
export type Register = NonNullable<ResultOf<typeof REGISTERS>['sealRegisters']>['nodes'][number];

export const SEALS = graphql(`
  query WatchSeals($region: String, $first: Int!, $after: Cursor) {
    seals(region: $region, first: $first, after: $after) {
      nodes { number issuedAt state verifiedBy place { name } region { name } sealings { at box { code } } }
      pageInfo { hasNextPage endCursor }
    }
  }
`);
export type SealRow = NonNullable<ResultOf<typeof SEALS>['seals']>['nodes'][number];

export const OBSERVATIONS = graphql(`
  query WatchObservations($region: String, $first: Int!, $after: Cursor) {
    observations(region: $region, first: $first, after: $after) {
      nodes { id at actor text region { name } box { code } place { name } }
      pageInfo { hasNextPage endCursor }
    }
  }
`);
export type ObservationRow = NonNullable<ResultOf<typeof OBSERVATIONS>['observations']>['nodes'][number];

export const FILE_OBSERVATION = graphql(`
  mutation WatchFileObservation($text: String!, $boxCode: String, $placeCode: String) {
    fileObservation(input: { text: $text, boxCode: $boxCode, placeCode: $placeCode }) { observation { id } errors { message } }
  }
`);

export const AUDIT = graphql(`
  query WatchAudit($objectCode: String, $first: Int!, $after: Cursor) {
    audit(objectCode: $objectCode, first: $first, after: $after) {
      nodes { id at actor role action objectCode reason before after region { name } }
      pageInfo { hasNextPage endCursor }
    }
  }
`);
export type AuditRow = NonNullable<ResultOf<typeof AUDIT>['audit']>['nodes'][number];

/** What happened, as far as these lists show it. */
export const WATCH_FEED = graphql(`
  subscription WatchFeed($since: Cursor) {
    liveFeed(since: $since) { cursor isReset clock { now speed isPaused } items { kind } }
  }
`);
export type WatchBatch = ResultOf<typeof WATCH_FEED>['liveFeed'];
