/** The paginated list of boxes that need somebody, the most urgent first. */
import { graphql } from 'relay-runtime'

export const query = graphql`
  query BoxListQuery($filter: BoxFilter) {
    summary {
      boxes
      boxesNeedingYou
    }
    ...BoxList_query @arguments(filter: $filter)
  }
`

export const list = graphql`
  fragment BoxList_query on Query
  @refetchable(queryName: "BoxListPaginationQuery")
  @argumentDefinitions(count: { type: "Int", defaultValue: 5 }, cursor: { type: "Cursor" }, filter: { type: "BoxFilter" }) {
    boxes(first: $count, after: $cursor, filter: $filter, orderBy: DUE) @connection(key: "BoxList_boxes", filters: ["filter"]) {
      totalCount
      edges {
        node {
          id
          code
          ...BoxPanel_box
        }
      }
    }
  }
`
