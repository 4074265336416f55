import { CONVOY_STATES, type ConvoyState } from '../../convoys/documents';
import { THEMES, type Theme } from '../../design/theme';
import { isBoxCode } from '../../scan/core/boxCode';
import type { Language } from '../../words/language';

export const TABS = ['shipments', 'convoys', 'seals', 'incidents', 'observations', 'audit', 'log'] as const;
export const STATUSES = ['PLANNED', 'UNDER_WAY', 'ARRIVED'] as const;

export type Tab = (typeof TABS)[number];
export type Status = (typeof STATUSES)[number];

/** The whole view, as the address holds it. `region` '' is all that the viewer sees, `status` '' every shipment. */
export interface Address {
  tab: Tab;
  region: string;
  status: '' | Status;
  /** Whether incidents that were resolved are shown too. */
  resolved: boolean;
  /** '' every convoy that stands; and whether only those are shown of which a confirmation is missing. */
  state: '' | ConvoyState;
  missing: boolean;
  /** The code of the box whose scans are verified against the log; '' none. */
  box: string;
  language: Language;
  theme: Theme;
}

/** What an address means. Whatever is not understood is left out, so that an old link still opens. */
export function readAddress(search: string, preferred: { language: Language; theme: Theme }): Address {
  const query = new URLSearchParams(search);
  const region = query.get('region') ?? '';
  const box = query.get('box') ?? '';
  return {
    tab: oneOf(query.get('tab'), TABS) ?? 'shipments',
    region: /^[\d.]{2,13}$/.test(region) ? region : '',
    status: oneOf(query.get('status'), STATUSES) ?? '',
    resolved: query.get('resolved') === '1',
    state: oneOf(query.get('state'), CONVOY_STATES) ?? '',
    missing: query.get('missing') === '1',
    box: isBoxCode(box) ? box : '',
    language: oneOf(query.get('lang'), ['id', 'en']) ?? preferred.language,
    theme: oneOf(query.get('theme'), THEMES) ?? preferred.theme,
  };
}

/** The address of a view, with nothing in it that goes without saying. */
export function writeAddress({ tab, region, status, resolved, state, missing, box, language, theme }: Address): string {
  const query = new URLSearchParams();
  const say = (name: string, value: string, unsaid = '') => value !== unsaid && query.set(name, value);
  say('tab', tab, 'shipments');
  say('region', region);
  say('status', status);
  say('resolved', resolved ? '1' : '');
  say('state', state);
  say('missing', missing ? '1' : '');
  say('box', box);
  say('lang', language, 'id');
  say('theme', theme, 'system');
  const text = query.toString();
  return text ? `?${text}` : '';
}

function oneOf<Value extends string>(text: string | null, values: readonly Value[]): Value | undefined {
  return values.find((value) => value === text);
}
