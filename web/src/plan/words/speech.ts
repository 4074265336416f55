import type { Language } from '../../words/language';
import { Phrases } from '../../words/phrases';
import { en } from './en';
import { id } from './id';

export type Texts = { readonly [K in keyof typeof id]: string };

/** Everything the planner's page says in one language. */
export class Speech extends Phrases<typeof id> {
  constructor(language: Language = 'id') {
    super(language, language === 'id' ? id : en);
  }

  /** 18 Nov 10.42, or a dash where there is no time. */
  at(time: string | null | undefined): string {
    return time ? this.moment(time) : '–';
  }

  /** 94 %, and never 100 % where it is less. */
  share(value: number): string {
    return `${this.number(Math.floor(value * 1000) / 10)}\u00a0%`;
  }

  /** A sentence that the server gives in both languages. */
  of(why: { indonesian: string; english: string }): string {
    return this.language === 'id' ? why.indonesian : why.english;
  }
}
