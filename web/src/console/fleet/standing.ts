import type { ResultOf } from '../../api/graphql';
import { graphql } from '../../api/graphql';

/** How a trip goes, as far as the clock needs it: silence comes by time alone, without a word from the server. */
export const STANDING = graphql(`
  fragment Standing on Tracking @_unmask {
    state
    since
    heardAt
    silentAt
    missingAt
  }
`);
export type Standing = ResultOf<typeof STANDING>;
export type State = Standing['state'];

export interface Now {
  state: State;
  /** How long nothing was heard, in election time; 0 while it is not silent. */
  silentForMs: number;
}

const PRESSING: ReadonlySet<State> = new Set(['MISSING', 'SILENT_EXPECTED', 'STRAYED', 'STOPPED', 'LATE']);

/** What the chart and the lists say of a trip at a moment. A silent vessel is never on course: nobody knows. */
export function standingAt(standing: Standing, nowMs: number): Now {
  const { state } = standing;
  if (state === 'ARRIVED') return { state, silentForMs: 0 };
  if (nowMs <= Date.parse(standing.silentAt)) {
    // What was silent when it was asked has been heard since, or the clock was wound: what else is known was not asked.
    return { state: state === 'MISSING' || state === 'SILENT_EXPECTED' ? 'ON_COURSE' : state, silentForMs: 0 };
  }
  const silentForMs = nowMs - Date.parse(standing.heardAt);
  return { state: nowMs > Date.parse(standing.missingAt) ? 'MISSING' : 'SILENT_EXPECTED', silentForMs };
}

/** Whether somebody may want to look: everything but going as planned. */
export function isRemarkable(state: State): boolean {
  return PRESSING.has(state);
}
