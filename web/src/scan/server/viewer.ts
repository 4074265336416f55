import { ask } from '../../api/ask';
import type { ResultOf } from '../../api/graphql';
import type { ClockReading } from '../core/clock';
import { writeNote, type Store } from '../core/store';
import type { Law, Opening } from '../rules/law';
import { ScanViewerDocument } from './documents';

const PATIENCE_MS = 20_000;

type LawAnswer = NonNullable<ResultOf<typeof ScanViewerDocument>['custodyLaw']>;

/** Who asks, the election's clock and the law: asked at each contact, since it is small. */
export async function readViewer(store: Store, token: string) {
  const { viewer, custodyLaw } = await ask(ScanViewerDocument, {}, { token, signal: AbortSignal.timeout(PATIENCE_MS) });
  if (!viewer) throw new Error('The server does not say who asks.');
  const { clock, kind } = viewer.election;
  const reading: ClockReading = {
    electionMs: Date.parse(clock.now),
    deviceMs: Date.now(),
    speed: clock.isPaused ? 0 : clock.speed,
    isTraining: kind === 'TRAINING',
  };
  await writeNote(store, 'clock', reading);
  if (custodyLaw) await writeNote(store, 'law', lawOf(custodyLaw));
  return viewer;
}

function lawOf({ decree, pollsCloseAt, openings }: LawAnswer): Law {
  const rows = openings.map(({ fromAt, untilAt, ...row }) => ({ ...row, fromMs: Date.parse(fromAt), untilMs: Date.parse(untilAt) }) as Opening);
  return { decree, pollsCloseMs: Date.parse(pollsCloseAt), openings: rows };
}
