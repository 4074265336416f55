/**
 * What the scan door keeps of an enrolled phone (scan/core/store.ts), read and never written: the token it asks with. Its own code is not
 * loaded for that, so that either page stays small.
 */
export async function tokenOfPhone(): Promise<string | null> {
  try {
    const device = await entry<{ token: string | null }>('silog-scan', 'device', 'this');
    return device?.token ?? null;
  } catch {
    return null; // a browser that keeps nothing has no enrolled phone
  }
}

function entry<Value>(database: string, store: string, key: string): Promise<Value | undefined> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(database);
    opening.onerror = () => reject(opening.error);
    // It was not there, and is not made by looking.
    opening.onupgradeneeded = () => opening.transaction!.abort();
    opening.onsuccess = () => {
      const asked = opening.result.transaction(store).objectStore(store).get(key);
      asked.onerror = () => reject(asked.error);
      asked.onsuccess = () => {
        opening.result.close();
        resolve(asked.result as Value | undefined);
      };
    };
  });
}

/** A UUID of version 4. Also over plain http, where browsers give out no randomUUID. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
