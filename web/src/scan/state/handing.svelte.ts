import { signal } from '../camera/signals';
import type { Offer, Receipt } from '../carry/offer';
import { newNonce, type Act } from '../core/event';
import type { Handover } from '../core/store';
import type { KnownBox } from '../rules/known';
import type { Door } from './door.svelte';

/** The two-sided handovers of this phone: what it gives, what it is offered and takes, what is still open. */
export class Handing {
  /** What another phone offers, from its screen being read until it is closed. */
  offer = $state.raw<Offer | undefined>();
  handovers = $state.raw<readonly Handover[]>([]);
  readonly #door: Door;

  constructor(door: Door) {
    this.#door = door;
  }

  async reload(): Promise<void> {
    this.handovers = (await this.#door.store.getAll('handovers')).sort((a, b) => b.madeAtMs - a.madeAtMs);
  }

  /** The nonce under which an act of this phone is the other side of the offer; '' where it is none. */
  nonceFor(code: string, act: Act['type']): string {
    return this.offer?.boxes.includes(code) && act === this.takingAct ? this.offer.nonce : '';
  }

  get takingAct(): Act['type'] {
    return this.#door.sight.kind === 'CONVEYANCE' ? 'LOAD' : this.#door.sight.kind === 'HUB' ? 'ARRIVE' : 'RECEIVE';
  }

  /** Sign that these boxes are given away, and return what the receiver's camera is to read. */
  async give(boxes: readonly KnownBox[]): Promise<Offer> {
    const nonce = newNonce();
    const codes = boxes.map(({ code }) => code);
    // First what is needed to show the code again: a phone that dies here must not leave a signed handover that nobody can take.
    await this.#keep({ nonce, side: 'GIVER', other: '', boxes: codes, isClosed: false });
    await this.#door.recordAll('HAND_OVER', boxes, nonce);
    return this.offerOf(nonce, this.#door.sight.here, codes);
  }

  offerOf(nonce: string, place: string, boxes: readonly string[]): Offer {
    return { nonce, election: this.#door.device!.election, place, giver: this.#door.device!.label, boxes };
  }

  /** Sign that these boxes of the offer were taken. */
  async take(boxes: readonly KnownBox[]): Promise<void> {
    const { offer } = this;
    if (!offer) return;
    await this.#door.recordAll(this.takingAct, boxes, offer.nonce);
    await this.took(boxes.map(({ code }) => code));
  }

  /** Remember what of the offer was taken so far. */
  async took(codes: readonly string[]): Promise<void> {
    const { nonce, giver } = this.offer!;
    const known = await this.#door.store.get('handovers', nonce);
    await this.#keep({ nonce, side: 'RECEIVER', other: giver, boxes: [...new Set([...(known?.boxes ?? []), ...codes])], isClosed: true });
  }

  async #keep(handover: Omit<Handover, 'place' | 'madeAtMs'>): Promise<void> {
    await this.#door.store.put('handovers', { ...handover, place: this.#door.sight.here, madeAtMs: Date.now() });
    await this.reload();
  }

  heardOffer(offer: Offer | undefined): void {
    const mine = offer && this.handovers.some(({ nonce, side }) => nonce === offer.nonce && side === 'GIVER');
    if (!offer) this.#door.say(false, this.#door.speech.say('handover.unread'));
    else if (offer.election !== this.#door.device?.election) this.#door.say(false, this.#door.speech.say('handover.otherElection', { election: offer.election }));
    else if (mine) this.#door.say(false, this.#door.speech.say('handover.own'));
    else {
      this.offer = offer;
      this.#door.card = undefined;
      this.#door.tab = 'handover';
      signal('heard');
    }
  }

  async heardReceipt(receipt: Receipt | undefined): Promise<void> {
    const given = receipt && (await this.#door.store.get('handovers', receipt.nonce));
    if (!given || given.side !== 'GIVER') {
      this.#door.say(false, this.#door.speech.say('handover.unread'));
      return;
    }
    const short = given.boxes.filter((code) => !receipt.boxes.includes(code)).length;
    await this.#door.store.put('handovers', { ...given, other: receipt.receiver, isClosed: short === 0 });
    await this.reload();
    const missing = this.#door.speech.say('handover.someMissing', { count: this.#door.speech.number(short) });
    this.#door.say(short === 0, short > 0 ? missing : this.#door.speech.say('handover.closed', { other: receipt.receiver }));
  }
}
