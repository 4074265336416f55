import { openDB } from 'idb';
import { expect, test, vi } from 'vitest';
import { sha256Text, base64url, sha256, fromBase64url, utf8, type Bytes } from '../../src/scan/core/bytes';
import { signAndQueue } from '../../src/scan/core/chain';
import { photoText, type Photo } from '../../src/scan/core/event';
import { prune, refusedPhotos, settle, standing } from '../../src/scan/core/queue';
import { Unsent } from '../../src/scan/core/sender';
import { openStore, type QueuedPhoto, type Store } from '../../src/scan/core/store';
import { handInPhoto } from '../../src/scan/photo/handInPhoto';
import { stripped } from '../../src/scan/photo/jpeg';
import { PhotoSender, type HandInPhoto, type PhotoVerdict } from '../../src/scan/photo/photoSender';
import { example } from './contract';
import { around, arrive, newPhone } from './phone';

const DAY_MS = 24 * 3600 * 1000;
const PLAIN = Uint8Array.from(atob(example('photo')), (character) => character.charCodeAt(0)) as Bytes;
const segment = (marker: number, text: string): Bytes => new Uint8Array([0xff, marker, (text.length + 2) >> 8, (text.length + 2) & 255, ...utf8(text)]);
/** The plain picture with more behind its first segment (20 bytes: its beginning and JFIF), or behind its end. */
const camera = (beside: readonly Bytes[], behind: readonly number[] = []): Bytes =>
  new Uint8Array([...PLAIN.slice(0, 20), ...beside.flatMap((part) => [...part]), ...PLAIN.slice(20), ...behind]);

async function photo(number = 0): Promise<Photo> {
  const content = new Uint8Array([...PLAIN, number]);
  return { content, sha256: base64url(await sha256(content)), width: 8, height: 8 };
}

/** A phone with scans that the server has, each with a photo. */
async function phoneWith(count: number): Promise<{ store: Store; photos: Photo[] }> {
  const { store, device } = await newPhone();
  const photos: Photo[] = [];
  for (let number = 0; number < count; number += 1) {
    photos.push(await photo(number));
    const [event] = await signAndQueue(store, device, [arrive()], { ...around, photo: photos[number]! });
    await store.put('photos', { ...(await store.get('photos', photos[number]!.sha256))!, madeAtMs: number });
    await settle(store, [{ id: event!.id, status: 'STORED' }], 0);
  }
  return { store, photos };
}

const takes: HandInPhoto = () => Promise.resolve({ status: 'STORED' });
const says = (verdicts: Record<string, PhotoVerdict>): HandInPhoto => ({ sha256 }) => Promise.resolve(verdicts[sha256] ?? { status: 'STORED' });

test('what cameras and browsers write beside a picture is left out, and the picture stays as it was', () => {
  const beside = [segment(0xe1, 'Exif\0\0 3.75 108.25'), segment(0xe2, 'ICC_PROFILE\0\x01\x01'), segment(0xed, 'Photoshop 3.0\0'), segment(0xfe, 'Siti'), segment(0xf7, 'x')];

  expect(stripped(camera(beside, [0, 0, 0, 24, 102, 116, 121, 112]))).toEqual(PLAIN);
  expect(stripped(PLAIN)).toEqual(PLAIN);
  const turned = camera([segment(0xee, 'Adobe\0\0\0\0\0\0\0')]);
  expect(stripped(turned)).toEqual(turned);
  expect(stripped(camera([segment(0xe0, `JFIF\0${'\x01'.repeat(30)}`), segment(0xe0, 'JFXX\0\x10')]))).toEqual(PLAIN);
});

test('what is no JPEG, or only the beginning of one, is not taken for one', () => {
  for (const broken of [new Uint8Array(), utf8('PNG'), PLAIN.slice(0, 40), PLAIN.slice(0, 3), PLAIN.slice(0, -2)]) {
    expect(() => stripped(broken)).toThrow(RangeError);
  }
});

