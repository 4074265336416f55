import { canonical, canonicalText, type Signable } from '../../scan/core/canonical';
import type { Miss, Tried, Unknown } from './outcome';

/** How much of two texts that differ is shown. */
const SHOWN = 40;
const BEFORE = 12;
type Way = 'TEXT' | 'SCAN';

/** Bring one input into canonical form: by what the phone has for any JSON, and, where a scan could say it, by what signs scans. */
export function tryCanonicalForm(file: string, input: string, output: string): Tried | Unknown {
  let value: unknown;
  try {
    value = JSON.parse(input);
  } catch {
    return { state: 'UNKNOWN', file, why: 'NOT_JSON' };
  }
  // An editor's last line feed is no part of the form.
  const expected = output.replace(/\n+$/, '');
  const forms: [Way, string][] = [['TEXT', canonicalText(value)]];
  if (isSignable(value)) forms.push(['SCAN', canonical(value)]);
  const misses = forms.filter(([, found]) => found !== expected).map(([way, found]) => differing(file, way, expected, found));
  return { state: 'TRIED', file, what: 'JCS', cases: forms.length, signed: 0, misses };
}

/** Whether an event or a detail could be this object: strings, integers and lists of strings. */
function isSignable(value: unknown): value is Signable {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.values(value).every((one) => typeof one === 'string' || Number.isSafeInteger(one) || (Array.isArray(one) && one.every((text) => typeof text === 'string')));
}

function differing(name: string, kind: Way, expected: string, found: string): Miss {
  let same = 0;
  while (same < expected.length && expected[same] === found[same]) same += 1;
  const from = Math.max(0, same - BEFORE);
  const shown = (text: string) => `${from > 0 ? '…' : ''}${text.slice(from, from + SHOWN)}${text.length > from + SHOWN ? '…' : ''}`;
  return { name, why: { kind, expected: shown(expected), found: shown(found) } };
}
