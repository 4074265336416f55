import { graphql } from '../../api/graphql';

export const SET_TRAINING_CLOCK = graphql(`
  mutation SetTrainingClock($input: SetTrainingClockInput!) {
    setTrainingClock(input: $input) {
      now
      speed
      isPaused
      errors { code message }
    }
  }
`);
