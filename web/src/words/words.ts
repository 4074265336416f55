import { en } from './en';
import { id } from './id';
import type { Fillings, Key, Language, Translation, ValueOf } from './language';

const TRANSLATIONS: Record<Language, Translation> = { id, en };
const LOCALES: Record<Language, string> = { id: 'id-ID', en: 'en-GB' };
const MINUTE_MS = 60_000;

/** Everything a screen says in one language: texts, numbers and times. Times are WIB, wherever the reader sits. */
export class Words {
  readonly #texts: Translation;
  readonly #number: Intl.NumberFormat;
  readonly #moment: Intl.DateTimeFormat;
  readonly #clock: Intl.DateTimeFormat;
  readonly #timeOfDay: Intl.DateTimeFormat;

  constructor(readonly language: Language) {
    const locale = LOCALES[language];
    const wib = { timeZone: 'Asia/Jakarta', hourCycle: 'h23' } as const;
    this.#texts = TRANSLATIONS[language];
    this.#number = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
    this.#moment = new Intl.DateTimeFormat(locale, { ...wib, day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
    this.#clock = new Intl.DateTimeFormat(locale, {
      ...wib, weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit',
    });
    this.#timeOfDay = new Intl.DateTimeFormat(locale, { ...wib, hour: '2-digit', minute: '2-digit' });
  }

  say<K extends Key>(key: K, ...[fillings]: Fillings<K>): string {
    const blanks = (fillings ?? {}) as Record<string, string>;
    return this.#texts[key].replace(/\{(\w+)\}/g, (blank, name: string) => blanks[name] ?? blank);
  }

  /**
   * The word for a value of the API, such as name('state', 'AT_HUB'). The type demands a word for every value that the schema
   * knows; one that is newer than this page is shown as it came.
   */
  name<Family extends string>(family: Family, value: ValueOf<Family>): string {
    return this.#texts[`${family}.${value as string}` as Key] ?? (value as string).toLowerCase().replaceAll('_', ' ');
  }

  number(value: number): string {
    return this.#number.format(value);
  }

  /** 18 Nov 10.42 */
  moment(time: string | number): string {
    return this.#moment.format(new Date(time));
  }

  /** Sen, 18 Nov 2024, 10.42 */
  clock(time: number): string {
    return this.#clock.format(new Date(time));
  }

  /** 10.42 */
  timeOfDay(time: number): string {
    return this.#timeOfDay.format(new Date(time));
  }

  /** 3 j: how long a stretch of milliseconds is, to its largest unit. */
  ago(durationMs: number): string {
    const minutes = Math.floor(Math.abs(durationMs) / MINUTE_MS);
    if (minutes < 1) return this.say('ago.seconds');
    if (minutes < 60) return this.say('ago.minutes', { count: this.number(minutes) });
    if (minutes < 48 * 60) return this.say('ago.hours', { count: this.number(Math.floor(minutes / 60)) });
    return this.say('ago.days', { count: this.number(Math.floor(minutes / 1440)) });
  }
}
