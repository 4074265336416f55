import { ask } from '../../api/ask';
import { Problem } from '../../api/problem';
import { base64url } from '../core/bytes';
import { makeKey } from '../core/key';
import type { Device } from '../core/store';
import { VERSION } from './contact';
import { EnrolDeviceDocument } from './enrolDocuments';

/** The invitation code in an address such as /scan#u=CODE. */
export const invitationIn = (hash: string): string => /^#u=([\w-]+)$/.exec(hash)?.[1] ?? '';

/** Make a key and enrol it by an invitation; throws a Problem that says what the server has against it. */
export async function enrol(invitation: string, actor: string): Promise<Device> {
  const { algorithm, privateKey, publicKey, id } = await makeKey();
  const input = { invitation, algorithm, publicKey: base64url(publicKey), version: VERSION };
  const { enrolDevice } = await ask(EnrolDeviceDocument, { input }, { isAnonymous: true });
  const { device, token, expiresAt, errors } = enrolDevice ?? {};
  if (!device || !token) throw new Problem('REFUSED', errors?.[0]?.message ?? 'The server enrolled no device.', errors?.[0]?.code);
  return {
    key: id, algorithm, privateKey, publicKey: base64url(publicKey), label: device.label, election: device.election.code,
    region: device.region.code, regionName: device.region.name, place: device.placeCode, actor, token, expiresAt: expiresAt ?? null,
  };
}
