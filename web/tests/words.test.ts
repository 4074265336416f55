import { expect, test } from 'vitest';
import { en } from '../src/words/en';
import { id } from '../src/words/id';
import { Words } from '../src/words/words';

const blanks = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

test('both languages have the same keys with the same blanks', () => {
  expect(Object.keys(en)).toEqual(Object.keys(id));
  for (const [key, text] of Object.entries(id)) expect([key, blanks(en[key as keyof typeof id])]).toEqual([key, blanks(text)]);
});

test('times are WIB wherever the reader sits', () => {
  expect(new Words('id').moment('2024-11-27T00:00:00Z')).toBe('27 Nov, 07.00');
});

test('a value newer than this page is shown as it came', () => {
  expect(new Words('id').name('state', 'BURIED_AT_SEA' as never)).toBe('buried at sea');
});
