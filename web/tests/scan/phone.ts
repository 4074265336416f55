import 'fake-indexeddb/auto';
import { base64url } from '../../src/scan/core/bytes';
import type { Act } from '../../src/scan/core/event';
import { makeKey } from '../../src/scan/core/key';
import { openStore, type Device, type Store } from '../../src/scan/core/store';

let phones = 0;

/** A phone with a store of its own; `reopened` is what another tab, or the same phone after it was killed, sees. */
export async function newPhone(): Promise<{ store: Store; device: Device; reopened: () => Promise<Store> }> {
  const name = `phone-${(phones += 1)}`;
  const { algorithm, privateKey, publicKey, id } = await makeKey('ED25519');
  const device: Device = {
    key: id, algorithm, privateKey, publicKey: base64url(publicKey), label: 'HP uji', election: 'LATIHAN', region: '21.03', regionName: 'Natuna',
    place: null, actor: 'Siti', token: 'token', expiresAt: null,
  };
  return { store: await openStore(name), device, reopened: () => openStore(name) };
}

export const around = { actor: 'Siti' };

export const arrive = (box = '0123456789Y'): Act => ({
  type: 'ARRIVE', box, place: 'PORT-midai', seals: ['KS-1', 'KS-2'], cond: 'GOOD', handover: '',
});
