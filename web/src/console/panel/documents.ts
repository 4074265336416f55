import { graphql, type ResultOf } from '../../api/graphql';
import { STANDING } from '../fleet/standing';

const LEG = graphql(`
  fragment LegParts on Leg @_unmask {
    id
    number
    mode
    from { code name kind isSynthetic position { lon lat } }
    to { code name kind isSynthetic position { lon lat } }
    conveyance { code name kind }
    plannedDepartAt
    plannedArriveAt
    departedAt
    arrivedAt
    route
    lengthM
    isEstimate
  }
`);
export type LegParts = ResultOf<typeof LEG>;

export const BOX = graphql(
  `
  query Box($code: String!) {
    box(code: $code) {
      code state contest is3t needsAttention exceptions seals holder isLate dueAt scanCount
      currentPosition { lon lat }
      station { code name isSynthetic registeredVoters position { lon lat } }
      region { name parent { name parent { name } } }
      place { code name kind isSynthetic position { lon lat } }
      conveyance { code name kind }
      shipments { code name direction legs { ...LegParts } }
      scans(first: 200) {
        nodes {
          id type placeCode occurredAt deviceClockAt receivedAt trustedTime seals condition flags breaches actor
          place { code name kind isSynthetic position { lon lat } }
          conveyance { code name }
          device { label }
          position { lon lat }
          photo { sha256 state url bytes width height takenBy receivedAt erasedAt }
        }
      }
    }
  }
`,
  [LEG],
);
/** Asked for by itself: with the others it would be more than a request may hold. */
export const BOX_CONVOYS = graphql(`
  query BoxConvoys($code: String!) {
    box(code: $code) { shipments { code convoy { name escortUnit missingCount } } }
  }
`);
export type BoxDetail = NonNullable<ResultOf<typeof BOX>['box']>;
export type BoxConvoys = NonNullable<ResultOf<typeof BOX_CONVOYS>['box']>;
export type ScanDetail = BoxDetail['scans']['nodes'][number];

export const PUBLIC_BOX = graphql(`
  query PublicBox($code: String!) {
    box(code: $code) {
      code state contest is3t needsAttention exceptions seals holder scanCount
      currentPosition { lon lat }
      station { code name isSynthetic registeredVoters position { lon lat } }
      region { name parent { name parent { name } } }
      place { code name kind isSynthetic position { lon lat } }
      scans(first: 200) {
        nodes { id type placeCode occurredAt deviceClockAt receivedAt trustedTime seals condition flags breaches place { code name kind isSynthetic position { lon lat } } }
      }
    }
  }
`);

export const CONVEYANCE = graphql(
  `
  query Conveyance($code: String!) {
    conveyance(code: $code) {
      code name kind capacityBoxes speedKn speedNowKn reportedAt boxesAboard courseDeg waveLimitM
      position { lon lat }
      home { code name }
      currentLeg { ...LegParts shipment { code name direction } }
      legs { ...LegParts }
      tracking { ...Standing departedAt etaP10 eta etaP90 alongM remainingM offM speedKn }
    }
    boxes(filter: { conveyanceCode: $code }, first: 100) { nodes { code state needsAttention station { name } } pageInfo { hasNextPage } }
  }
`,
  [LEG, STANDING],
);
export type ConveyanceDetail = NonNullable<ResultOf<typeof CONVEYANCE>['conveyance']>;

/** The way it has come since it left: reported, and inferred where nothing was heard. */
export const SAILED = graphql(`
  query Sailed($code: String!, $since: DateTime!) {
    trackStretches(conveyance: $code, between: { from: $since }) { line isInferred }
  }
`);
export type Sailed = NonNullable<ResultOf<typeof SAILED>['trackStretches']>;

export const PLACE = graphql(`
  query Place($code: String!) {
    facility(code: $code) {
      __typename code name kind quality isSynthetic movedM source is3t
      position { lon lat }
      region { code name parent { name parent { name } } }
      ... on Facility { boxesHere berth { lon lat } movedAt }
      ... on PollingStation { boxesHere registeredVoters boxes { code contest state needsAttention } }
    }
    boxes(filter: { placeCode: $code }, first: 100) { nodes { code state needsAttention station { name } } pageInfo { hasNextPage } }
  }
`);
export type PlaceDetail = NonNullable<ResultOf<typeof PLACE>['facility']>;
export type BoxHere = NonNullable<ResultOf<typeof PLACE>['boxes']>['nodes'][number];
