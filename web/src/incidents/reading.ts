import { ConvoySpeech } from '../convoys/speech';
import type { IncidentRow } from './documents';
import type { IncidentSpeech } from './speech';

type Whereabouts = { place: { name: string } | null; region: { name: string } };

/** The name of its place, else of its region. */
export function whereOf({ place, region }: Whereabouts): string {
  return place?.name ?? region.name;
}

/** What it is about besides its kind: the escort's kind of report and convoy, or how many boxes; '' where there is none. */
function contentsOf({ convoyReport, boxCount }: Pick<IncidentRow, 'convoyReport' | 'boxCount'>, speech: IncidentSpeech): string {
  if (!convoyReport) return boxCount ? speech.boxes(boxCount) : '';
  return [new ConvoySpeech(speech.language).name('report', convoyReport.kind), convoyReport.convoy?.name].filter(Boolean).join(' · ');
}

/** Where, and what it is about, in one line. */
export function gist(row: Whereabouts & Pick<IncidentRow, 'convoyReport' | 'boxCount'>, speech: IncidentSpeech): string {
  return [whereOf(row), contentsOf(row, speech)].filter(Boolean).join(' · ');
}
