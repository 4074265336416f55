import type { Language } from '../../words/language';
import { Phrases } from '../../words/phrases';
import { id } from './id';

export type Texts = { readonly [K in keyof typeof id]: string };
export type Key = keyof typeof id;

/** Everything the scan door says in one language. */
export class Speech extends Phrases<typeof id> {
  constructor(language: Language = 'id', texts: Texts = id) {
    super(language, texts);
  }
}

/** The second language comes when somebody wants it; the worker has kept it. */
export async function speechIn(language: Language): Promise<Speech> {
  return language === 'id' ? new Speech() : new Speech('en', (await import('./en')).en);
}
