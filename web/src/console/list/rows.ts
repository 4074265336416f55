/** Rows of a list: arrows walk them, Home and End jump. Rows carry `data-row`. */
export function walkRows(rows: HTMLElement, event: KeyboardEvent): void {
  const all = [...rows.querySelectorAll<HTMLElement>('[data-row]')];
  const here = all.indexOf(document.activeElement as HTMLElement);
  const to = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: all.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  all[Math.max(0, Math.min(to, all.length - 1))]?.focus();
}

/** A Svelte action: act whenever the element comes into sight, as the button for more rows does. */
export function atSight(element: HTMLElement, act: () => void) {
  const sight = new IntersectionObserver(([seen]) => { if (seen?.isIntersecting) act(); });
  sight.observe(element);
  return { destroy: () => sight.disconnect() };
}
