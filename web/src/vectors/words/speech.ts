import type { Language } from '../../words/language';
import { Phrases } from '../../words/phrases';
import { en } from './en';
import { id } from './id';

export type Texts = { readonly [K in keyof typeof id]: string };

/** Everything the page of test vectors says in one language. */
export class Speech extends Phrases<typeof id> {
  constructor(language: Language = 'id') {
    super(language, language === 'id' ? id : en);
  }
}
