import canonicalize from 'canonicalize';

/** What devices sign: strings, integers and lists of strings, nothing else. */
export type Signable = Readonly<Record<string, string | number | readonly string[]>>;

/** The canonical text of any value that JSON can hold. */
export const canonicalText = (value: unknown): string => canonicalize(value)!;

/** A string is read character by character; half a surrogate pair stays alone. */
const holdsHalf = (text: string): boolean => [...text].some((character) => character.length === 1 && character >= '\ud800' && character <= '\udfff');

/**
 * The canonical text (RFC 8785) whose UTF-8 bytes are signed. Half a surrogate pair has no UTF-8 and a fraction is no integer: both are
 * refused here, because the server would put the event into quarantine days later.
 */
export function canonical(fields: Signable): string {
  for (const [key, value] of Object.entries(fields)) {
    if (typeof value === 'number' && !Number.isSafeInteger(value)) throw new RangeError(`${key} is no integer: ${value}`);
    if (typeof value !== 'number' && [value].flat().some(holdsHalf)) throw new RangeError(`${key} holds half of a character.`);
  }
  return canonicalText(fields);
}
