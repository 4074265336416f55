import type { Condition, ScanType } from '../core/vocabulary';
import type { Queued } from '../core/store';

/** One scan as `recordScans` takes it, so that a file of them can be handed in by any program. */
interface Submission {
  event: string;
  detail: string;
  signature: string;
  key: string;
}

interface QueueFile {
  silog: 'scan-queue';
  scans: Submission[];
}

/** Signed events on their way by another road: they are safe with anybody, who can hand them in but not change them. */
export function exported(events: readonly Queued[]): QueueFile {
  return { silog: 'scan-queue', scans: events.map(({ text, detail, signature, dev }) => ({ event: text, detail, signature, key: dev })) };
}

/** Read what another phone gave; throws RangeError with what is wrong. The server judges the events, here they only must be some. */
export function imported(content: unknown, nowMs: number): Queued[] {
  const { silog, scans } = (content ?? {}) as Partial<QueueFile>;
  if (silog !== 'scan-queue' || !Array.isArray(scans)) throw new RangeError('This is no queue of a scanning phone.');
  return scans.map((scan, index) => {
    try {
      return queued(scan, nowMs);
    } catch {
      throw new RangeError(`Scan ${index + 1} of ${scans.length} cannot be read.`);
    }
  });
}

function queued({ event, detail, signature, key }: Submission, nowMs: number): Queued {
  const { id, seq, type, box, place, cond, seals, handover } = JSON.parse(event) as Record<string, unknown>;
  const texts = { id, type, box, place, cond, event, signature, key };
  if (Object.values(texts).some((text) => typeof text !== 'string') || !Number.isInteger(seq) || !Array.isArray(seals)) throw new RangeError();
  return {
    id: id as string, dev: key, seq: seq as number, text: event, detail: detail ?? '', signature, status: 'WAITING', madeAtMs: nowMs,
    type: type as ScanType, box: box as string, place: place as string, cond: cond as Condition, seals: seals as string[],
    handover: typeof handover === 'string' ? handover : '', origin: 'CARRIED',
  };
}
