const QUICK_MS = 60;
const SHORTEST = 4;

/**
 * Tells a keyboard-wedge scanner from fingers: it types a whole code faster than anybody can and ends it with Enter. Feed every key that
 * goes to no text field.
 */
export class Wedge {
  #text = '';
  #lastMs = -Infinity;

  /** The code, with the key that ends it. */
  key(key: string, atMs: number): string | undefined {
    const isQuick = atMs - this.#lastMs <= QUICK_MS;
    this.#lastMs = atMs;
    if (key === 'Enter') {
      const text = isQuick ? this.#text : '';
      this.#text = '';
      return text.length >= SHORTEST ? text : undefined;
    }
    if (key.length === 1) this.#text = isQuick ? this.#text + key : key;
    return undefined;
  }
}
