import { en as headEn } from '../../../design/head/en';
import { id as headId } from '../../../design/head/id';
import type { Language } from '../../../words/language';
import { Phrases } from '../../../words/phrases';
import { en } from './en';
import { id } from './id';

const TEXTS = { id: { ...headId, ...id }, en: { ...headEn, ...en } } as const;

/** What is said of the log, in one language. */
export class LogSpeech extends Phrases<(typeof TEXTS)['id']> {
  constructor(language: Language) {
    super(language, TEXTS[language]);
  }
}
