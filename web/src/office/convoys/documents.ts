import { graphql, type ResultOf } from '../../api/graphql';

/** What can join a convoy: in the region, aboard one conveyance where one is chosen, not arrived, in no convoy. */
export const FREE_SHIPMENTS = graphql(`
  query OfficeFreeShipments($region: String, $conveyance: String) {
    underWay: shipments(region: $region, conveyance: $conveyance, status: UNDER_WAY, isEscorted: false, first: 100) {
      nodes { code name boxCount plannedDepartAt region { name } }
    }
    planned: shipments(region: $region, conveyance: $conveyance, status: PLANNED, isEscorted: false, first: 100) {
      nodes { code name boxCount plannedDepartAt region { name } }
    }
  }
`);
export type FreeShipment = NonNullable<ResultOf<typeof FREE_SHIPMENTS>['planned']>['nodes'][number];

export const CONVOY_CHOICES = graphql(`
  query OfficeConvoyChoices {
    conveyances(kinds: [LINER, FERRY, SPEEDBOAT], first: 200) { nodes { code name } }
    escorts(first: 200) { nodes { name region { code name } } }
  }
`);

export const FORM_CONVOY = graphql(`
  mutation OfficeFormConvoy($input: FormConvoyInput!) {
    formConvoy(input: $input) { convoy { id name } errors { code message } }
  }
`);

export const CHANGE_CONVOY = graphql(`
  mutation OfficeChangeConvoy($input: ChangeConvoyInput!) {
    changeConvoy(input: $input) { convoy { id } errors { code message } }
  }
`);

export const DISSOLVE_CONVOY = graphql(`
  mutation OfficeDissolveConvoy($input: DissolveConvoyInput!) {
    dissolveConvoy(input: $input) { convoy { id } errors { code message } }
  }
`);
