import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { print } from '@0no-co/graphql.web';
import { Naming } from '../src/api/request';
import { BOXES } from '../src/console/list/documents';

const id = `sha256:${createHash('sha256').update(print(BOXES)).digest('hex')}`;

test('a document that the server knows is named by its id', () => {
  expect(new Naming({ Boxes: id }).name(BOXES)).toEqual({ documentId: id });
});

test('a document that the server does not know is sent as text, and so is every one after it said so', () => {
  const naming = new Naming({ Boxes: id });

  expect(new Naming({}).name(BOXES)).toEqual({ query: print(BOXES) });
  naming.forget();
  expect(naming.name(BOXES)).toEqual({ query: print(BOXES) });
});
