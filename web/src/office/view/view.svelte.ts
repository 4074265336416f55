import { remembered, type Theme } from '../../design/theme';
import type { Language } from '../../words/language';
import { NO_FILTERS, readAddress, writeAddress, type Address, type Filters, type Tab } from './address';

/** What the office looks at, and the address bar says: going somewhere makes a step of history, narrowing a list rewrites the present one. */
export class View {
  tab = $state<Tab>('devices');
  region = $state('');
  shown = $state('');
  filters = $state<Filters>({ ...NO_FILTERS });
  language = $state<Language>('id');
  theme = $state<Theme>('system');

  constructor() {
    this.#read();
    addEventListener('popstate', () => this.#read());
    $effect.root(() => {
      $effect(() => this.#applyToPage());
      $effect(() => this.#write('replaceState'));
    });
  }

  go(change: Partial<Pick<Address, 'tab' | 'region' | 'shown'>>): void {
    Object.assign(this, change);
    this.#write('pushState');
  }

  filter(change: Partial<Filters>): void {
    this.filters = { ...this.filters, ...change };
  }

  clearFilters(): void {
    this.filters = { ...NO_FILTERS, span: this.filters.span };
  }

  #read(): void {
    const { tab, region, shown, filters, language, theme } = readAddress(location.search, remembered());
    Object.assign(this, { tab, region, shown, filters, language, theme });
  }

  #write(how: 'pushState' | 'replaceState'): void {
    const { tab, region, shown, filters, language, theme } = this;
    const address = writeAddress({ tab, region, shown, filters, language, theme });
    if (address !== (location.search || location.pathname)) history[how](null, '', address);
  }

  #applyToPage(): void {
    const { dataset } = document.documentElement;
    document.documentElement.lang = this.language;
    if (this.theme === 'system') delete dataset['theme'];
    else dataset['theme'] = this.theme;
    localStorage.setItem('silog.language', this.language);
    localStorage.setItem('silog.theme', this.theme);
  }
}
