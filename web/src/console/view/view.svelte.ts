import { remembered, type Theme } from '../../design/theme';
import type { Language } from '../../words/language';
import { NO_FILTERS, readAddress, writeAddress, type Address, type Camera, type Filters, type Selected, type Tab } from './address';

/**
 * What the coordinator looks at. The address bar always says the same: choosing something makes a step of history that "back"
 * undoes, while moving the chart or typing a filter rewrites the present step.
 */
export class View {
  tab = $state<Tab>('boxes');
  selected = $state<Selected | null>(null);
  filters = $state<Filters>({ ...NO_FILTERS });
  language = $state<Language>('id');
  theme = $state<Theme>('system');
  scans = $state(false);
  flat = $state(false);
  camera: Camera | null = null;
  /** Counts the times the camera was set by the address and not by the hand on the chart. */
  cameraFromAddress = $state(0);

  readonly filterCount = $derived(Object.values(this.filters).filter(Boolean).length - (this.filters.search ? 1 : 0));

  constructor() {
    this.#read();
    addEventListener('popstate', () => this.#read());
    $effect.root(() => {
      $effect(() => this.#applyToPage());
      $effect(() => this.#rewrite());
    });
  }

  choose(selected: Selected | null): void {
    if (selected?.kind === this.selected?.kind && selected?.code === this.selected?.code) return;
    this.selected = selected;
    history.pushState(null, '', writeAddress(this.#address()));
  }

  filter(change: Partial<Filters>): void {
    this.filters = { ...this.filters, ...change };
  }

  clearFilters(): void {
    this.filters = { ...NO_FILTERS };
  }

  look(camera: Camera): void {
    this.camera = camera;
    this.#rewrite();
  }

  #read(): void {
    const address = readAddress(location.search, location.hash, remembered());
    this.tab = address.tab;
    this.selected = address.selected;
    this.filters = address.filters;
    this.scans = address.scans;
    this.flat = address.flat;
    this.language = address.language;
    this.theme = address.theme;
    if (!address.camera) return;
    this.camera = address.camera;
    this.cameraFromAddress += 1;
  }

  #address(): Address {
    const { tab, selected, filters, camera, scans, flat, language, theme } = this;
    return { tab, selected, filters, camera, scans, flat, language, theme };
  }

  #rewrite(): void {
    const address = writeAddress(this.#address());
    if (address !== `${location.search}${location.hash}`) history.replaceState(null, '', address);
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
