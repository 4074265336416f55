/** Why this browser cannot scan at all: the page came without encryption, or the browser is too old. */
export type Hindrance = { kind: 'INSECURE' } | { kind: 'OLD'; missing: string };

export function hindrance(): Hindrance | undefined {
  if (!isSecureContext) return { kind: 'INSECURE' };
  if (!globalThis.crypto?.subtle) return { kind: 'OLD', missing: 'WebCrypto' };
  if (!globalThis.indexedDB) return { kind: 'OLD', missing: 'IndexedDB' };
  if (!('serviceWorker' in navigator)) return { kind: 'OLD', missing: 'service worker' };
  return undefined;
}
