import { describe, expect, test } from 'vitest';
import { arrivedAt, departedAt, lateMs } from '../../src/watch/lists/reading';
import { readAddress, writeAddress } from '../../src/watch/view/address';

const HOUR_MS = 3_600_000;
const NOON = '2024-11-20T05:00:00Z';
const PREFERRED = { language: 'id', theme: 'system' } as const;

describe('when a shipment came', () => {
  const COME = '2024-11-20T06:00:00Z';
  const ashore = { mode: 'TRANSFER', departedAt: null, arrivedAt: null } as const;
  const legs = [
    { mode: 'LAND', departedAt: NOON, arrivedAt: COME },
    { mode: 'SEA', departedAt: '2024-11-20T07:00:00Z', arrivedAt: null },
  ] as const;

  test('it left with its first leg and arrived with its last', () => {
    expect(departedAt(legs)).toBe(NOON);
    expect(arrivedAt(legs)).toBeNull();
    expect(departedAt([])).toBeNull();
  });

  test('nobody scans a transfer: what rode to its beginning has come, and what rides from its end has left', () => {
    const over = [ashore, { mode: 'SEA', departedAt: NOON, arrivedAt: COME }, ashore] as const;

    expect(departedAt(over)).toBe(NOON);
    expect(arrivedAt(over)).toBe(COME);
  });

  test('what came after its time is late by so much, and what has not come is late as soon as its time is past', () => {
    expect(lateMs(NOON, '2024-11-20T07:00:00Z', 0)).toBe(2 * HOUR_MS);
    expect(lateMs(NOON, '2024-11-20T04:00:00Z', 0)).toBe(0);
    expect(lateMs(NOON, null, Date.parse(NOON) + HOUR_MS)).toBe(HOUR_MS);
    expect(lateMs(NOON, null, Date.parse(NOON) - HOUR_MS)).toBe(0);
  });
});

describe('the address of a view', () => {
  test('says the whole view and is read back', () => {
    const text = '?tab=incidents&region=21.03&status=UNDER_WAY&resolved=1&lang=en&theme=night';

    expect(writeAddress(readAddress(text, PREFERRED))).toBe(text);
  });

  test('leads to the scans of one box in the log, where the code is one', () => {
    expect(readAddress('?tab=log&box=0123456789X', PREFERRED).box).toBe('');
    expect(writeAddress(readAddress('?tab=log&box=0123456789Y', PREFERRED))).toBe('?tab=log&box=0123456789Y');
  });

  test('says nothing that goes without saying, and nonsense is left out', () => {
    expect(writeAddress(readAddress('?tab=shipments&region=<b>&status=LOST&resolved=yes', PREFERRED))).toBe('');
  });
});
