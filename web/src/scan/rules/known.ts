import type { BoxState, PlaceKind } from '../core/vocabulary';

/** A box of this phone's area, as the server knew it when the phone was prepared, and as this phone's own scans have changed it since. */
export interface KnownBox {
  code: string;
  station: string;
  stationName: string;
  region: string;
  contest: string;
  state: BoxState;
  /** The seals it should carry. */
  seals: readonly string[];
  place: string | null;
  exceptions: readonly string[];
  shipment: string | null;
}

/** A place or a conveyance. */
export interface KnownPlace {
  code: string;
  name: string;
  kind: PlaceKind;
  regionName: string;
}

export interface KnownLeg {
  from: string | null;
  to: string | null;
  conveyance: string | null;
}

/** Who hands to whom: the legs of a shipment, in order. */
export interface KnownShipment {
  code: string;
  name: string;
  legs: readonly KnownLeg[];
}
