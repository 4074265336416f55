import { en as headEn } from '../design/head/en';
import { id as headId } from '../design/head/id';
import type { Language } from '../words/language';
import { Phrases } from '../words/phrases';
import { en } from './words/en';
import { id } from './words/id';

const TEXTS = { id: { ...headId, ...id }, en: { ...headEn, ...en } } as const;

/** 3.008, 107.754: north of the equator, east of Greenwich, as a position is read out. */
export function positionSaid({ lat, lon }: { lat: number; lon: number }): string {
  return `${lat.toFixed(3)}, ${lon.toFixed(3)}`;
}

/** What is said of convoys, in one language, on whichever page they stand. */
export class ConvoySpeech extends Phrases<(typeof TEXTS)['id']> {
  constructor(language: Language) {
    super(language, TEXTS[language]);
  }
}
