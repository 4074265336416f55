import { en as headEn } from '../../design/head/en';
import { id as headId } from '../../design/head/id';
import type { Language } from '../../words/language';
import { Phrases } from '../../words/phrases';
import { en } from './words/en';
import { id } from './words/id';

const TEXTS = { id: { ...headId, ...id }, en: { ...headEn, ...en } } as const;

/** What is said of accounts and invitations, in one language. */
export class PeopleSpeech extends Phrases<(typeof TEXTS)['id']> {
  constructor(language: Language) {
    super(language, TEXTS[language]);
  }
}
