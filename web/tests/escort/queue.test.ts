import 'fake-indexeddb/auto';
import { IDBFactory, IDBObjectStore } from 'fake-indexeddb';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Asking } from '../../src/api/ask';
import { newKey } from '../../src/escort/phone';
import { Queue, type Word } from '../../src/escort/queue.svelte';

const report = (text: string): Word => ({
  what: 'REPORT', kind: 'DELAY', text, key: newKey(), id: 'Convoy:1:1', convoy: 'Midai', placeCode: null, placeName: null, position: null,
  at: '2024-11-20T05:00:00Z',
});
const textsOf = (words: readonly Word[]) => words.map((word) => (word.what === 'REPORT' ? word.text : ''));
const said = { data: { reportOfConvoy: { incident: { id: 'Incident:1:1' }, errors: [] } } };

/** What the server answers to a text; without an answer it is out of reach. */
let answers: Record<string, object> = {};
let taken: string[] = [];

const page = (owner = 'LATIHAN.Sari', asking: () => Asking | null = () => ({})): Queue => new Queue(owner, asking, () => undefined);
const shown = (queue: Queue, texts: string[]) => vi.waitFor(() => expect(textsOf(queue.words)).toEqual(texts));

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval'] });
  vi.stubGlobal('indexedDB', new IDBFactory());
  vi.stubGlobal('addEventListener', () => undefined);
  vi.stubGlobal('fetch', (_: string, { body }: { body: string }) => {
    const { text } = (JSON.parse(body) as { variables: { input: { text: string } } }).variables.input;
    const answer = answers[text];
    if (!answer) return Promise.reject(new TypeError('Failed to fetch'));
    taken.push(text);
    return Promise.resolve(Response.json(answer));
  });
  [answers, taken] = [{}, []];
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

test('what was said on one page is not forgotten by another one of the same escort, nor shown to somebody else', async () => {
  const [one, other] = [page(), page()];
  await one.say(report('here'));
  await other.say(report('there'));

  await shown(one, ['here', 'there']);
  await one.send();
  answers = { here: said };
  await one.send();

  expect(taken).toEqual(['here']);
  await shown(other, ['there']);
  await shown(page(), ['there']);
  const stranger = page('LATIHAN.Budi');
  await stranger.send();
  expect(stranger.words).toEqual([]);
});

test('nothing is sent before it is known who sends it, and what the server refuses or fails at holds up nothing behind it', async () => {
  let isKnown = false;
  const queue = page('LATIHAN.Sari', () => (isKnown ? {} : null));
  answers = {
    refused: { data: { reportOfConvoy: { incident: null, errors: [{ code: 'UNKNOWN_CONVOY', message: 'There is no such convoy.' }] } } },
    failed: { data: { reportOfConvoy: null }, errors: [{ message: 'Incident 7', extensions: { code: 'INTERNAL' } }] },
    good: said,
  };
  for (const text of ['refused', 'failed', 'good']) await queue.say(report(text));
  await queue.send();
  expect(taken).toEqual([]);

  isKnown = true;
  await queue.send();

  expect(taken).toEqual(['refused', 'failed', 'good']);
  expect(queue.waiting).toHaveLength(1);
  expect(queue.refused.map(({ refused }) => refused)).toEqual(['There is no such convoy.']);
});

test('a word is shown as waiting once it is on the disk, and not before: whoever sees it may close the page', async () => {
  const queue = page();
  const saying = queue.say(report('here'));
  expect(queue.words).toEqual([]);

  await saying;

  expect(textsOf(queue.words)).toEqual(['here']);
  await shown(page(), ['here']);
});

test('a word for which there is no room is told apart, costs nothing that is kept, and is written down when there is room', async () => {
  const queue = page();
  await queue.say(report('kept'));
  const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
    throw new DOMException('The phone is full.', 'QuotaExceededError');
  });

  await queue.say(report('unkept'));

  expect([textsOf(queue.words), textsOf(queue.unkept)]).toEqual([['kept', 'unkept'], ['unkept']]);
  await shown(page(), ['kept']);
  await queue.send();
  put.mockRestore();
  await queue.send();

  expect(queue.unkept).toEqual([]);
  await shown(page(), ['kept', 'unkept']);
});
