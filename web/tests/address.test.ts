import { beforeAll, expect, test, vi } from 'vitest';
import { NO_FILTERS, readAddress, writeAddress, type Address } from '../src/console/view/address';

const preferred = { language: 'id', theme: 'system' } as const;

beforeAll(() => vi.stubGlobal('location', { pathname: '/' }));

function read(address: string): Address {
  const [search = '', hash = ''] = address.replace(/^\//, '').split('#');
  return readAddress(search, hash && `#${hash}`, preferred);
}

test('what is written is read back the same', () => {
  const address: Address = {
    tab: 'places',
    selected: { kind: 'box', code: '009VAV300Y0' },
    filters: { ...NO_FILTERS, search: 'Midai & Serasan', region: '21.03.04', is3t: true, attention: true },
    camera: { zoom: 8.25, lat: 3.0072, lon: 107.7536 },
    scans: true,
    flat: true,
    language: 'en',
    theme: 'night',
  };

  expect(read(writeAddress(address))).toEqual(address);
});

test('what goes without saying is not in the address', () => {
  expect(writeAddress({ tab: 'boxes', selected: null, filters: NO_FILTERS, camera: null, scans: false, flat: false, ...preferred })).toBe('/');
});

test.each(['?tab=moon&show=whale:1&theme=pink', '#a/b/c', '#99/99/999', '?show=box:', ''])('nonsense in an address is left out: %s', (address) => {
  expect(read(address)).toEqual({ tab: 'boxes', selected: null, filters: NO_FILTERS, camera: null, scans: false, flat: false, ...preferred });
});
