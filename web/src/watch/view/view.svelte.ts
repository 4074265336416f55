import type { ConvoyState } from '../../convoys/documents';
import { remembered, type Theme } from '../../design/theme';
import type { Language } from '../../words/language';
import { readAddress, writeAddress, type Address, type Status, type Tab } from './address';

/** What is looked at, and the address bar says: going somewhere makes a step of history, anything else rewrites the present one. */
export class View {
  tab = $state<Tab>('shipments');
  region = $state('');
  status = $state<'' | Status>('');
  resolved = $state(false);
  state = $state<'' | ConvoyState>('');
  missing = $state(false);
  box = $state('');
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

  go(change: Partial<Pick<Address, 'tab' | 'region' | 'box'>>): void {
    Object.assign(this, change);
    this.#write('pushState');
  }

  #read(): void {
    Object.assign(this, readAddress(location.search, remembered()));
  }

  #write(how: 'pushState' | 'replaceState'): void {
    const { tab, region, status, resolved, state, missing, box, language, theme } = this;
    const address = writeAddress({ tab, region, status, resolved, state, missing, box, language, theme });
    if (address !== location.search) history[how](null, '', address || location.pathname);
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
