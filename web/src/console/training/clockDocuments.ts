import { graphql } from '../../api/graphql';

export const SET_TRAINING_CLOCK = graphql(`
  mutation SetTrainingClock($input: SetTrainingClockInput!) {
    setTrainingClock(input: $input) {
      clock { now speed isPaused }
      errors { code message }
    }
  }
`);
