import { graphql, type ResultOf } from '../api/graphql';

export const OWN_CONVOYS = graphql(`
  query EscortConvoys {
    convoys(states: [FORMED, UNDER_WAY, ARRIVED], first: 20) {
      nodes {
        id name state escortUnit boxCount
        region { name }
        shipments { code name boxCount }
        stops { step placeCode plannedAt happenedAt state place { name } confirmation { key at } }
        confirmations { key step placeCode at place { name } position { lon lat } }
        incidents { id resolvedAt acknowledgedAt owner resolution convoyReport { key kind at text } }
      }
    }
    viewer { election { clock { now speed isPaused } } }
  }
`);
export type OwnConvoy = NonNullable<ResultOf<typeof OWN_CONVOYS>['convoys']>['nodes'][number];

export const CONFIRM = graphql(`
  mutation EscortConfirm($input: ConfirmPresenceInput!) {
    confirmPresence(input: $input) { isKnown errors { code message } }
  }
`);

export const REPORT = graphql(`
  mutation EscortReport($input: ReportOfConvoyInput!) {
    reportOfConvoy(input: $input) { incident { id } errors { code message } }
  }
`);
