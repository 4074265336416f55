import { Problem } from '../../api/problem';
import type { Language } from '../../words/language';
import { Phrases } from '../../words/phrases';
import type { KnownBox } from '../rules/known';
import { id } from './id';

export type Texts = { readonly [K in keyof typeof id]: string };
export type Key = keyof typeof id;

/** Everything the scan door says in one language. */
export class Speech extends Phrases<typeof id> {
  constructor(language: Language = 'id', texts: Texts = id) {
    super(language, texts);
  }

  /** What a refusal of the server says to an officer; what it said itself where there are no words for it here. */
  refused(of: 'enrol' | 'held', code: string | undefined, message: string): string {
    const key = `${of}.${code}`;
    return key in id ? this.say(key as 'held.BAD_SIGNATURE') : message;
  }

  /** Why asking the server did not work. */
  unasked(reason: unknown): string {
    const { name, message } = reason as Error;
    if (name === 'TimeoutError' || (reason instanceof Problem && reason.kind === 'UNREACHABLE')) return this.say('app.unreachable');
    return reason instanceof Problem ? this.refused('enrol', reason.code, message) : message;
  }

  /** A box by its station and contest: each station has one of each. One that is not in the manifest has its code alone. */
  box({ stationName, contest }: Pick<KnownBox, 'stationName' | 'contest'>): string {
    return contest === '' ? stationName : `${stationName} (${this.name('contest', contest as 'GOVERNOR')})`;
  }
}

/** The second language comes when somebody wants it; the worker has kept it. */
export async function speechIn(language: Language): Promise<Speech> {
  return language === 'id' ? new Speech() : new Speech('en', (await import('./en')).en);
}
