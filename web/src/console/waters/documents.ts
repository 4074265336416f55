import { graphql, type ResultOf, type VariablesOf } from '../../api/graphql';

export const OWN_AREAS = graphql(`
  query OwnAreas($after: Cursor) {
    seaAreas(first: 100, after: $after) {
      nodes { id code name kind rule costFactor validFrom validTo source region { code } }
      pageInfo { hasNextPage endCursor }
    }
  }
`);
export type OwnArea = NonNullable<ResultOf<typeof OWN_AREAS>['seaAreas']>['nodes'][number];

export const OUTLINE = graphql(`
  query Outline($id: ID!) {
    node(id: $id) { ... on SeaArea { area } }
  }
`);

export const SET_AREA = graphql(`
  mutation SetSeaArea($input: SetSeaAreaInput!) {
    setSeaArea(input: $input) {
      legsRerouted
      legsKept
      stranded { shipment number reason }
      routes { mode line isEstimate }
      errors { code message path }
    }
  }
`);
export type SetAreaInput = VariablesOf<typeof SET_AREA>['input'];
export type AreaChanged = NonNullable<ResultOf<typeof SET_AREA>['setSeaArea']>;

export const END_AREA = graphql(`
  mutation EndSeaArea($input: EndSeaAreaInput!) {
    endSeaArea(input: $input) {
      legsRerouted
      legsKept
      stranded { shipment number reason }
      routes { mode line isEstimate }
      errors { code message path }
    }
  }
`);