test('a scan with a photo names it in its detail, and the photo is queued with a signature of its own', async () => {
  const { store, device, reopened } = await newPhone();
  const taken = await photo();

  const [event] = await signAndQueue(store, device, [arrive()], { ...around, photo: taken });
  const kept = await (await reopened()).get('photos', taken.sha256);

  expect(JSON.parse(event!.detail)).toMatchObject({ photo_sha256: taken.sha256 });
  expect(JSON.parse(event!.text)).toMatchObject({ detail: await sha256Text(event!.detail) });
  expect(kept).toMatchObject({ event: event!.id, dev: device.key, election: 'LATIHAN', status: 'WAITING', content: taken.content });
  const key = await crypto.subtle.importKey('raw', fromBase64url(device.publicKey)!, { name: 'Ed25519' }, false, ['verify']);
  const statement = utf8(photoText('LATIHAN', device.key, taken.sha256));
  expect(await crypto.subtle.verify({ name: 'Ed25519' }, key, fromBase64url(kept!.signature)!, statement)).toBe(true);
  expect(await standing(store)).toMatchObject({ waiting: 1, photos: 1, refused: 0 });
});

test('where there is no room for the photo nothing is written, and the scan can be signed without it', async () => {
  const { store, device } = await newPhone();
  const taken = { ...(await photo()), content: (() => 0) as unknown as Bytes }; // what no store can keep

  await expect(signAndQueue(store, device, [arrive()], { ...around, photo: taken })).rejects.toThrow();
  expect([await store.count('events'), await store.count('chains'), await store.count('photos')]).toEqual([0, 0, 0]);

  const [event] = await signAndQueue(store, device, [arrive()], around);
  expect([event!.seq, event!.photo]).toEqual([1, undefined]);
});

test('the statement is the one of the contract', () => {
  expect(photoText('LATIHAN', example('key-id'), example('photo-hash'))).toBe(example('photo-statement'));
});

test('a photo waits until the server has its scan', async () => {
  const { store, device } = await newPhone();
  const [event] = await signAndQueue(store, device, [arrive()], { ...around, photo: await photo() });
  const sent: string[] = [];
  const sender = new PhotoSender(store, ({ sha256 }) => (sent.push(sha256), takes({} as QueuedPhoto, new AbortController().signal)));

  await sender.send();
  expect([sent.length, (await standing(store)).photos]).toEqual([0, 1]);
  await settle(store, [{ id: event!.id, status: 'STORED' }], 1);
  await sender.send();

  expect([sent.length, (await standing(store)).photos]).toEqual([1, 0]);
});

test('a photo of a scan that was set aside is set aside with it', async () => {
  const { store, device } = await newPhone();
  const [event] = await signAndQueue(store, device, [arrive()], { ...around, photo: await photo() });
  await settle(store, [{ id: event!.id, status: 'REFUSED', code: 'BAD_SIGNATURE', message: 'no' }], 1);

  await new PhotoSender(store, () => Promise.reject(new Error('never sent'))).send();

  expect(await refusedPhotos(store)).toMatchObject([{ code: 'SCAN_HELD', message: 'no' }]);
  expect(await standing(store)).toMatchObject({ photos: 0, refused: 2 });
});

test('a refused photo is kept with its reason and the next ones go; an erased one is forgotten', async () => {
  const { store, photos } = await phoneWith(4);
  const [bad, erased] = [photos[0]!.sha256, photos[1]!.sha256];

  await new PhotoSender(store, says({ [bad]: { status: 'REFUSED', code: 'HOLDS_METADATA', message: 'Exif' }, [erased]: { status: 'FORGET' } })).send();

  expect(await refusedPhotos(store)).toMatchObject([{ sha256: bad, code: 'HOLDS_METADATA', message: 'Exif' }]);
  expect(await store.get('photos', erased)).toBeUndefined();
  expect(await standing(store)).toMatchObject({ photos: 0, refused: 1 });
});

