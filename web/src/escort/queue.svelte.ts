import { ask, type Asking } from '../api/ask';
import { Problem } from '../api/problem';
import type { graphql } from '../api/graphql';
import { CONFIRM, REPORT } from './documents';
import { openStore, wordsOf, writeDown, type Kept, type Store } from './store';

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
const CHANNEL = 'silog-escort';

/**
 * What the escort said and the server has not confirmed yet. It is written down before it is sent, stays when the page is closed, and goes
 * in the order in which it was said; what is refused holds up nothing behind it. Where the phone has no room for a word, that one stays on
 * the page alone, is sent from there, and is written down as soon as there is room.
 */
export class Queue {
  words = $state.raw<readonly Word[]>([]);
  /** Those for which there was no room: closing the page would lose them. */
  unkept = $state.raw<readonly Word[]>([]);
  /** When something was last taken by the server, in milliseconds; null where nothing was yet. */
  sentAt = $state<number | null>(null);
  readonly waiting = $derived(this.words.filter(({ refused }) => refused === undefined));
  readonly refused = $derived(this.words.filter(({ refused }) => refused !== undefined));
  /** Not on the disk yet, by key. */
  readonly #unwritten = new Map<string, Kept>();
  /** When the last word was said: later ones are later, also within a millisecond or where the phone's clock was set back. */
  #saidMs = 0;
  #opening: Promise<Store> | null = null;
  /** The page may be open twice, and neither forgets what was said in the other. */
  readonly #others = new BroadcastChannel(CHANNEL);
  #sending: Promise<void> | null = null;

  constructor(
    readonly owner: string,
    /** How it is sent; null while the server has not said who this is. */
    readonly asking: () => Asking | null,
    readonly sent: () => void,
  ) {
    addEventListener('online', () => void this.send());
    addEventListener('beforeunload', (event) => {
      if (this.unkept.length > 0) event.preventDefault();
    });
    this.#others.onmessage = () => void this.#look();
    setInterval(() => void this.send(), RETRY_EVERY_MS);
    void this.send();
  }

  /** It is shown as kept once it is: who sees it may close the page. */
  async say(word: Word): Promise<void> {
    await this.#write(word);
    if (!this.words.some(({ key }) => key === word.key)) this.words = [...this.words, word];
    void this.send();
  }

  /** Take a word away: the server has it, or a person has seen why it does not take it. */
  async drop(key: string): Promise<void> {
    this.words = this.words.filter((word) => word.key !== key);
    this.#unwritten.delete(key);
    this.#tellUnkept();
    try {
      await (await this.#store()).delete('words', key);
      this.#others.postMessage(null);
    } catch {
      return; // it is still there: sent again, the server knows it
    }
    await this.#look();
  }

  /** Send what waits; comes back when nothing can be sent any more, also where it was being sent already. */
  send(): Promise<void> {
    this.#sending ??= this.#sendNow().finally(() => (this.#sending = null));
    return this.#sending;
  }

  async #sendNow(): Promise<void> {
    try {
      await this.#look();
      // There may be room again.
      for (const word of this.unkept) await this.#write(word);
      await this.#sendAll();
    } catch (problem) {
      // Out of reach, or the session has ended: it stays, and goes later.
      if (!(problem instanceof Problem)) throw problem;
    }
  }

  async #sendAll(): Promise<void> {
    const asking = this.asking();
    if (asking === null) return;
    const tried = new Set<string>();
    const next = () => this.waiting.find(({ key }) => !tried.has(key));
    for (let word = next(); word; word = next()) {
      tried.add(word.key);
      await this.#sendOne(word, asking);
    }
  }

  async #sendOne(word: Word, asking: Asking): Promise<void> {
    try {
      const refused = await this.#refusalOf(word, asking);
      if (refused === null) await this.drop(word.key);
      else await this.#refuse({ ...word, refused });
    } catch (problem) {
      // What the server fails at holds up nothing behind it either, and is tried again later.
      if (problem instanceof Problem && problem.kind === 'REFUSED') return;
      throw problem;
    }
    this.sentAt = Date.now();
    this.sent();
  }

  async #refuse(refused: Word): Promise<void> {
    this.words = this.words.map((word) => (word.key === refused.key ? refused : word));
    await this.#write(refused);
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

  async #write(word: Word): Promise<void> {
    this.#saidMs = Math.max(Date.now(), this.#saidMs + 1);
    const kept = { owner: this.owner, saidMs: this.#saidMs, ...word };
    try {
      await writeDown(await this.#store(), kept);
      this.#unwritten.delete(kept.key);
      this.#others.postMessage(null);
    } catch {
      // No room, or a window that keeps nothing: the person is told.
      this.#unwritten.set(kept.key, kept);
    }
    this.#tellUnkept();
  }

  /** A word that is known to be refused is worth no alarm: sent again, it is refused again. */
  #tellUnkept(): void {
    this.unkept = [...this.#unwritten.values()].filter(({ refused }) => refused === undefined);
  }

  /** See what is kept now, here or by another page of the same escort; what cannot be read now stays as it was. */
  async #look(): Promise<void> {
    let kept: Kept[];
    try {
      kept = await wordsOf(await this.#store(), this.owner);
    } catch {
      return;
    }
    this.#saidMs = Math.max(this.#saidMs, kept.at(-1)?.saidMs ?? 0);
    this.words = [...kept.filter(({ key }) => !this.#unwritten.has(key)), ...this.#unwritten.values()];
  }

  /** A phone that is full may not even open it; it is tried anew each time. */
  async #store(): Promise<Store> {
    this.#opening ??= openStore();
    try {
      return await this.#opening;
    } catch (problem) {
      this.#opening = null;
      throw problem;
    }
  }
}
