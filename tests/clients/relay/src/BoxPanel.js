/** The panel of one box. It is asked for again by its global id, as Relay does for whatever is a Node. */
import { graphql } from 'relay-runtime'

export const box = graphql`
  fragment BoxPanel_box on Box @refetchable(queryName: "BoxPanelRefetchQuery") {
    code
    state
    exceptions
    holder
    dueAt
    needsAttention
    station {
      name
      number
      region {
        code
        name
      }
    }
    place {
      __typename
      name
      ... on PollingStation {
        registeredVoters
      }
      ... on Facility {
        kind
      }
    }
    currentPosition {
      lon
      lat
    }
    leg {
      mode
      route
      conveyance {
        name
      }
    }
    ...CustodyLine_box
  }
`

export const query = graphql`
  query BoxPanelQuery($id: ID!) {
    node(id: $id) {
      ...BoxPanel_box @alias(as: "box")
    }
  }
`