test('after a failure nothing is sent for a while, and then from the other end', async () => {
  const { store, photos } = await phoneWith(2);
  const heard: string[] = [];
  const sender = new PhotoSender(store, ({ sha256 }) => {
    heard.push(sha256);
    return heard.length === 1 ? Promise.reject(new Unsent('BUSY', 'HTTP 500')) : Promise.resolve({ status: 'STORED' });
  });

  await sender.send();
  await sender.send();
  expect(heard).toEqual([photos[0]!.sha256]);
  sender.forgetFailure();
  await sender.send();

  expect(heard).toEqual([photos[0]!.sha256, photos[1]!.sha256, photos[0]!.sha256]);
  expect((await standing(store)).photos).toBe(0);
});

test('a photo on its way is broken off for a scan, is no failure, and goes when the line is free', async () => {
  const { store } = await phoneWith(2);
  let tries = 0;
  const sender: PhotoSender = new PhotoSender(store, (_, signal) => {
    tries += 1;
    if (tries > 1) return Promise.resolve({ status: 'STORED' });
    sender.breakOff();
    return Promise.reject(new Unsent('UNREACHABLE', String(signal.aborted)));
  });

  await sender.send();
  expect([tries, (await standing(store)).photos]).toEqual([1, 2]);
  await sender.send();

  expect([tries, (await standing(store)).photos]).toEqual([3, 0]);
});

test('the same photo of a second scan goes once more, also where the first was on its way', async () => {
  const { store, device } = await newPhone();
  const taken = await photo();
  const again = () => signAndQueue(store, device, [arrive()], { ...around, photo: taken });
  const settled = async ([event]: Awaited<ReturnType<typeof again>>) => settle(store, [{ id: event!.id, status: 'STORED' }], 0);
  await settled(await again());
  await store.put('photos', { ...(await store.get('photos', taken.sha256))!, madeAtMs: 1 });

  await new PhotoSender(store, async () => {
    await settled(await again());
    return { status: 'STORED' };
  }).send();

  expect((await standing(store)).photos).toBe(1);
});

test('what the server has is kept for 30 days; what it refused stays', async () => {
  const { store, photos } = await phoneWith(2);
  await new PhotoSender(store, says({ [photos[0]!.sha256]: { status: 'REFUSED', code: 'X' } })).send();

  await prune(store, Date.now() + 29 * DAY_MS);
  expect(await store.count('photos')).toBe(2);
  await prune(store, Date.now() + 31 * DAY_MS);

  expect(await store.getAllKeys('photos')).toEqual([photos[0]!.sha256]);
});

test('a phone that was prepared before there were photos keeps its scans and gets room for them', async () => {
  const before = await openDB('phone-of-old', 1, {
    upgrade(db) {
      db.createObjectStore('device');
      db.createObjectStore('chains', { keyPath: 'dev' });
      db.createObjectStore('events', { keyPath: 'id' }).createIndex('byStatus', ['status', 'madeAtMs', 'seq']);
    },
  });
  await before.put('events', { id: '1', seq: 1, status: 'WAITING', madeAtMs: 7 });
  before.close();

  expect(await standing(await openStore('phone-of-old'))).toEqual({ waiting: 1, refused: 0, photos: 0, oldestMs: 7 });
});

test.each([
  [201, { status: 'STORED' }, { status: 'STORED' }],
  [410, { code: 'ERASED' }, { status: 'FORGET' }],
  [422, { code: 'NOT_A_JPEG', message: 'no' }, { status: 'REFUSED', code: 'NOT_A_JPEG', message: 'no' }],
  [408, { code: 'BODY_TOO_SLOW' }, undefined],
  [503, { code: 'BUSY' }, undefined],
  [413, undefined, undefined],
])('an answer %i settles a photo only where it is the server’s last word', async (status, said, verdict) => {
  const { store, photos } = await phoneWith(1);
  const queued = (await store.get('photos', photos[0]!.sha256))!;
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(said && JSON.stringify(said), { status })));
  const answered = handInPhoto(queued, new AbortController().signal);

  if (verdict) expect(await answered).toMatchObject(verdict);
  else await expect(answered).rejects.toThrow(Unsent);
  vi.unstubAllGlobals();
});
