/** Box codes: ten characters of Crockford's base 32 and a check character (docs/scan-events.md, section 9). */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 11;

export function checkCharacter(payload: string): string {
  let product = 32;
  for (const character of payload) product = (((product + ALPHABET.indexOf(character)) % 32 || 32) * 2) % 33;
  return ALPHABET[(33 - product) % 32]!;
}

export function isBoxCode(text: string): boolean {
  const isFormed = text.length === LENGTH && [...text].every((character) => ALPHABET.includes(character));
  return isFormed && checkCharacter(text.slice(0, -1)) === text.at(-1);
}

/** What people type (small letters, blanks, hyphens, I, L and O for 1 and 0) as it is printed, finished or not. */
export function asPrinted(typed: string): string {
  return typed.toUpperCase().replace(/[\s-]/g, '').replace(/[IL]/g, '1').replace(/O/g, '0');
}

export type Typed = { code: string } | { fault: 'SHORT' | 'LONG' | 'CHARACTER' | 'CHECK' };

/** The code that was typed, or what about it is wrong. */
export function readTyped(typed: string): Typed {
  const text = asPrinted(typed);
  if ([...text].some((character) => !ALPHABET.includes(character))) return { fault: 'CHARACTER' };
  if (text.length !== LENGTH) return { fault: text.length < LENGTH ? 'SHORT' : 'LONG' };
  return isBoxCode(text) ? { code: text } : { fault: 'CHECK' };
}

/** In groups that an eye can follow: 01234 56789 Y. */
export const spaced = (code: string): string => code.replace(/^(.{5})(.{5})(.)$/, '$1 $2 $3');
