import { tryCanonicalForm } from './canonicalForms';
import type { Given, Outcome } from './outcome';
import { isWycheproof, trySignatures } from './signatures';

const PLACE = /(?:^|\/)(input|output)\/([^/]+)$/;

/** Try every file, whatever it is: the author's inputs with their outputs, the files of signatures by themselves. */
export async function tryAll(givens: readonly Given[]): Promise<Outcome[]> {
  const pairs = new Map<string, Record<string, Given>>();
  const outcomes: Outcome[] = [];
  for (const given of givens) {
    const [, place, name] = PLACE.exec(given.path) ?? [];
    if (place === undefined || name === undefined) outcomes.push(await tryAlone(given));
    else pairs.set(name, { ...pairs.get(name), [place]: given });
  }
  for (const [name, { input, output }] of [...pairs].sort()) {
    const [one, other] = [input && textOf(input), output && textOf(output)];
    const file = `jcs/${name}`;
    if (one === undefined || other === undefined) outcomes.push({ state: 'UNKNOWN', file, why: input && output ? 'NOT_JSON' : 'ALONE' });
    else outcomes.push(tryCanonicalForm(file, one, other));
  }
  return outcomes;
}

async function tryAlone(given: Given): Promise<Outcome> {
  const file = given.path.slice(given.path.lastIndexOf('/') + 1);
  let content: unknown;
  try {
    content = JSON.parse(textOf(given)!);
  } catch {
    return { state: 'UNKNOWN', file, why: 'NOT_JSON' };
  }
  return isWycheproof(content) ? trySignatures(file, content.testGroups) : { state: 'UNKNOWN', file, why: 'NO_VECTORS' };
}

/** Undefined for what is no UTF-8. */
function textOf({ bytes }: Given): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
