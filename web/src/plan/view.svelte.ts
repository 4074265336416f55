import { remembered, THEMES, type Theme } from '../design/theme';
import type { Language } from '../words/language';

/** What the page looks at, and the address bar says: a plan or a region is a step of history, the rest rewrites the present one. */
export class View {
  region = $state('');
  plan = $state(0);
  other = $state(0);
  leg = $state('');
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

  go(change: Partial<Pick<View, 'region' | 'plan'>>): void {
    Object.assign(this, { ...change, other: 0, leg: '' });
    this.#write('pushState');
  }

  /** Whatever is not understood is left out, so that an old link still opens. */
  #read(): void {
    const query = new URLSearchParams(location.search);
    const whole = (name: string) => (/^\d{1,9}$/.test(query.get(name) ?? '') ? Number(query.get(name)) : 0);
    const { language, theme } = remembered();
    this.region = /^\d\d\.\d\d$/.test(query.get('region') ?? '') ? query.get('region')! : '';
    this.plan = whole('plan');
    this.other = whole('with');
    this.leg = /^[\w.-]{1,40}$/.test(query.get('leg') ?? '') ? query.get('leg')! : '';
    this.language = query.get('lang') === 'en' ? 'en' : query.get('lang') === 'id' ? 'id' : language;
    this.theme = THEMES.find((one) => one === query.get('theme')) ?? theme;
  }

  #write(how: 'pushState' | 'replaceState'): void {
    const query = new URLSearchParams();
    const say = (name: string, value: string | number, unsaid: string | number) => value !== unsaid && query.set(name, String(value));
    say('region', this.region, '');
    say('plan', this.plan, 0);
    say('with', this.other, 0);
    say('leg', this.leg, '');
    say('lang', this.language, 'id');
    say('theme', this.theme, 'system');
    const text = query.toString();
    const address = text ? `?${text}` : location.pathname;
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
