import { base64url, randomBytes, type Bytes } from './bytes';
import { canonical } from './canonical';
import type { Tick } from './clock';
import { tickText } from './clock';
import type { ScanType, Condition } from './vocabulary';

/** What an officer did: everything an event says that the device does not add by itself. */
export interface Act {
  type: ScanType;
  box: string;
  place: string;
  seals: readonly string[];
  cond: Condition;
  /** The nonce that giver and receiver share; '' when the act is no handover. */
  handover: string;
}

/** A photo as it is kept and handed in: a JPEG that holds the picture and nothing else. */
export interface Photo {
  content: Bytes;
  sha256: string;
  width: number;
  height: number;
}

/** Who scanned and where, as far as the phone knows, and what was photographed: personal, so it travels beside the event. */
export interface Circumstances {
  actor: string;
  photo?: Photo | undefined;
  position?: { lat: number; lon: number; accuracyM: number } | undefined;
}

export interface Link {
  election: string;
  dev: string;
  seq: number;
  prev: string;
  hlc: Tick;
  tDev: number;
  id: string;
}

const SALT_BYTES = 16;
const NONCE_BYTES = 16;
const SEAL = /^[A-Za-z0-9./:_-]{1,40}$/;
const MOST_SEALS = 24;
const MOST_ACTOR = 120;

export const newNonce = (): string => base64url(randomBytes(NONCE_BYTES));

export const isSealNumber = (text: string): boolean => SEAL.test(text);

/** The canonical text of the detail (docs/scan-events.md, section 3). */
export function detailText({ actor, position, photo }: Circumstances): string {
  const e7 = (degrees: number) => Math.round(degrees * 1e7);
  const at = position
    ? { lat_e7: e7(position.lat), lon_e7: e7(position.lon), acc_cm: Math.round(position.accuracyM * 100) }
    : { lat_e7: 0, lon_e7: 0, acc_cm: -1 };
  const salt = base64url(randomBytes(SALT_BYTES));
  return canonical({ salt, actor: [...actor].slice(0, MOST_ACTOR).join(''), ...at, photo_sha256: photo?.sha256 ?? '' });
}

/** The canonical text that is signed to hand a photo in (section 5a). */
export const photoText = (election: string, dev: string, sha256: string): string => canonical({ v: 1, election, dev, photo: sha256 });

/** The canonical text of the event (section 2). An act that is no handover needs nothing of version 2 and is written in version 1. */
export function eventText(act: Act, link: Link, detailHash: string): string {
  const seals = [...new Set(act.seals)];
  const wrong = seals.find((seal) => !isSealNumber(seal));
  if (wrong !== undefined || seals.length > MOST_SEALS) throw new RangeError(`These are no seals of a box: ${wrong ?? seals.length}`);
  return canonical({
    ...(act.handover === '' ? { v: 1 } : { v: 2, handover: act.handover }),
    id: link.id,
    type: act.type,
    election: link.election,
    box: act.box,
    seals,
    dev: link.dev,
    seq: link.seq,
    prev: link.prev,
    hlc: tickText(link.hlc),
    t_dev: link.tDev,
    place: act.place,
    cond: act.cond,
    detail: detailHash,
  });
}
