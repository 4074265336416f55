import type { Theme } from '../../design/theme';
import type { Language } from '../../words/language';

export type Tab = 'boxes' | 'conveyances' | 'places' | 'incidents';
export type Selected = { kind: 'box' | 'conveyance' | 'place' | 'incident'; code: string };
export type Camera = { zoom: number; lat: number; lon: number };

export interface Filters {
  search: string;
  region: string;
  state: string;
  mode: string;
  kind: string;
  is3t: boolean;
  attention: boolean;
  late: boolean;
  underWay: boolean;
}

/** The whole view, as the address holds it. Whoever opens the same address sees the same thing. */
export interface Address {
  tab: Tab;
  selected: Selected | null;
  filters: Filters;
  camera: Camera | null;
  /** Whether the chart shows where scans were made. */
  scans: boolean;
  /** Whether boxes in trouble are listed one by one, and not by what holds them up. */
  flat: boolean;
  language: Language;
  theme: Theme;
}

export const NO_FILTERS: Filters = {
  search: '', region: '', state: '', mode: '', kind: '', is3t: false, attention: false, late: false, underWay: false,
};

const TEXTS = { search: 'q', region: 'region', state: 'state', mode: 'mode', kind: 'kind' } as const;
const SWITCHES = { is3t: '3t', attention: 'attention', late: 'late', underWay: 'under-way' } as const;

/** What an address means. Whatever is not understood is left out, so that an old link still opens. */
export function readAddress(search: string, hash: string, preferred: { language: Language; theme: Theme }): Address {
  const query = new URLSearchParams(search);
  const filters = { ...NO_FILTERS };
  for (const [name, parameter] of entries(TEXTS)) filters[name] = query.get(parameter) ?? '';
  for (const [name, parameter] of entries(SWITCHES)) filters[name] = query.get(parameter) === '1';
  return {
    tab: oneOf(query.get('tab'), ['boxes', 'conveyances', 'places', 'incidents']) ?? 'boxes',
    selected: readSelected(query.get('show')),
    filters,
    camera: readCamera(hash),
    scans: query.get('scans') === '1',
    flat: query.get('flat') === '1',
    language: oneOf(query.get('lang'), ['id', 'en']) ?? preferred.language,
    theme: oneOf(query.get('theme'), ['system', 'day', 'night']) ?? preferred.theme,
  };
}

/** The address of a view, with nothing in it that goes without saying. */
export function writeAddress(address: Address): string {
  const query = new URLSearchParams();
  if (address.tab !== 'boxes') query.set('tab', address.tab);
  for (const [name, parameter] of entries(TEXTS)) if (address.filters[name]) query.set(parameter, address.filters[name]);
  for (const [name, parameter] of entries(SWITCHES)) if (address.filters[name]) query.set(parameter, '1');
  if (address.selected) query.set('show', `${address.selected.kind}:${address.selected.code}`);
  if (address.scans) query.set('scans', '1');
  if (address.flat) query.set('flat', '1');
  if (address.language !== 'id') query.set('lang', address.language);
  if (address.theme !== 'system') query.set('theme', address.theme);
  const { camera } = address;
  const hash = camera ? `#${camera.zoom.toFixed(2)}/${camera.lat.toFixed(4)}/${camera.lon.toFixed(4)}` : '';
  const text = query.toString().replaceAll('%3A', ':');
  return `${text ? `?${text}` : location.pathname}${hash}`;
}

function readSelected(text: string | null): Selected | null {
  const [, kind, code] = /^(box|conveyance|place|incident):(.{1,64})$/.exec(text ?? '') ?? [];
  return kind && code ? { kind: kind as Selected['kind'], code } : null;
}

function readCamera(hash: string): Camera | null {
  const [zoom, lat, lon] = hash.slice(1).split('/').map(Number);
  const isWhole = [zoom, lat, lon].every((part) => part !== undefined && Number.isFinite(part));
  return isWhole && Math.abs(lat!) <= 85 && Math.abs(lon!) <= 180 ? { zoom: zoom!, lat: lat!, lon: lon! } : null;
}

function oneOf<Value extends string>(text: string | null, values: readonly Value[]): Value | undefined {
  return values.find((value) => value === text);
}

function entries<Table extends Record<string, string>>(table: Table): [keyof Table, string][] {
  return Object.entries(table) as [keyof Table, string][];
}
