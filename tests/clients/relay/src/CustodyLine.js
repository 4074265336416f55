/** The scans of a box, page by page, inside the panel. */
import { graphql } from 'relay-runtime'

export const box = graphql`
  fragment CustodyLine_box on Box
  @refetchable(queryName: "CustodyLinePaginationQuery")
  @argumentDefinitions(count: { type: "Int", defaultValue: 2 }, cursor: { type: "Cursor" }) {
    scans(first: $count, after: $cursor) @connection(key: "CustodyLine_scans") {
      edges {
        node {
          type
          occurredAt
          breaches
          device {
            label
          }
        }
      }
    }
  }
`
