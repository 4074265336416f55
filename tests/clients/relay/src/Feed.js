/** What happens, as it happens: the feed updates the boxes in the store by their ids. */
import { graphql } from 'relay-runtime'

export const subscription = graphql`
  subscription FeedSubscription($since: Cursor) {
    liveFeed(since: $since) {
      cursor
      isReset
      items {
        kind
        at
        box {
          id
          state
          ...BoxPanel_box
        }
        conveyance {
          position {
            lon
            lat
          }
        }
      }
    }
  }
`
