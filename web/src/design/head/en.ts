import type { id } from './id';

/** English: the same. */
export const en: { readonly [K in keyof typeof id]: string } = {
  'menu.label': 'Menu',
  'menu.console': 'Map',
  'menu.language': 'Bahasa Indonesia',
  'menu.languageLabel': 'Bahasa Indonesia (ID): change the language to Indonesian',
  'menu.theme': 'Look: {theme}',
  'menu.signOut': 'Sign out',
  'theme.day': 'day',
  'theme.night': 'night',
  'theme.system': 'as the system',
  'training.band': 'TRAINING',
  'training.explain': 'Training data, not a real election.',
  'clock.label': 'Election time, WIB',
  'app.old': 'The server has been out of reach since {time}. What you see is what was true then.',
  'ago.seconds': 'less than 1 min',
  'ago.minutes': '{count} min',
  'ago.hours': '{count} h',
  'ago.days': '{count} d',
};
