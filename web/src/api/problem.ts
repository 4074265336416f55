export type ProblemKind = 'UNREACHABLE' | 'FORBIDDEN' | 'REFUSED';

/** Why a question to the API has no answer. Screens choose their words by its kind. */
export class Problem extends Error {
  constructor(
    readonly kind: ProblemKind,
    message: string,
    /** The API's own word for it, where it gave one. */
    readonly code?: string,
  ) {
    super(message);
    this.name = 'Problem';
  }
}
