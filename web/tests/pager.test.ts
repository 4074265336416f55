import { expect, test } from 'vitest';

import { Pager, type Page } from '../src/console/list/pager.svelte';

const numbers = (first: number, after: string | null): Page<number> => {
  const from = Number(after ?? 0);
  return { nodes: Array.from({ length: first }, (_, at) => from + at), pageInfo: { hasNextPage: true, endCursor: String(from + first) } };
};

test('the end of the list that comes into sight during a refresh is not forgotten', async () => {
  const waiting: (() => void)[] = [];
  const pager = new Pager<number>();
  pager.ask((first, after) => new Promise((resolve) => waiting.push(() => resolve(numbers(first, after)))));
  const answer = async () => {
    waiting.shift()!();
    await new Promise((resolve) => setTimeout(resolve));
  };
  await answer();

  pager.refresh();
  pager.more();
  await answer();
  await answer();

  expect(pager.rows).toHaveLength(100);
  expect(waiting).toHaveLength(0);
});

test('what changes while an answer is awaited is asked for once more', async () => {
  const waiting: ((rows: number[]) => void)[] = [];
  const pager = new Pager<number>();
  pager.ask(() => new Promise((resolve) => waiting.push((nodes) => resolve({ nodes, pageInfo: { hasNextPage: false, endCursor: null } }))));
  const answer = async (rows: number[]) => {
    waiting.shift()!(rows);
    await new Promise((resolve) => setTimeout(resolve));
  };

  pager.refresh();
  pager.refresh();
  await answer([1, 2]);
  await answer([2]);

  expect(pager.rows).toEqual([2]);
  expect(waiting).toHaveLength(0);
});
