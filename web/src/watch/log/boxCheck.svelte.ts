import { ask } from '../../api/ask';
import { Fault, Unavailable, type FaultKind } from '../../log/fault';
import { alone } from '../../log/memory';
import type { Signature, VerifierKey } from '../../log/note';
import { verifyScan, type Placed } from '../../log/scan';
import { LOGGED_BOX, type LoggedBox, type LoggedScan } from './documents';
import { ANSWERS_WITHIN_MS, isAbsence, type LogDesk } from './logDesk.svelte';

const PAGE_SCANS = 100;
const PROOFS_AT_ONCE = 8;
const NOT_YET = 'NOT_LOGGED_YET';

export type Outcome =
  | { state: 'IN_LOG'; index: number; size: number; signature: Signature; deviceSignature: Signature | null; proof: string }
  /** It was recorded and has no place in the log yet. */
  | { state: 'WAITING' }
  | { state: 'WRONG'; fault: FaultKind; message: string; proof: string }
  /** Its proof was not to be had. */
  | { state: 'UNKNOWN'; message: string };

export interface CheckedScan {
  scan: LoggedScan;
  outcome: Outcome;
}

/** A scan's proof that held by itself: its checkpoint is still to be compared with what is remembered. */
type Held = { scan: LoggedScan; placed: Placed; proof: string };

/** The scans of one box, each verified against the log. */
export class BoxCheck {
  code = $state('');
  state = $state<'IDLE' | 'LOADING' | 'MISSING' | 'FAILED' | 'DONE'>('IDLE');
  message = $state('');
  scans = $state.raw<readonly CheckedScan[]>([]);
  readonly count = $derived({
    good: this.scans.filter(({ outcome }) => outcome.state === 'IN_LOG').length,
    wrong: this.scans.filter(({ outcome }) => outcome.state === 'WRONG').length,
    waiting: this.scans.filter(({ outcome }) => outcome.state === 'WAITING').length,
  });
  #turn = 0;

  constructor(readonly desk: LogDesk) {}

  /** Verify all scans of a box. What was found of the same box before stays until then. */
  async check(code: string): Promise<void> {
    const turn = (this.#turn += 1);
    if (code !== this.code) [this.scans, this.state] = [[], code === '' ? 'IDLE' : 'LOADING'];
    this.code = code;
    if (code === '') return;
    try {
      const scans = await alone(this.desk.election, () => this.#checked(code));
      if (turn !== this.#turn) return;
      this.scans = scans ?? [];
      this.state = scans ? 'DONE' : 'MISSING';
    } catch (reason) {
      if (!(isAbsence(reason) || reason instanceof Fault)) throw reason;
      if (turn === this.#turn) [this.state, this.message] = ['FAILED', reason.message];
    }
  }

  /** Null where there is no such box. */
  async #checked(code: string): Promise<CheckedScan[] | null> {
    const scans = await scansOf(code);
    if (!scans?.length) return scans && [];
    const key = await this.desk.key();
    const found: (CheckedScan | Held)[] = [];
    for (let at = 0; at < scans.length; at += PROOFS_AT_ONCE) {
      found.push(...(await Promise.all(scans.slice(at, at + PROOFS_AT_ONCE).map((scan) => this.#held(scan, key)))));
    }
    return this.#joined(found);
  }

  async #held(scan: LoggedScan, key: VerifierKey): Promise<CheckedScan | Held> {
    const { logIndex } = scan;
    if (logIndex === null) return { scan, outcome: { state: 'WAITING' } };
    let proof = '';
    try {
      proof = await this.desk.door.proof(scan.proofUrl);
      const placed = await verifyScan({ ...scan, box: scan.boxCode, logIndex }, proof, key);
      return { scan, placed, proof };
    } catch (reason) {
      return { scan, outcome: outcomeOf(reason, proof) };
    }
  }

  /** Compare the checkpoints of the proofs with what is remembered, each once; and no two scans may have one place. */
  async #joined(found: readonly (CheckedScan | Held)[]): Promise<CheckedScan[]> {
    const compared = new Map<string, Outcome | null>();
    const taken = new Set<number>();
    const joined: CheckedScan[] = [];
    for (const one of found) {
      if ('outcome' in one) {
        joined.push(one);
        continue;
      }
      const { scan, proof, placed: { index, checkpoint, signature, deviceSignature } } = one;
      if (!compared.has(checkpoint.text)) {
        compared.set(checkpoint.text, await this.desk.join(checkpoint).then(() => null, (reason: unknown) => outcomeOf(reason, proof)));
      }
      const isTwice = taken.has(index);
      taken.add(index);
      const twice: Outcome = { state: 'WRONG', fault: 'OTHER_SCAN', message: `two scans have place ${index}`, proof };
      const good: Outcome = { state: 'IN_LOG', index, size: checkpoint.size, signature, deviceSignature, proof };
      const against = compared.get(checkpoint.text);
      joined.push({ scan, outcome: against ? ('proof' in against ? { ...against, proof } : against) : isTwice ? twice : good });
    }
    return joined;
  }
}

function outcomeOf(reason: unknown, proof: string): Outcome {
  if (reason instanceof Fault) return { state: 'WRONG', fault: reason.kind, message: reason.message, proof };
  if (!(reason instanceof Unavailable)) throw reason;
  return reason.code === NOT_YET ? { state: 'WAITING' } : { state: 'UNKNOWN', message: reason.message };
}

/** All scans of a box, oldest first; null where there is no such box. */
async function scansOf(code: string): Promise<LoggedScan[] | null> {
  const scans: LoggedScan[] = [];
  for (let after: string | null = null; ; ) {
    const box: LoggedBox | null = (await ask(LOGGED_BOX, { code, first: PAGE_SCANS, after }, AbortSignal.timeout(ANSWERS_WITHIN_MS))).box;
    if (!box) return null;
    scans.push(...box.scans.nodes);
    if (!box.scans.pageInfo.hasNextPage) return scans;
    after = box.scans.pageInfo.endCursor;
  }
}
