import { readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { ZXING_WASM_SHA256, ZXING_WASM_VERSION } from 'barcode-detector/ponyfill';
import { expect, test, vi } from 'vitest';
import { readingOf } from '../../src/scan/camera/read';
import { Wedge } from '../../src/scan/camera/wedge';
import { Gatherer, toFrames } from '../../src/scan/carry/frames';
import { readOffer, readReceipt } from '../../src/scan/carry/offer';
import { exported, imported, queueFile } from '../../src/scan/carry/queueFile';
import { takeOverQueue } from '../../src/scan/carry/takeOver';
import { base64url, sha256 } from '../../src/scan/core/bytes';
import { signAndQueue } from '../../src/scan/core/chain';
import type { QueuedPhoto, Store } from '../../src/scan/core/store';
import { Speech } from '../../src/scan/words/speech';
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

/** A phone that has scanned so many boxes without signal, each with a photo of so many bytes. */
async function phoneWithPhotos(count: number, bytes = 100): Promise<Store> {
  const { store, device } = await newPhone();
  for (let number = 0; number < count; number += 1) {
    const content = new Uint8Array(bytes).fill(number + 1);
    await signAndQueue(store, device, [arrive()], { ...around, photo: { content, sha256: base64url(await sha256(content)), width: 8, height: 8 } });
  }
  return store;
}
const given = async (store: Store) => JSON.parse(await (await queueFile(store)).file.text()) as { photos: Record<string, string>[] };

test('a file carries the photos too, and another phone keeps them as they were signed, once', async () => {
  const [here, there] = [await phoneWithPhotos(2), (await newPhone()).store];
  const content = await given(here);

  expect(await takeOverQueue(there, content, 1, new Speech())).toEqual({ isWhole: true, text: '2 pindaian dan 2 foto diambil dari ponsel lain' });
  expect((await takeOverQueue(there, content, 2, new Speech())).text).toBe('0 pindaian diambil dari ponsel lain');
  const asSigned = (photos: readonly QueuedPhoto[]) => photos.map(({ madeAtMs: _, ...photo }) => photo);
  expect(asSigned(await there.getAll('photos'))).toEqual(asSigned(await here.getAll('photos')));
});

test('a photo that is not what was hashed is left out, and costs neither scans nor the other photos', async () => {
  const content = await given(await phoneWithPhotos(4));
  const [bad, long, nameless] = content.photos;
  bad!['jpeg'] = btoa('another picture');
  long!['jpeg'] = 'A'.repeat(2_000_000);
  delete nameless!['signature'];
  const { store } = await newPhone();

  const { isWhole, text } = await takeOverQueue(store, content, 1, new Speech());

  expect([isWhole, text]).toEqual([false, '4 pindaian dan 1 foto diambil dari ponsel lain. 3 foto di dalamnya rusak dan tidak diambil: minta berkasnya lagi']);
  expect([await store.count('events'), await store.count('photos')]).toEqual([4, 1]);
});

test('a file holds the oldest photos and no more than an old phone can read', async () => {
  const store = await phoneWithPhotos(3, 8_000_000);

  expect(await queueFile(store)).toMatchObject({ scans: 3, photos: 2, left: 1 });
});

test('where there is no room for photos the scans are taken, and where there is none at all that is said', async () => {
  const [content, { store }] = [await given(await phoneWithPhotos(2)), await newPhone()];
  const full = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, value: unknown) {
    if ('content' in (value as object)) throw new DOMException('full', 'QuotaExceededError');
    return IDBObjectStore.prototype.add.call(this, value);
  });

  expect(await takeOverQueue(store, content, 1, new Speech())).toEqual({ isWhole: false, text: '2 pindaian diambil dari ponsel lain. Memori ponsel penuh: 2 foto tidak diambil' });
  full.mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError');
  });
  expect((await takeOverQueue((await newPhone()).store, content, 1, new Speech())).text).toMatch(/^Tidak berhasil: memori ponsel penuh/);
  full.mockRestore();
  expect((await takeOverQueue(store, {}, 1, new Speech())).text).toBe('Tidak berhasil: ini bukan antrean ponsel pemindai');
  expect((await takeOverQueue(store, { silog: 'scan-queue', scans: [{}] }, 1, new Speech())).text).toContain('pindaian 1 dari 1 di dalamnya tidak terbaca');
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
