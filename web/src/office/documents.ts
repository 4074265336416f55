import { graphql, type ResultOf } from '../api/graphql';

export const TERRITORY = graphql(`
  query Territory($code: String!, $by: DeviceGrouping = REGENCY, $standing: DeviceFilter, $quiet: DeviceFilter) {
    region(code: $code) {
      code name level
      parent { code name parent { code name parent { code name } } }
      children { code name }
    }
    standing: deviceGroups(by: $by, filter: $standing) { key devices devicesNeverHeard scansUnsent }
    quiet: deviceGroups(by: $by, filter: $quiet) { key devices devicesNeverHeard }
    viewer { election { clock { now speed isPaused } } }
  }
`);
export type Territory = ResultOf<typeof TERRITORY>;

export const DEVICES = graphql(`
  query OfficeDevices($filter: DeviceFilter, $orderBy: DeviceOrder = OLDEST_CONTACT, $first: Int, $after: Cursor) {
    devices(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
      nodes { id key label role contactAt queueLength oldestUnsentAt version clockOffsetS revokedAt region { name } place { name } }
      pageInfo { hasNextPage endCursor }
    }
  }
`);
export type DeviceRow = NonNullable<ResultOf<typeof DEVICES>['devices']>['nodes'][number];

export const DEVICE = graphql(`
  query OfficeDevice($id: ID!) {
    node(id: $id) {
      __typename
      ... on Device {
        id key label role placeCode place { code name } region { code name parent { name parent { name } } }
        enrolledAt contactAt queueLength oldestUnsentAt version clockOffsetS revokedAt revokedAfterSeq
        chain { headSeq missing forks lastReceivedAt }
      }
    }
  }
`);
export type DeviceDetail = Extract<NonNullable<ResultOf<typeof DEVICE>['node']>, { __typename: 'Device' }>;

export const REVOKE_DEVICE = graphql(`
  mutation OfficeRevokeDevice($key: ID!, $afterSeq: Int!, $reason: String!) {
    revokeDevice(input: { key: $key, afterSeq: $afterSeq, reason: $reason }) { device { id } errors { code message } }
  }
`);

export const OFFICES = graphql(`
  query OfficePlaces($kind: FacilityKind = PPK, $region: String) {
    facilities(kinds: [$kind], region: $region, first: 200) { totalCount nodes { code name region { name } } }
  }
`);

export const STATIONS = graphql(`
  query OfficeStations($region: String) {
    pollingStations(region: $region, first: 200) { totalCount nodes { code name region { name } } }
  }
`);

export const SESSIONS = graphql(`
  query OfficeSessions($filter: SessionFilter, $first: Int, $after: Cursor) {
    sessions(filter: $filter, first: $first, after: $after) {
      nodes { id user role kind agent createdAt usedAt expiresAt isOwn region { name } }
      pageInfo { hasNextPage endCursor }
    }
  }
`);
export type SessionRow = NonNullable<ResultOf<typeof SESSIONS>['sessions']>['nodes'][number];

export const END_SESSION = graphql(`
  mutation OfficeEndSession($id: ID!) {
    revokeSession(input: { id: $id }) { endedId errors { code message } }
  }
`);
