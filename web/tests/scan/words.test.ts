import { expect, test } from 'vitest';
import { en } from '../../src/scan/words/en';
import { id } from '../../src/scan/words/id';

const blanks = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

test('both languages of the scan door have the same keys with the same blanks', () => {
  expect(Object.keys(en)).toEqual(Object.keys(id));
  for (const [key, text] of Object.entries(id)) expect([key, blanks(en[key as keyof typeof id])]).toEqual([key, blanks(text)]);
});
