import type { Light } from './palette';

/** Day or night for the chart: what the reader chose, or what the system has now. */
export class ChartLight {
  #isSystemDark = $state(false);
  readonly #view: { readonly theme: 'system' | Light };
  readonly light: Light = $derived.by(() => this.#now());

  constructor(view: { readonly theme: 'system' | Light }) {
    this.#view = view;
    const dark = matchMedia('(prefers-color-scheme: dark)');
    this.#isSystemDark = dark.matches;
    dark.addEventListener('change', ({ matches }) => (this.#isSystemDark = matches));
  }

  #now(): Light {
    if (this.#view.theme === 'system') return this.#isSystemDark ? 'night' : 'day';
    return this.#view.theme;
  }
}
