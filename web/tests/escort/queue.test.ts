import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { newKey } from '../../src/escort/phone';
import { Queue, type Word } from '../../src/escort/queue.svelte';

const report = (text: string): Word => ({
  what: 'REPORT', kind: 'DELAY', text, key: newKey(), id: 'Convoy:1:1', convoy: 'Midai', placeCode: null, placeName: null, position: null,
  at: '2024-11-20T05:00:00Z',
});
const texts = ({ words }: Queue) => words.map((word) => (word.what === 'REPORT' ? word.text : ''));
const rest = () => new Promise((resolve) => setTimeout(resolve));

/** What the server answers to a text; without an answer it is out of reach. */
let answers: Record<string, object> = {};
let taken: string[] = [];
const open: Queue[] = [];

const page = (): Queue => {
  open.push(new Queue('LATIHAN.Sari', () => ({}), () => undefined));
  return open.at(-1)!;
};

beforeEach(() => {
  const kept = new Map<string, string>();
  vi.useFakeTimers({ toFake: ['setInterval'] });
  vi.stubGlobal('localStorage', { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => kept.set(key, value) });
  vi.stubGlobal('addEventListener', () => undefined);
  vi.stubGlobal('fetch', (_: string, { body }: { body: string }) => {
    const { text } = (JSON.parse(body) as { variables: { input: { text: string } } }).variables.input;
    const answer = answers[text];
    if (!answer) return Promise.reject(new TypeError('Failed to fetch'));
    taken.push(text);
    return Promise.resolve(Response.json(answer));
  });
  [answers, taken, open.length] = [{}, [], 0];
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('what was said on one page is not forgotten by another one of the same escort', async () => {
  const [one, other] = [page(), page()];
  one.say(report('here'));
  other.say(report('there'));
  await rest();

  expect(texts(page())).toEqual(['here', 'there']);
  const said = { data: { reportOfConvoy: { incident: { id: 'Incident:1:1' }, errors: [] } } };
  answers = { here: said };
  await one.send();

  expect(texts(page())).toEqual(['there']);
});

test('what the server refuses or fails at holds up nothing behind it', async () => {
  const queue = page();
  for (const text of ['refused', 'failed', 'good']) queue.say(report(text));
  await rest();
  answers = {
    refused: { data: { reportOfConvoy: { incident: null, errors: [{ code: 'UNKNOWN_CONVOY', message: 'There is no such convoy.' }] } } },
    failed: { data: { reportOfConvoy: null }, errors: [{ message: 'Incident 7', extensions: { code: 'INTERNAL' } }] },
    good: { data: { reportOfConvoy: { incident: { id: 'Incident:1:1' }, errors: [] } } },
  };
  await queue.send();

  expect(taken).toEqual(['refused', 'failed', 'good']);
  expect(queue.waiting).toHaveLength(1);
  expect(queue.refused.map(({ refused }) => refused)).toEqual(['There is no such convoy.']);
});
