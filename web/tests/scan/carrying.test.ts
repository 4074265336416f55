import { readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { ZXING_WASM_SHA256, ZXING_WASM_VERSION } from 'barcode-detector/ponyfill';
import { expect, test } from 'vitest';
import { readingOf } from '../../src/scan/camera/read';
import { Wedge } from '../../src/scan/camera/wedge';
import { Gatherer, toFrames } from '../../src/scan/carry/frames';
import { readOffer, readReceipt } from '../../src/scan/carry/offer';
import { exported, imported } from '../../src/scan/carry/queueFile';
import { signAndQueue } from '../../src/scan/core/chain';
import { around, arrive, newPhone } from './phone';

const NONCE = 'AAECAwQFBgcICQoLDA0ODw';
const OFFER = { nonce: NONCE, election: 'LATIHAN', place: 'PORT-midai', giver: 'HP Siti', boxes: ['0123456789Y'] };

test('a content that is too long for one code comes in parts, in any order and more than once', async () => {
  const content = { text: Array.from({ length: 400 }, (_, index) => `${index}-${Math.sin(index)}`).join() };
  const frames = await toFrames('QUEUE', content);
  const gatherer = new Gatherer();

  expect(frames.length).toBeGreaterThan(3);
  for (const frame of [...frames, ...frames].toReversed().slice(1)) await gatherer.add(frame);
  expect(await gatherer.add(frames[0]!)).toEqual({ kind: 'QUEUE', have: frames.length, of: frames.length, content });
});

test('frames of another content begin anew, and what is no frame is none', async () => {
  const gatherer = new Gatherer();
  await gatherer.add('SILOG1 QUEUE old 1/2 pAAAA');

  expect(await gatherer.add((await toFrames('OFFER', OFFER))[0]!)).toMatchObject({ kind: 'OFFER', have: 1, of: 1, content: OFFER });
  expect(await gatherer.add('SILOG1 nonsense')).toBeUndefined();
  expect(await gatherer.add('SILOG1 QUEUE bad 1/1 zAAAA')).toMatchObject({ content: undefined });
});

test('a queue goes to another phone as it was signed', async () => {
  const { store, device } = await newPhone();
  const events = await signAndQueue(store, device, [arrive(), arrive()], around);

  const there = imported(JSON.parse(JSON.stringify(exported(events))), 1);

  expect(there).toEqual(events.map((event) => ({ ...event, madeAtMs: 1, origin: 'CARRIED' })));
});

test.each([undefined, {}, { silog: 'scan-queue' }, { silog: 'scan-queue', scans: [{ event: '{}' }] }, { silog: 'scan-queue', scans: [{ event: 'x' }] }])(
  'what is no queue is refused in words: %j',
  (content) => {
    expect(() => imported(content, 1)).toThrow(/queue|cannot be read/);
  },
);

test('an offer must be whole', () => {
  expect(readOffer(OFFER)).toEqual(OFFER);
  for (const broken of [null, { ...OFFER, nonce: 'short' }, { ...OFFER, boxes: [] }, { ...OFFER, boxes: ['0123456789X'] }, { ...OFFER, place: 5 }]) {
    expect(readOffer(broken)).toBeUndefined();
  }
  expect(readReceipt({ nonce: NONCE, receiver: 'PPK', boxes: ['0123456789Y'] })).toBeDefined();
  expect(readReceipt({ nonce: NONCE, boxes: [] })).toBeUndefined();
});

test.each([
  ['0123456789Y', { box: '0123456789Y' }],
  [' o12345 6789-y\n', { box: '0123456789Y' }],
  ['https://silog.id/b#0123456789Y', { box: '0123456789Y' }],
  ['https://silog.id/scan#u=ABC-12', { invitation: 'ABC-12' }],
  ['KS-04417', { seal: 'KS-04417' }],
  ['two words', { unread: 'two words' }],
  ['SILOG1 OFFER x 1/1 pAA', { frame: 'SILOG1 OFFER x 1/1 pAA' }],
])('%j is read as what it is', (text, reading) => {
  expect(readingOf(text)).toEqual(reading);
});

test('a wedge scanner is told from fingers by its speed', () => {
  const wedge = new Wedge();
  const typed = (text: string, everyMs: number, fromMs: number) =>
    [...text, 'Enter'].map((key, index) => wedge.key(key, fromMs + index * everyMs)).at(-1);

  expect(typed('0123456789Y', 8, 0)).toBe('0123456789Y');
  expect(typed('0123456789Y', 150, 10_000)).toBeUndefined();
  expect(typed('abc', 8, 20_000)).toBeUndefined();
  expect(typed('KS-04417', 8, 30_000)).toBe('KS-04417');
});

test('the decoder that we serve is the one its library was made for', () => {
  const wasm = readFileSync('node_modules/zxing-wasm/dist/reader/zxing_reader.wasm');
  const { version } = JSON.parse(readFileSync('node_modules/zxing-wasm/package.json', 'utf8')) as { version: string };

  expect(version).toBe(ZXING_WASM_VERSION);
  expect(createHash('sha256').update(wasm).digest('hex')).toBe(ZXING_WASM_SHA256);
});
