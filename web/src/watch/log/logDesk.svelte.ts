import { ask } from '../../api/ask';
import { Problem } from '../../api/problem';
import { readCheckpoint, type Checkpoint } from '../../log/checkpoint';
import { LogDoor } from '../../log/door';
import { Fault, Unavailable } from '../../log/fault';
import { alone, forget, recall, remember, type Kept, type Memory } from '../../log/memory';
import { readVerifierKey, type VerifierKey } from '../../log/note';
import { verifySameLog, verifyVisit, type Told, type Verified } from '../../log/visit';
import { Contradicted, nameIn, verifyWitnesses, type Witness } from '../../log/witness';
import { LOG, type Log } from './documents';

export type LogState =
  | 'LOADING'
  /** Without https a browser gives nothing to verify with. */
  | 'INSECURE'
  | 'NONE'
  /** What the server shows is not what it must be, now or at an earlier visit. */
  | 'BROKEN'
  /** Something that it takes was not given. */
  | 'HINDERED'
  | 'VERIFIED';

/** All windows of this browser wait for the one that asks, so none may wait for ever. */
export const ANSWERS_WITHIN_MS = 30_000;

/** Whether something was not to be had, from the API or of the log's own files. */
export const isAbsence = (reason: unknown): reason is Error =>
  reason instanceof Problem || reason instanceof Unavailable || (reason instanceof DOMException && reason.name === 'TimeoutError');

/** The log of one election: what the server says of it, and what this browser found and remembers. */
export class LogDesk {
  log = $state.raw<Log | null>(null);
  /** What was found good at the last look; null where something was not. */
  verified = $state.raw<Verified | null>(null);
  /** Who else has seen it, as far as their word could be verified. */
  witnesses = $state.raw<readonly Witness[]>([]);
  memory = $state.raw<Memory>({ kept: null, broken: null });
  /** What was remembered when the page was opened: the last visit. */
  before = $state.raw<Kept | null>(null);
  /** Who was a witness at the last visit, and is none any more, or by another key. */
  readonly formerWitnesses = $derived.by(() => {
    const now = new Set(this.witnesses.map(({ verifierKey }) => verifierKey));
    return this.verified ? (this.before?.witnesses ?? []).filter((key) => !now.has(key)).map(nameIn) : [];
  });
  hindrance = $state('');
  readonly door: LogDoor;
  readonly state = $derived.by<LogState>(() => {
    if (!this.#isSecure) return 'INSECURE';
    if (this.memory.broken) return 'BROKEN';
    if (this.hindrance) return 'HINDERED';
    if (this.verified) return 'VERIFIED';
    return this.#hasLooked ? 'NONE' : 'LOADING';
  });
  #hasLooked = $state(false);
  readonly #isSecure = isSecureContext;

  constructor(readonly election: string) {
    this.door = new LogDoor(`/log/${encodeURIComponent(election)}`);
  }

  /** Ask for the log as it is now, verify it, and remember what was good. */
  async look(): Promise<void> {
    if (!this.#isSecure) return;
    try {
      await alone(this.election, () => this.#look());
      this.hindrance = '';
    } catch (reason) {
      if (!isAbsence(reason)) throw reason;
      this.hindrance = reason.message;
    }
  }

  /** Forget the log as it was, with all that was found wrong, and pin what is shown now. */
  async startAgain(): Promise<void> {
    await alone(this.election, () => Promise.resolve(forget(this.election)));
    this.#hasLooked = false;
    this.before = null;
    await this.look();
  }

  /** What is shown changes at once, when all is known: until then the last look stands. */
  async #look(): Promise<void> {
    const { kept } = recall(this.election);
    const log = (await ask(LOG, {}, AbortSignal.timeout(ANSWERS_WITHIN_MS))).viewer?.election.log ?? null;
    if (!log && kept) await this.#demandGone();
    const found = log ? await this.#verified(kept, log) : null;
    if (!log && kept) this.#breaks(new Fault('GONE', 'the server gives no log'), null);
    if (!this.#hasLooked) this.before = kept;
    this.#hasLooked = true;
    [this.log, this.verified, this.witnesses, this.memory] = [log, found?.verified ?? null, found?.witnesses ?? [], recall(this.election)];
  }

  /** An answer without a log may be one that failed: only the log's own door can say that there is none. */
  async #demandGone(): Promise<void> {
    const code = await this.door.refusal();
    if (code !== 'NO_LOG') throw new Unavailable('The server gave no log, and did not say that there is none.');
  }

  async #verified(kept: Kept | null, { verifierKey, checkpoint, witnesses: told }: Log): Promise<{ verified: Verified; witnesses: Witness[] } | null> {
    try {
      const verified = await verifyVisit(kept, { verifierKey, checkpoint }, this.door.readTile);
      this.#keep({ verifierKey, checkpoint }, told.map((witness) => witness.verifierKey));
      return { verified, witnesses: await verifyWitnesses(told, verified, this.door.readTile) };
    } catch (reason) {
      if (reason instanceof Contradicted) this.#breaks(reason.fault, reason.told);
      else if (reason instanceof Fault) this.#breaks(reason, { verifierKey, checkpoint });
      else throw reason;
      return null;
    }
  }

  /** The key by which the scans of a box are verified: the pinned one. For whoever holds the log alone. */
  async key(): Promise<VerifierKey> {
    const text = (recall(this.election).kept ?? this.log)?.verifierKey;
    if (text === undefined) throw new Unavailable('There is no log yet.');
    return readVerifierKey(text);
  }

  /** Verify that a checkpoint which the pinned key has signed is of the log that is remembered. Throws a Fault. For whoever holds the log alone. */
  async join(checkpoint: Checkpoint): Promise<void> {
    const { kept } = recall(this.election);
    if (!kept) return;
    const last = readCheckpoint(kept.checkpoint);
    const told = { verifierKey: kept.verifierKey, checkpoint: checkpoint.text };
    try {
      await verifySameLog(last, checkpoint, this.door.readTile);
    } catch (reason) {
      if (reason instanceof Fault) this.#breaks(reason, told);
      throw reason;
    } finally {
      this.memory = recall(this.election);
    }
    if (checkpoint.size > last.size) this.#keep(told);
  }

  /** Once something was wrong, what was remembered before it stays. */
  #keep(told: Told, witnesses?: readonly string[]): void {
    const { kept, broken } = recall(this.election);
    const verifiedAt = new Date().toISOString();
    const again = { ...told, verifiedAt, pinnedAt: kept?.pinnedAt ?? verifiedAt, witnesses: witnesses ?? kept?.witnesses };
    if (!broken) remember(this.election, { kept: again, broken });
  }

  /** What was wrong first is the evidence, and stays until a person says otherwise. */
  #breaks({ kind, message }: Fault, told: Told | null): void {
    const { kept, broken } = recall(this.election);
    remember(this.election, { kept, broken: broken ?? { fault: kind, message, told, at: new Date().toISOString() } });
  }
}
