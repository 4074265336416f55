/** A tracker hands in where a vessel is. */
import { graphql } from 'relay-runtime'

export const mutation = graphql`
  mutation PositionsMutation($input: ReportPositionsInput!) {
    reportPositions(input: $input) {
      accepted
      errors {
        code
        message
        path
      }
    }
  }
`
