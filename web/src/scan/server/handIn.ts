import { ask } from '../../api/ask';
import { Problem } from '../../api/problem';
import { Unsent } from '../core/sender';
import type { Verdict } from '../core/queue';
import type { Queued, Store } from '../core/store';
import { contactOf } from './contact';
import { HandInDocument } from './documents';

const PATIENCE_MS = 90_000;
const NOT_SIGNED_IN = new Set(['UNAUTHENTICATED', 'FORBIDDEN']);

/** Hand a batch in for whoever the token speaks for, and tell how this phone fares; the events name their own devices. */
export async function handIn(store: Store, events: readonly Queued[], token: string | null): Promise<Verdict[]> {
  if (token === null) throw new Unsent('SIGNED_OUT', 'Nobody is signed in on this phone.');
  const scans = events.map(({ text, detail, signature, dev }) => ({ event: text, detail, signature, key: dev }));
  const signal = AbortSignal.timeout(PATIENCE_MS);
  try {
    const { recordScans } = await ask(HandInDocument, { input: { scans }, contact: await contactOf(store, events) }, { token, isPacked: true, signal });
    const refusal = recordScans?.errors[0];
    if (!recordScans || refusal) throw new Unsent('BUSY', refusal?.message ?? 'The batch was not taken.');
    return recordScans.results.map((result) => verdict(events[result.index]!, result));
  } catch (reason) {
    throw reason instanceof Unsent ? reason : whyUnsent(reason);
  }
}

interface Result {
  status: string;
  flags: readonly string[];
  code: string | null;
  message: string | null;
}

function verdict({ id }: Queued, { status, flags, code, message }: Result): Verdict {
  if (status === 'QUARANTINED') return { id, status: 'REFUSED', code: code ?? status, message: message ?? '' };
  return { id, status: 'STORED', flags };
}

function whyUnsent(reason: unknown): Unsent {
  if (!(reason instanceof Problem)) return new Unsent('UNREACHABLE', String(reason));
  if (NOT_SIGNED_IN.has(reason.code ?? '')) return new Unsent('SIGNED_OUT', reason.message);
  if (reason.code === 'TOO_LARGE') return new Unsent('TOO_LARGE', reason.message);
  return new Unsent(reason.kind === 'UNREACHABLE' ? 'UNREACHABLE' : 'BUSY', reason.message);
}
