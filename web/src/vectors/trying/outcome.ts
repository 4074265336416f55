import type { Algorithm } from '../../scan/core/key';

/** One file as it was chosen or dropped. `path` tells the author's inputs and outputs apart, which have the same names. */
export interface Given {
  path: string;
  bytes: Uint8Array<ArrayBuffer>;
}

/** A case that did not go as its author says. */
export interface Miss {
  name: string;
  why:
    | { kind: 'REFUSED' | 'TAKEN' | 'SIGNING' }
    /** Why the browser does not read a key that is good. */
    | { kind: 'KEY'; reason: string }
    /** SCAN: by the function that writes scans. */
    | { kind: 'TEXT' | 'SCAN'; expected: string; found: string };
}

/** What came of one file whose cases were all tried. */
export interface Tried {
  state: 'TRIED';
  file: string;
  what: Algorithm | 'JCS';
  cases: number;
  /** How many messages the phone's own code signed, besides. */
  signed: number;
  misses: readonly Miss[];
}

/** A file that this browser cannot try: not one of its cases is passed. */
export interface Impossible {
  state: 'IMPOSSIBLE';
  file: string;
  what: Algorithm;
  cases: number;
  why: 'INSECURE' | 'UNSUPPORTED';
}

export interface Unknown {
  state: 'UNKNOWN';
  file: string;
  /** ALONE: of input and output one is missing. */
  why: 'NOT_JSON' | 'NO_VECTORS' | 'OTHER_ALGORITHM' | 'BROKEN' | 'ALONE';
}

export type Outcome = Tried | Impossible | Unknown;
