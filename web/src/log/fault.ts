/** What about a log is not as it must be. */
export type FaultKind =
  /** A text that is not in the form its format demands. */
  | 'MALFORMED'
  /** No signature by the log's key, or one that does not fit the text. */
  | 'UNSIGNED'
  /** A checkpoint of a log of another name. */
  | 'OTHER_LOG'
  /** The key is not the one that was remembered. */
  | 'KEY_CHANGED'
  /** The log has fewer entries than were remembered. */
  | 'SMALLER'
  /** As many entries as were remembered, under another root. */
  | 'DIFFERENT'
  /** What was remembered is no beginning of the log. */
  | 'INCONSISTENT'
  /** There was a log, and now the server gives none. */
  | 'GONE'
  /** An entry is not where its proof says. */
  | 'NOT_INCLUDED'
  /** What is shown of a scan is not what its device signed, or not what the log holds of it. */
  | 'OTHER_SCAN'
  /** The device that is named has not signed the scan. */
  | 'FORGED';

/** Something was verified and found wrong. The message is for whoever looks into it; screens choose their words by the kind. */
export class Fault extends Error {
  constructor(
    readonly kind: FaultKind,
    message: string,
  ) {
    super(message);
    this.name = 'Fault';
  }
}

/** Something could not be verified, because what it takes was not to be had: no word against the log. */
export class Unavailable extends Error {
  constructor(
    message: string,
    /** The server's own word for it, where it gave one. */
    readonly code?: string | undefined,
  ) {
    super(message);
    this.name = 'Unavailable';
  }
}
