import { ConvoySpeech } from '../convoys/speech';
import type { IncidentRow } from './documents';
import type { IncidentSpeech } from './speech';

type Whereabouts = { place: { name: string } | null; region: { name: string } };

/** The name of its place, else of its region. */
export function whereOf({ place, region }: Whereabouts): string {
  return place?.name ?? region.name;
}

type Contents = Pick<IncidentRow, 'convoyReport' | 'unconfirmedConvoy' | 'boxCount'>;

/** What it is about besides its kind: the convoy and what its escort reported or has not confirmed, or how many boxes; '' where there is none. */
function contentsOf({ convoyReport, unconfirmedConvoy, boxCount }: Contents, speech: IncidentSpeech): string {
  if (unconfirmedConvoy) {
    const { name, missingCount } = unconfirmedConvoy;
    return [name, missingCount && new ConvoySpeech(speech.language).say('convoy.missing', { count: speech.number(missingCount) })].filter(Boolean).join(' · ');
  }
  if (!convoyReport) return boxCount ? speech.boxes(boxCount) : '';
  return [new ConvoySpeech(speech.language).name('report', convoyReport.kind), convoyReport.convoy?.name].filter(Boolean).join(' · ');
}

/** Where, and what it is about, in one line. */
export function gist(row: Whereabouts & Contents, speech: IncidentSpeech): string {
  return [whereOf(row), contentsOf(row, speech)].filter(Boolean).join(' · ');
}
