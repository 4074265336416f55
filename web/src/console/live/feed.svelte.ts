import type { TadaDocumentNode } from '../../api/graphql';
import { subscribe } from '../../api/subscribe';

export type Connection = { kind: 'CONNECTING' } | { kind: 'LIVE' } | { kind: 'OFFLINE'; sinceMs: number };

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;

/**
 * The live feed by a document of its reader's own, for as long as the page is open. When the line breaks it says since when, and begins again from the last cursor
 * it heard: what happened meanwhile arrives then, once. `isReset` in a batch means the server no longer has it all: ask anew.
 */
export class Feed<Result, Batch extends { cursor: string; isReset: boolean }> {
  connection = $state<Connection>({ kind: 'CONNECTING' });
  #cursor: string | null = null;
  #waitMs = FIRST_WAIT_MS;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stop: (() => void) | undefined;
  readonly #document: TadaDocumentNode<Result, { since?: string | null }>;
  readonly #batch: (result: Result) => Batch;
  readonly #heard: (batch: Batch) => void;
  readonly #begun: () => void;

  /** `heard` gets every batch; `begun` is told when the line stands, first and after a break: what was asked before may be old. */
  constructor(document: TadaDocumentNode<Result, { since?: string | null }>, batch: (result: Result) => Batch, heard: (batch: Batch) => void, begun: () => void) {
    this.#document = document;
    this.#batch = batch;
    this.#heard = heard;
    this.#begun = begun;
  }

  start(): void {
    addEventListener('online', () => this.#connect());
    addEventListener('offline', () => this.#broken());
    this.#connect();
  }

  #connect(): void {
    clearTimeout(this.#timer);
    this.#stop?.();
    let isOver = false;
    const stop = subscribe(this.#document, { since: this.#cursor }, {
      next: (result) => {
        if (!isOver) this.#next(this.#batch(result));
      },
      ended: () => {
        if (!isOver) this.#broken();
      },
    });
    this.#stop = () => {
      isOver = true;
      stop();
    };
  }

  #next(batch: Batch): void {
    const isNew = this.connection.kind !== 'LIVE';
    this.#cursor = batch.cursor;
    this.#waitMs = FIRST_WAIT_MS;
    if (isNew) this.connection = { kind: 'LIVE' };
    this.#heard(batch);
    if (isNew || batch.isReset) this.#begun();
  }

  #broken(): void {
    this.#stop?.();
    this.#stop = undefined;
    if (this.connection.kind !== 'OFFLINE') this.connection = { kind: 'OFFLINE', sinceMs: Date.now() };
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#connect(), this.#waitMs * (0.75 + Math.random() / 2));
    this.#waitMs = Math.min(this.#waitMs * 2, LONGEST_WAIT_MS);
  }
}
