/** Whether this page opens without signal, and why it does not: only encrypted pages may, and not in every browser or window. */
export type Offline = 'YES' | 'NOT_YET' | 'INSECURE' | 'UNABLE';

export function offlineNow(): Offline {
  if (!isSecureContext) return 'INSECURE';
  if (!('serviceWorker' in navigator)) return 'UNABLE';
  return navigator.serviceWorker.controller ? 'YES' : 'NOT_YET';
}

/** Have the page kept on the phone, and come back when it is; the browser is asked not to clear it when the phone is full. */
export async function keepForOffline(): Promise<Offline> {
  if (!('serviceWorker' in navigator)) return offlineNow();
  try {
    await navigator.serviceWorker.register('/escort-worker.js', { scope: '/escort' });
    await navigator.storage?.persist?.();
    await navigator.serviceWorker.ready;
    return 'YES';
  } catch {
    return offlineNow(); // without signal, or without room: the next opening tries again
  }
}
