import { expect, test } from 'vitest';
import { base64url, fromBase64url, sha256Text, utf8 } from '../../src/scan/core/bytes';
import { checkCharacter, readTyped } from '../../src/scan/core/boxCode';
import { canonical, type Signable } from '../../src/scan/core/canonical';
import { eventTime, tick, tickText, uuid7 } from '../../src/scan/core/clock';
import { detailText, eventText, type Act } from '../../src/scan/core/event';
import { keyId, makeKey, sign } from '../../src/scan/core/key';
import { example } from './contract';

const WRITTEN = JSON.parse(example('event'));
const ACT: Act = { type: 'ARRIVE', box: '0123456789Y', place: WRITTEN.place, seals: WRITTEN.seals, cond: 'GOOD', handover: '' };
const LINK = {
  election: 'LATIHAN', dev: WRITTEN.dev, seq: 1, prev: '', hlc: tick({ ms: 0, count: 0 }, WRITTEN.t_dev), tDev: WRITTEN.t_dev, id: WRITTEN.id,
};
const PKCS8_OF_ED25519 = '302e020100300506032b657004220420';

async function privateKeyOf(name: string): Promise<CryptoKey> {
  const bytes = Uint8Array.from(Buffer.from(PKCS8_OF_ED25519 + example(name), 'hex'));
  return crypto.subtle.importKey('pkcs8', bytes, { name: 'Ed25519' }, false, ['sign']);
}

test('the event of the contract comes out byte by byte', async () => {
  expect(eventText(ACT, LINK, await sha256Text(example('detail')))).toBe(example('event'));
  expect(await sha256Text(example('event'))).toBe(example('event-hash'));
});

test('the signature of the contract comes out too', async () => {
  const privateKey = await privateKeyOf('private-key');

  expect(await sign({ algorithm: 'ED25519', privateKey }, utf8(example('event')))).toBe(example('signature'));
});

test('a key is named as the contract names it', async () => {
  expect(await keyId(fromBase64url(example('public-key'))!)).toBe(example('key-id'));
});

test('a handover is an event of version 2 with one key more', () => {
  const written = JSON.parse(eventText({ ...ACT, type: 'HAND_OVER', handover: 'AAECAwQFBgcICQoLDA0ODw' }, LINK, ''));

  expect(written).toMatchObject({ v: 2, handover: 'AAECAwQFBgcICQoLDA0ODw' });
  expect(Object.keys(written)).toHaveLength(15);
});

test('the detail has the keys of the contract and a salt of its own each time', () => {
  const around = { actor: 'Siti, KPPS 001', position: { lat: 3.7512345, lon: 108.2598765, accuracyM: 4.5 } };
  const [one, other] = [detailText(around), detailText(around)].map((text) => JSON.parse(text));

  expect({ ...one, salt: '' }).toEqual({ ...JSON.parse(example('detail')), salt: '' });
  expect(one.salt).toMatch(/^[\w-]{22}$/);
  expect(one.salt).not.toBe(other.salt);
});

test('a phone without a position says so', () => {
  expect(JSON.parse(detailText({ actor: 'x' }))).toMatchObject({ lat_e7: 0, lon_e7: 0, acc_cm: -1 });
});

test.each<[Signable, RegExp]>([
  [{ actor: 'half \ud83d' }, /half of a character/],
  [{ seals: ['\ude00'] }, /half of a character/],
  [{ seq: 1.5 }, /no integer/],
  [{ t_dev: 2 ** 53 }, /no integer/],
])('what the server would quarantine days later is refused at once: %j', (fields, why) => {
  expect(() => canonical(fields)).toThrow(why);
});

test('a seal that no event can carry is refused before it is signed', () => {
  expect(() => eventText({ ...ACT, seals: ['KS 04417'] }, LINK, '')).toThrow(/KS 04417/);
});

test('a key can sign and cannot be read', async () => {
  for (const wanted of ['ED25519', 'P256'] as const) {
    const key = await makeKey(wanted);

    expect(key.algorithm).toBe(wanted);
    expect(key.publicKey).toHaveLength(wanted === 'ED25519' ? 32 : 65);
    expect((await sign(key, utf8('x'))).length).toBe(86);
    await expect(crypto.subtle.exportKey('pkcs8', key.privateKey)).rejects.toThrow();
  }
});

test('the clock never goes back, and counts while it stands still', () => {
  let last = tick({ ms: 0, count: 0 }, 1_000);
  const ticks = [1_000, 900, 2_000].map((ms) => (last = tick(last, ms)));

  expect(ticks.map(tickText)).toEqual(['0000000003e8-0001', '0000000003e8-0002', '0000000007d0-0000']);
  expect(tickText(tick({ ms: 1_000, count: 0xffff }, 1_000))).toBe('0000000003e9-0000');
});

test('an id is a UUID of version 7 that begins with its time', () => {
  expect(uuid7(0x019366771320)).toMatch(/^01936677-1320-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test('a training election has its own time, a real one the time of the phone', () => {
  const reading = { electionMs: 1_000_000, deviceMs: 50_000, speed: 60, isTraining: true };

  expect(eventTime(52_000, reading)).toBe(1_120_000);
  expect(eventTime(52_000, { ...reading, isTraining: false })).toBe(52_000);
  expect(eventTime(52_000, undefined)).toBe(52_000);
});

test('codes are typed as people type them, and a wrong character is found', () => {
  expect(checkCharacter('0123456789')).toBe('Y');
  expect(readTyped('o1234-56789 y')).toEqual({ code: '0123456789Y' });
  expect(readTyped('0123456789X')).toEqual({ fault: 'CHECK' });
  expect(readTyped('01234')).toEqual({ fault: 'SHORT' });
  expect(readTyped('0123456789YY')).toEqual({ fault: 'LONG' });
  expect(readTyped('0123456789Ü')).toEqual({ fault: 'CHARACTER' });
});

test('base64url goes there and back for every length', () => {
  for (let length = 0; length < 70; length += 1) {
    const bytes = crypto.getRandomValues(new Uint8Array(length));
    expect(base64url(bytes)).toBe(Buffer.from(bytes).toString('base64url'));
    expect(fromBase64url(base64url(bytes))).toEqual(bytes);
  }
  expect(fromBase64url('a+b/')).toBeUndefined();
});
