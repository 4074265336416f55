import type { FillingsIn, Language, ValueIn } from './language';

export const LOCALES: Record<Language, string> = { id: 'id-ID', en: 'en-GB' };
const MINUTE_MS = 60_000;

/** What every set of texts must be able to say. */
export interface Ages {
  'ago.seconds': string;
  'ago.minutes': string;
  'ago.hours': string;
  'ago.days': string;
}

/** The texts, numbers and times of one screen in one language. Times are WIB, wherever the reader sits. */
export class Phrases<Texts extends { readonly [key in keyof Texts]: string } & Ages> {
  readonly #texts: { readonly [K in keyof Texts]: string };
  readonly #number: Intl.NumberFormat;
  readonly #moment: Intl.DateTimeFormat;
  readonly #timeOfDay: Intl.DateTimeFormat;

  constructor(
    readonly language: Language,
    texts: { readonly [K in keyof Texts]: string },
  ) {
    const locale = LOCALES[language];
    const wib = { timeZone: 'Asia/Jakarta', hourCycle: 'h23' } as const;
    this.#texts = texts;
    this.#number = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
    this.#moment = new Intl.DateTimeFormat(locale, { ...wib, day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
    this.#timeOfDay = new Intl.DateTimeFormat(locale, { ...wib, hour: '2-digit', minute: '2-digit' });
  }

  say<K extends keyof Texts & string>(key: K, ...[fillings]: FillingsIn<Texts, K>): string {
    return filled(this.#texts[key], (fillings ?? {}) as Record<string, string>);
  }

  /**
   * The word for a value of the API, such as name('state', 'AT_HUB'). The type demands a word for every value that the schema
   * knows; one that is newer than this page is shown as it came.
   */
  name<Family extends string>(family: Family, value: ValueIn<Texts, Family>): string {
    return this.#texts[`${family}.${value as string}` as keyof Texts] ?? (value as string).toLowerCase().replaceAll('_', ' ');
  }

  number(value: number): string {
    return this.#number.format(value);
  }

  /** 18 Nov 10.42 */
  moment(time: string | number): string {
    return this.#moment.format(new Date(time));
  }

  /** 10.42 */
  timeOfDay(time: number): string {
    return this.#timeOfDay.format(new Date(time));
  }

  /** 3 j: how long a stretch of milliseconds is, to its largest unit. */
  ago(durationMs: number): string {
    const minutes = Math.floor(Math.abs(durationMs) / MINUTE_MS);
    const count = (value: number) => ({ count: this.number(Math.floor(value)) });
    if (minutes < 1) return this.#texts['ago.seconds'];
    if (minutes < 60) return filled(this.#texts['ago.minutes'], count(minutes));
    if (minutes < 48 * 60) return filled(this.#texts['ago.hours'], count(minutes / 60));
    return filled(this.#texts['ago.days'], count(minutes / 1440));
  }
}

function filled(text: string, fillings: Record<string, string>): string {
  return text.replace(/\{(\w+)\}/g, (blank, name: string) => fillings[name] ?? blank);
}
