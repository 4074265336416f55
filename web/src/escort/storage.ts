/** What this browser keeps by name, over closing and opening; null where it keeps nothing. */
export const kept = (place: string): string | null => localStorage.getItem(place);

/** Whether there was room: a full phone keeps what it had. */
export function keep(place: string, text: string): boolean {
  try {
    localStorage.setItem(place, text);
    return true;
  } catch (problem) {
    if (problem instanceof DOMException && problem.name === 'QuotaExceededError') return false;
    throw problem;
  }
}
