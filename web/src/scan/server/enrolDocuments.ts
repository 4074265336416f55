import { graphql } from '../../api/graphql';

export const EnrolDeviceDocument = graphql(`
  mutation EnrolDevice($input: EnrolDeviceInput!) {
    enrolDevice(input: $input) {
      device {
        key
        label
        placeCode
        region { code name }
        election { code }
      }
      token
      expiresAt
      errors { code message }
    }
  }
`);
