import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { Bytes } from './bytes';
import type { ClockReading, Tick } from './clock';
import type { Algorithm } from './key';
import type { Law } from '../rules/law';
import type { KnownBox, KnownPlace, KnownShipment } from '../rules/known';
import type { Condition, ScanType } from './vocabulary';

/** What this phone is: its key, and what it was enrolled as. `token` is gone after signing out; key and queue stay. */
export interface Device {
  key: string;
  algorithm: Algorithm;
  privateKey: CryptoKey;
  publicKey: string;
  label: string;
  election: string;
  region: string;
  regionName: string;
  place: string | null;
  actor: string;
  token: string | null;
  expiresAt: string | null;
}

/** Where the chain of one key stands. */
export interface Chain {
  dev: string;
  seq: number;
  prev: string;
  hlc: Tick;
}

/** WAITING until the server has answered; STORED is kept a while; REFUSED is kept for a person. */
export type Status = 'WAITING' | 'STORED' | 'REFUSED';

/** A signed event in the queue. What stands beside the text repeats it, to be searched by. */
export interface Queued {
  id: string;
  dev: string;
  seq: number;
  text: string;
  detail: string;
  signature: string;
  status: Status;
  madeAtMs: number;
  type: ScanType;
  box: string;
  place: string;
  cond: Condition;
  seals: readonly string[];
  handover: string;
  /** Where this phone believed the box to be before. */
  placeBefore?: string | undefined;
  /** The hash of the photo taken at it. */
  photo?: string | undefined;
  /** HERE: signed by this phone. CARRIED: taken over from another one, to be handed in for it. */
  origin: 'HERE' | 'CARRIED';
  answeredAtMs?: number;
  code?: string;
  message?: string;
  flags?: readonly string[];
}

/** A photo that waits behind the scans, with the signature that lets it in; it needs nobody to be signed in. */
export interface QueuedPhoto {
  sha256: string;
  election: string;
  dev: string;
  signature: string;
  content: Bytes;
  /** The event that names it: until the server has that, it takes no photo. */
  event: string;
  box: string;
  status: Status;
  madeAtMs: number;
  answeredAtMs?: number;
  code?: string;
  message?: string;
}

/** A handover as this phone knows it: what was given or taken under one nonce. */
export interface Handover {
  nonce: string;
  side: 'GIVER' | 'RECEIVER';
  other: string;
  place: string;
  boxes: readonly string[];
  madeAtMs: number;
  isClosed: boolean;
}

/** Single facts by name. */
export interface Notes {
  here: string;
  preparedAtMs: number;
  lastSuccessMs: number;
  clock: ClockReading;
  law: Law;
  isBurst: boolean;
  language: 'id' | 'en';
}

export interface ScanStore extends DBSchema {
  device: { key: 'this'; value: Device };
  chains: { key: string; value: Chain };
  events: {
    key: string;
    value: Queued;
    indexes: { byStatus: [Status, number, number]; byBox: string; byAnswer: number };
  };
  photos: { key: string; value: QueuedPhoto; indexes: { byStatus: [Status, number]; byAnswer: number } };
  boxes: { key: string; value: KnownBox };
  places: { key: string; value: KnownPlace };
  shipments: { key: string; value: KnownShipment };
  handovers: { key: string; value: Handover };
  notes: { key: keyof Notes; value: Notes[keyof Notes] };
}

export type Store = IDBPDatabase<ScanStore>;

const VERSION = 2;

/** Open the phone's store. What was written with `DURABLE` is on the disk when the transaction is done, not in a buffer. */
export function openStore(name = 'silog-scan'): Promise<Store> {
  return openDB<ScanStore>(name, VERSION, {
    upgrade(db, from) {
      if (from < 1) makeFirst(db);
      const photos = db.createObjectStore('photos', { keyPath: 'sha256' });
      photos.createIndex('byStatus', ['status', 'madeAtMs']);
      photos.createIndex('byAnswer', 'answeredAtMs');
    },
    // Another tab wants a newer layout: let it, instead of blocking it for as long as this one stays open.
    blocking: (_, __, event) => (event.target as IDBDatabase).close(),
  });
}

function makeFirst(db: Store): void {
  db.createObjectStore('device');
  db.createObjectStore('chains', { keyPath: 'dev' });
  const events = db.createObjectStore('events', { keyPath: 'id' });
  events.createIndex('byStatus', ['status', 'madeAtMs', 'seq']);
  events.createIndex('byBox', 'box');
  events.createIndex('byAnswer', 'answeredAtMs');
  for (const name of ['boxes', 'places', 'shipments'] as const) db.createObjectStore(name, { keyPath: 'code' });
  db.createObjectStore('handovers', { keyPath: 'nonce' });
  db.createObjectStore('notes');
}

export const DURABLE = { durability: 'strict' } as const;

export async function readNote<Name extends keyof Notes>(store: Store, name: Name): Promise<Notes[Name] | undefined> {
  return (await store.get('notes', name)) as Notes[Name] | undefined;
}

export async function writeNote<Name extends keyof Notes>(store: Store, name: Name, value: Notes[Name]): Promise<void> {
  await store.put('notes', value, name);
}
