import { THEMES, type Theme } from '../../design/theme';
import type { Language } from '../../words/language';

export const SPANS = ['6', '24', '72', '168'] as const;
export const ORDERS = ['OLDEST_CONTACT', 'LONGEST_QUEUE', 'NEWEST_CONTACT'] as const;
/** The roles that a phone can be invited for. */
export const INVITED = ['KPPS', 'PPS', 'PPK', 'OPERATOR', 'CARRIER', 'ESCORT', 'SUPPLIER'] as const;
const TABS = ['devices', 'invitations', 'convoys', 'people', 'sessions'] as const;
const KINDS = ['people', 'phones'] as const;

export type Tab = (typeof TABS)[number];

export interface Filters {
  search: string;
  role: '' | (typeof INVITED)[number];
  order: (typeof ORDERS)[number];
  /** For how many hours a phone must not have been heard, to count as quiet. */
  span: (typeof SPANS)[number];
  quiet: boolean;
  revoked: boolean;
  kind: (typeof KINDS)[number];
}

/** The whole view, as the address holds it. `region` '' is all that the viewer sees; `shown` is a device's or convoy's id, `invite`, `convoy`, `account`, or ''. */
export interface Address {
  tab: Tab;
  region: string;
  shown: string;
  filters: Filters;
  language: Language;
  theme: Theme;
}

export const NO_FILTERS: Filters = { search: '', role: '', order: 'OLDEST_CONTACT', span: '24', quiet: false, revoked: false, kind: 'people' };

/** What an address means. Whatever is not understood is left out, so that an old link still opens. */
export function readAddress(search: string, preferred: { language: Language; theme: Theme }): Address {
  const query = new URLSearchParams(search);
  const shown = query.get('show') ?? '';
  return {
    tab: oneOf(query.get('tab'), TABS) ?? 'devices',
    region: /^[\d.]{2,13}$/.test(query.get('region') ?? '') ? query.get('region')! : '',
    shown: ['invite', 'convoy', 'account'].includes(shown) || /^Convoy:\d{1,9}:\d{1,18}$/.test(shown) || /^Device:\d{1,9}:[A-Za-z0-9]{1,64}$/.test(shown) ? shown : '',
    filters: {
      search: query.get('q') ?? '',
      role: oneOf(query.get('role'), INVITED) ?? '',
      order: oneOf(query.get('order'), ORDERS) ?? NO_FILTERS.order,
      span: oneOf(query.get('hours'), SPANS) ?? NO_FILTERS.span,
      quiet: query.get('quiet') === '1',
      revoked: query.get('revoked') === '1',
      kind: oneOf(query.get('kind'), KINDS) ?? NO_FILTERS.kind,
    },
    language: oneOf(query.get('lang'), ['id', 'en']) ?? preferred.language,
    theme: oneOf(query.get('theme'), THEMES) ?? preferred.theme,
  };
}

/** The address of a view, with nothing in it that goes without saying. */
export function writeAddress({ tab, region, shown, filters, language, theme }: Address): string {
  const query = new URLSearchParams();
  const say = (name: string, value: string, unsaid = '') => value !== unsaid && query.set(name, value);
  say('tab', tab, 'devices');
  say('region', region);
  say('q', filters.search);
  say('role', filters.role);
  say('order', filters.order, NO_FILTERS.order);
  say('hours', filters.span, NO_FILTERS.span);
  say('quiet', filters.quiet ? '1' : '');
  say('revoked', filters.revoked ? '1' : '');
  say('kind', filters.kind, NO_FILTERS.kind);
  say('show', shown);
  say('lang', language, 'id');
  say('theme', theme, 'system');
  const text = query.toString().replaceAll('%3A', ':');
  return text ? `?${text}` : location.pathname;
}

function oneOf<Value extends string>(text: string | null, values: readonly Value[]): Value | undefined {
  return values.find((value) => value === text);
}
