/** The values that filters offer, in the order a box meets them. */
export const STATES = [
  'PLANNED', 'PACKED', 'SEALED', 'LOADED', 'IN_TRANSIT', 'AT_HUB', 'AT_PPK', 'AT_PPS', 'AT_STATION', 'OPENED', 'VOTING', 'COUNTED', 'RESEALED',
  'RETURN_LOADED', 'RETURN_IN_TRANSIT', 'RETURN_AT_HUB', 'RETURN_AT_PPS', 'RETURN_AT_PPK', 'RECAP_OPENED', 'RECAP_RESEALED', 'RETURNED', 'STORED',
  'LEGAL_HOLD', 'DISPOSED',
] as const;
export const MODES = ['SEA', 'LAND', 'AIR', 'TRANSFER'] as const;
export const CONVEYANCE_KINDS = ['LINER', 'FERRY', 'POMPONG', 'SPEEDBOAT', 'TRUCK', 'AIRCRAFT', 'ON_FOOT'] as const;
export const FACILITY_KINDS = ['POLLING_STATION', 'WAREHOUSE', 'PORT', 'LANDING', 'AIRPORT', 'PPK', 'PPS'] as const;
