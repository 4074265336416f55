import type { Language } from '../words/language';

/** By day, by night, or as the system has it. */
export const THEMES = ['system', 'day', 'night'] as const;
export type Theme = (typeof THEMES)[number];

/** What the button of the menu leads to. */
export function nextTheme(theme: Theme): Theme {
  return THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'system';
}

/** What this browser was last set to; an address that says otherwise wins. */
export function remembered(): { language: Language; theme: Theme } {
  const theme = localStorage.getItem('silog.theme');
  return {
    language: localStorage.getItem('silog.language') === 'en' ? 'en' : 'id',
    theme: theme === 'day' || theme === 'night' ? theme : 'system',
  };
}
