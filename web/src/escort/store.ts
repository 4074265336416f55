import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { Word } from './queue.svelte';

/** A word as it is kept: whose it is (people who share a phone do not send each other's words) and when it was said, by this device. */
export type Kept = Word & { owner: string; saidMs: number };

interface Layout extends DBSchema {
  words: { key: string; value: Kept; indexes: { byOwner: [string, number] } };
}
export type Store = IDBPDatabase<Layout>;

/** What was written so is on the disk when the transaction is done: a phone that is full says so then, and not never. */
const DURABLE = { durability: 'strict' } as const;

export function openStore(name = 'silog-escort'): Promise<Store> {
  return openDB<Layout>(name, 1, {
    upgrade: (db) => void db.createObjectStore('words', { keyPath: 'key' }).createIndex('byOwner', ['owner', 'saidMs']),
    // Another tab wants a newer layout: let it, instead of blocking it for as long as this one stays open.
    blocking: (_, __, event) => (event.target as IDBDatabase).close(),
  });
}

/** What somebody has said, in the order in which it was said. */
export const wordsOf = (store: Store, owner: string): Promise<Kept[]> =>
  store.getAllFromIndex('words', 'byOwner', IDBKeyRange.bound([owner], [owner, []]));

/** Rejects where there is no room. */
export async function writeDown(store: Store, word: Kept): Promise<void> {
  const transaction = store.transaction('words', 'readwrite', DURABLE);
  await Promise.all([transaction.store.put(word), transaction.done]);
}
