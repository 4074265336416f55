import { graphql, type ResultOf } from '../../api/graphql';

export const GRANTS = graphql(`
  query OfficeGrants {
    viewer { name grants }
  }
`);
export type Grant = NonNullable<ResultOf<typeof GRANTS>['viewer']>['grants'][number];

export const ACCOUNTS = graphql(`
  query OfficeAccounts($filter: AccountFilter, $first: Int, $after: Cursor) {
    accounts(filter: $filter, first: $first, after: $after) {
      nodes { id name role signedInAt usedAt sessionCount linkUntil closedAt region { name } }
      pageInfo { hasNextPage endCursor }
    }
  }
`);
export type AccountRow = NonNullable<ResultOf<typeof ACCOUNTS>['accounts']>['nodes'][number];

export const CREATE_ACCOUNT = graphql(`
  mutation OfficeCreateAccount($name: String!, $role: Role!, $region: String!) {
    createAccount(input: { name: $name, role: $role, region: $region }) { path expiresAt errors { code message } }
  }
`);

export const MAKE_LINK = graphql(`
  mutation OfficeMakeSignInLink($id: ID!) {
    makeSignInLink(input: { id: $id }) { path expiresAt errors { code message } }
  }
`);

export const CLOSE_ACCOUNT = graphql(`
  mutation OfficeCloseAccount($id: ID!, $reason: String!) {
    closeAccount(input: { id: $id, reason: $reason }) { errors { code message } }
  }
`);

export const INVITATIONS = graphql(`
  query OfficeInvitations($region: String, $first: Int!, $after: Cursor) {
    unusedInvitations(region: $region, first: $first, after: $after) {
      nodes { id label role madeAt madeBy expiresAt isExpired region { name } place { name } }
      pageInfo { hasNextPage endCursor }
    }
  }
`);
export type InvitationRow = NonNullable<ResultOf<typeof INVITATIONS>['unusedInvitations']>['nodes'][number];

export const INVITATION_GROUPS = graphql(`
  query OfficeInvitationGroups($region: String, $by: DeviceGrouping = REGENCY) {
    invitationGroups(by: $by, region: $region) { key unused expired oldestMadeAt region { name } }
  }
`);
export type InvitationGroup = NonNullable<ResultOf<typeof INVITATION_GROUPS>['invitationGroups']>[number];

export const TAKE_BACK = graphql(`
  mutation OfficeTakeBackInvitations($ids: [ID!]!, $reason: String!) {
    takeBackInvitations(input: { ids: $ids, reason: $reason }) { takenBack errors { code message } }
  }
`);
