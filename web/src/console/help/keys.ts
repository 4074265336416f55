export interface Hands {
  search: () => void;
  close: () => void;
  tab: (index: number) => void;
  attention: () => void;
  theme: () => void;
  language: () => void;
  pause: () => void;
  help: () => void;
}

/** Single keys for the whole console. While someone types, only Esc is ours, and it leaves the field. */
export function handleKey(event: KeyboardEvent, hands: Hands): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  const target = event.target as HTMLElement;
  if (target.closest('dialog, [popover]:popover-open')) return;
  const isTyping = target.matches('input, textarea, select, [contenteditable]');
  if (event.key === 'Escape') return isTyping ? target.blur() : hands.close();
  if (isTyping) return;
  const acts: Record<string, () => void> = {
    '/': hands.search, '?': hands.help, p: hands.attention, n: hands.theme, l: hands.language,
    '1': () => hands.tab(0), '2': () => hands.tab(1), '3': () => hands.tab(2), '4': () => hands.tab(3),
    ...(target.matches('button, a, summary') ? {} : { ' ': hands.pause }),
  };
  const act = acts[event.key];
  if (!act) return;
  event.preventDefault();
  act();
}
