import { ask, type Asking } from '../api/ask';
import { Problem } from '../api/problem';
import type { graphql } from '../api/graphql';
import { CONFIRM, REPORT } from './documents';

type Step = ReturnType<typeof graphql.scalar<'PresenceStep'>>;
type Kind = ReturnType<typeof graphql.scalar<'ConvoyReportKind'>>;

interface Said {
  /** The UUID that makes it one, however often it is sent. */
  key: string;
  /** The convoy's id, and its name, for people. */
  id: string;
  convoy: string;
  placeCode: string | null;
  placeName: string | null;
  position: { lon: number; lat: number } | null;
  /** ISO 8601, on the election's clock. */
  at: string;
  /** Why the server does not take it; it then waits for a person. */
  refused?: string;
}
export type Word = Said & ({ what: 'CONFIRM'; step: Step } | { what: 'REPORT'; kind: Kind; text: string });

const RETRY_EVERY_MS = 15_000;
const PATIENCE_MS = 20_000;

/**
 * What the escort said and the server has not confirmed yet. It is written down before it is sent, stays when the page is closed, and goes
 * in the order in which it was said; what is refused holds up nothing behind it.
 */
export class Queue {
  words = $state.raw<readonly Word[]>([]);
  /** When something was last taken by the server, in milliseconds; null where nothing was yet. */
  sentAt = $state<number | null>(null);
  readonly waiting = $derived(this.words.filter(({ refused }) => refused === undefined));
  readonly refused = $derived(this.words.filter(({ refused }) => refused !== undefined));
  #isSending = false;

  constructor(
    /** Whose it is: people who share a phone do not send each other's words. */
    readonly owner: string,
    /** How it is sent; null while the server has not said who this is. */
    readonly asking: () => Asking | null,
    readonly sent: () => void,
  ) {
    this.words = this.#kept();
    addEventListener('online', () => void this.send());
    addEventListener('storage', (event) => {
      if ((event as StorageEvent).key === this.#place) this.words = this.#kept();
    });
    setInterval(() => void this.send(), RETRY_EVERY_MS);
    void this.send();
  }

  say(word: Word): void {
    this.#change((words) => [...words, word]);
    void this.send();
  }

  /** Take a refused word away, after a person has seen why. */
  drop(key: string): void {
    this.#change((words) => words.filter((word) => word.key !== key));
  }

  async send(): Promise<void> {
    const asking = this.asking();
    if (this.#isSending || asking === null) return;
    this.#isSending = true;
    const tried = new Set<string>();
    const next = () => this.waiting.find(({ key }) => !tried.has(key));
    try {
      for (let word = next(); word; word = next()) {
        tried.add(word.key);
        await this.#sendOne(word, asking);
      }
    } catch (problem) {
      // Out of reach, or the session has ended: it stays, and goes later.
      if (!(problem instanceof Problem)) throw problem;
    } finally {
      this.#isSending = false;
    }
  }

  async #sendOne(word: Word, asking: Asking): Promise<void> {
    try {
      const refused = await this.#refusalOf(word, asking);
      if (refused === null) this.drop(word.key);
      else this.#change((words) => words.map((one) => (one.key === word.key ? { ...one, refused } : one)));
    } catch (problem) {
      // What the server fails at holds up nothing behind it either, and is tried again later.
      if (problem instanceof Problem && problem.kind === 'REFUSED') return;
      throw problem;
    }
    this.sentAt = Date.now();
    this.sent();
  }

  async #refusalOf(word: Word, asking: Asking): Promise<string | null> {
    const { key, id, placeCode, position, at } = word;
    const said = { key, id, placeCode, position, at };
    const how = { ...asking, signal: AbortSignal.timeout(PATIENCE_MS) };
    try {
      const payload =
        word.what === 'CONFIRM'
          ? (await ask(CONFIRM, { input: { ...said, step: word.step } }, how)).confirmPresence
          : (await ask(REPORT, { input: { ...said, kind: word.kind, text: word.text } }, how)).reportOfConvoy;
      return payload?.errors[0]?.message ?? null;
    } catch (problem) {
      if (problem instanceof Problem) throw problem;
      throw new Problem('UNREACHABLE', String(problem)); // its time is up
    }
  }

  /** Change what is kept, as it stands now: the page may be open twice, and neither forgets what was said in the other. */
  #change(make: (words: readonly Word[]) => readonly Word[]): void {
    this.words = make(this.#kept());
    localStorage.setItem(this.#place, JSON.stringify(this.words));
  }

  #kept(): readonly Word[] {
    return JSON.parse(localStorage.getItem(this.#place) ?? '[]') as Word[];
  }

  get #place(): string {
    return `silog.escort.${this.owner}`;
  }
}
