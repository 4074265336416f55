/** Whether the browser had room for a text under this name: a full phone keeps what it had, and so does a window that keeps nothing. */
export function keep(place: string, text: string): boolean {
  try {
    localStorage.setItem(place, text);
    return true;
  } catch {
    return false;
  }
}
