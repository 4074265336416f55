import { isBoxCode } from '../core/boxCode';

/** What the giver's screen tells the receiver's camera: who gives which boxes where, under which nonce. */
export interface Offer {
  nonce: string;
  election: string;
  place: string;
  giver: string;
  boxes: readonly string[];
}

/** What the receiver's screen tells the giver's camera: which of the boxes were taken. */
export interface Receipt {
  nonce: string;
  receiver: string;
  boxes: readonly string[];
}

const NONCE = /^[\w-]{22}$/;
const isText = (value: unknown): value is string => typeof value === 'string' && value.length > 0 && value.length <= 200;
const areBoxes = (value: unknown): value is string[] => Array.isArray(value) && value.length > 0 && value.every((one) => isText(one) && isBoxCode(one));

/** Undefined for whatever is no offer: a camera reads all kinds of codes. */
export function readOffer(content: unknown): Offer | undefined {
  const { nonce, election, place, giver, boxes } = (content ?? {}) as Partial<Record<keyof Offer, unknown>>;
  if (!isText(nonce) || !NONCE.test(nonce) || !isText(election) || !isText(place) || !isText(giver) || !areBoxes(boxes)) return undefined;
  return { nonce, election, place, giver, boxes };
}

export function readReceipt(content: unknown): Receipt | undefined {
  const { nonce, receiver, boxes } = (content ?? {}) as Partial<Record<keyof Receipt, unknown>>;
  if (!isText(nonce) || !NONCE.test(nonce) || !isText(receiver) || !areBoxes(boxes)) return undefined;
  return { nonce, receiver, boxes };
}
