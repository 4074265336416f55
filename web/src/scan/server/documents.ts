import { graphql } from '../../api/graphql';

export const ScanViewerDocument = graphql(`
  query ScanViewer {
    viewer {
      name
      region { code name }
      election {
        code
        name
        kind
        clock { now speed isPaused }
      }
    }
    custodyLaw {
      decree
      pollsCloseAt
      openings { act state place offices fromAt untilAt }
    }
  }
`);

export const ScanBoxesDocument = graphql(`
  query ScanBoxes($filter: BoxFilter, $after: Cursor) {
    boxes(filter: $filter, first: 200, after: $after) {
      nodes {
        code
        contest
        state
        seals
        placeCode
        exceptions
        station { code name }
        region { code }
        shipment { code }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

export const ScanPlacesDocument = graphql(`
  query ScanPlaces($region: String, $after: Cursor) {
    facilities(region: $region, first: 200, after: $after) {
      nodes {
        code
        name
        region { name }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

export const ScanConveyancesDocument = graphql(`
  query ScanConveyances($region: String, $after: Cursor) {
    conveyances(region: $region, first: 200, after: $after) {
      nodes {
        code
        name
        region { name }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

export const ScanShipmentsDocument = graphql(`
  query ScanShipments($region: String, $after: Cursor) {
    shipments(region: $region, first: 100, after: $after) {
      nodes {
        code
        name
        legs {
          from { code name }
          to { code name }
          conveyance { code name }
        }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

export const HandInDocument = graphql(`
  mutation HandIn($input: RecordScansInput!, $contact: ReportContactInput!) {
    recordScans(input: $input) {
      results { index status flags code message }
      errors { code message }
    }
    reportContact(input: $contact) {
      clockOffsetS
      errors { code message }
    }
  }
`);

export const ContactDocument = graphql(`
  mutation Contact($contact: ReportContactInput!) {
    reportContact(input: $contact) {
      errors { code message }
    }
  }
`);
