import { en as headEn } from '../design/head/en';
import { id as headId } from '../design/head/id';
import type { Language } from '../words/language';
import { Phrases } from '../words/phrases';
import { en } from './words/en';
import { id } from './words/id';

const TEXTS = { id: { ...headId, ...id }, en: { ...headEn, ...en } } as const;

/** What is said of incidents, in one language, on whichever page they stand. */
export class IncidentSpeech extends Phrases<(typeof TEXTS)['id']> {
  constructor(language: Language) {
    super(language, TEXTS[language]);
  }

  /** 38 boxes. */
  boxes(count: number): string {
    return count === 1 ? this.say('incident.oneBox') : this.say('incident.boxCount', { count: this.number(count) });
  }

  /** How far somebody has come with it. */
  standing(incident: { acknowledgedAt: string | null; resolvedAt: string | null }): string {
    return this.say(incident.resolvedAt ? 'incident.resolved' : incident.acknowledgedAt ? 'incident.seen' : 'incident.unseen');
  }
}
