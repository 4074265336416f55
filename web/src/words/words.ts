import { en } from './en';
import { id } from './id';
import type { Language, Translation } from './language';
import { LOCALES, Phrases } from './phrases';

const TRANSLATIONS: Record<Language, Translation> = { id, en };

/** Everything the console says in one language. */
export class Words extends Phrases<typeof id> {
  readonly #clock: Intl.DateTimeFormat;

  constructor(language: Language) {
    super(language, TRANSLATIONS[language]);
    this.#clock = new Intl.DateTimeFormat(LOCALES[language], {
      timeZone: 'Asia/Jakarta', hourCycle: 'h23', weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit',
      minute: '2-digit',
    });
  }

  /** Sen, 18 Nov 2024, 10.42 */
  clock(time: number): string {
    return this.#clock.format(new Date(time));
  }
}
