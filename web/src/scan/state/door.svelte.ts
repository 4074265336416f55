import type { Gatherer } from '../carry/frames';
import { readingOf } from '../camera/read';
import { signal } from '../camera/signals';
import { invitationIn } from '../server/enrol';
import { signAndQueue } from '../core/chain';
import type { Act, Circumstances, Photo } from '../core/event';
import { recordedBefore } from '../core/queue';
import { readNote, writeNote, type Device, type Notes, type Queued, type Store } from '../core/store';
import { applyToBoxes } from '../rules/replay';
import type { Language } from '../../words/language';
import type { KnownBox } from '../rules/known';
import { looksAtSeals, namesSeals } from '../rules/seals';
import { Speech, speechIn } from '../words/speech';
import { Card } from './card.svelte';
import { whereIAm } from './gnss';
import { Handing } from './handing.svelte';
import { Post } from './post.svelte';
import { Sight } from './sight.svelte';

export type Tab = 'scan' | 'list' | 'handover' | 'queue' | 'phone';

/** A word to the officer about what just happened. */
export interface Notice {
  isGood: boolean;
  text: string;
  /** Grows, so that the same word twice flashes twice. */
  number: number;
}

/** The whole of the scan door: what is scanned, signed, kept and sent. Screens only show it. */
export class Door {
  device = $state.raw<Device | undefined>();
  tab = $state<Tab>('scan');
  card = $state.raw<Card | undefined>();
  notice = $state.raw<Notice | undefined>();
  recent = $state.raw<readonly Queued[]>([]);
  isBurst = $state(false);
  /** For as long as the page is open, so that the light comes back with the camera. */
  wantsTorch = false;
  /** An invitation was opened on this phone, or somebody wants to sign in again. */
  isEnrolling = $state(false);
  invitation = $state(invitationIn(location.hash));
  preparedAtMs = $state<number | undefined>();
  gathered = $state.raw<{ have: number; of: number } | undefined>();
  speech = $state.raw(new Speech());
  readonly sight: Sight;
  readonly post: Post;
  readonly handing = new Handing(this);
  #gatherer: Gatherer | undefined;
  #notices = 0;

  constructor(readonly store: Store) {
    this.sight = new Sight(store, () => this.device);
    this.post = new Post(store, () => this.device, () => this.sight.reloadClock());
  }

  async load(): Promise<void> {
    this.device = await this.store.get('device', 'this');
    this.speech = await speechIn((await readNote(this.store, 'language')) ?? 'id');
    this.isEnrolling = this.device === undefined || this.invitation !== '';
    await this.sight.load();
    this.isBurst = (await readNote(this.store, 'isBurst')) ?? false;
    this.preparedAtMs = await readNote(this.store, 'preparedAtMs');
    await this.refresh();
  }

  async refresh(): Promise<void> {
    await this.handing.reload();
    const newest: Queued[] = [];
    const mine = this.device?.key;
    let cursor = mine ? await this.store.transaction('events').store.openCursor(null, 'prev') : null;
    for (; cursor && newest.length < 30; cursor = await cursor.continue()) if (cursor.value.dev === mine) newest.push(cursor.value);
    this.recent = newest;
    await this.post.look();
  }

  async note<Name extends keyof Notes>(name: Name, value: Notes[Name]): Promise<void> {
    await writeNote(this.store, name, value);
  }

  enrolBy(invitation: string): void {
    this.invitation = invitation;
    this.isEnrolling = true;
  }

  /** Keep what this phone is: newly enrolled, renamed or signed out. */
  async enrolled(device: Device): Promise<void> {
    await this.store.put('device', $state.snapshot(device) as Device, 'this');
    this.device = device;
    this.isEnrolling = false;
    await this.sight.load();
    void this.post.send();
  }

  async speak(language: Language): Promise<void> {
    this.speech = await speechIn(language);
    document.documentElement.lang = language;
    await this.note('language', language);
  }

  say(isGood: boolean, text: string): void {
    this.notice = { isGood, text, number: (this.#notices += 1) };
    signal(isGood ? 'good' : 'bad');
  }

  /** Whatever a camera, a wedge scanner or fingers bring: all of them are equals. */
  async read(text: string): Promise<void> {
    const reading = readingOf(text);
    if ('box' in reading) await this.#readBox(reading.box);
    else if ('frame' in reading) await this.#readFrame(reading.frame);
    else if ('seal' in reading) this.#readSeal(reading.seal);
    else if ('invitation' in reading) this.enrolBy(reading.invitation);
    else if ('unread' in reading) this.say(false, this.speech.say('scan.unread', { text: reading.unread.slice(0, 40) }));
  }

  async #readBox(code: string): Promise<void> {
    if (this.sight.here === '') {
      this.say(false, this.speech.say('scan.noPlace'));
      return;
    }
    if (this.card?.code === code) return;
    const box = this.sight.box(code);
    // What was stored before must not be read as a word about this box.
    this.notice = undefined;
    const card = new Card(code, box, this.handing.offer ? this.handing.takingAct : this.sight.actFor(box));
    this.card = card;
    this.tab = 'scan';
    card.before = await recordedBefore(this.store, { dev: this.device!.key, box: code, type: card.act, place: this.sight.here });
    card.refusal = this.sight.refusal(card.act, box, card.asksSeals ? ['?'] : card.found);
    if (card.refusal) this.say(false, this.speech.say('refusal.title'));
    else if (card.before) signal('again');
    else if (this.isBurst && box && card.isReady && !card.asksSeals) await this.record(false, card);
    else signal('heard');
  }

  #readSeal(number: string): void {
    if (!this.card) this.say(false, this.speech.say('scan.noBox'));
    else if (this.card.addSeal(number)) signal('heard');
  }

  /** Sign what the officer found on the box in hand. `happened`: it is against the rules and happened all the same. */
  async record(happened = false, card = this.card): Promise<void> {
    if (!card?.isReady) return;
    card.refusal = happened ? undefined : this.sight.refusal(card.act, card.box, card.found);
    if (card.refusal) {
      this.say(false, this.speech.say('refusal.title'));
      return;
    }
    const handover = this.handing.nonceFor(card.code, card.act);
    const act = { type: card.act, box: card.code, place: this.sight.here, seals: card.found, cond: card.cond, handover };
    const [event] = await this.sign([act], card.photo);
    if (handover) await this.handing.took([card.code]);
    const isWhole = event?.photo === card.photo?.sha256;
    this.say(isWhole, this.speech.say(isWhole ? 'scan.saved' : 'photo.full', { act: this.speech.name('act', card.act), box: card.code }));
    if (this.card === card) this.card = undefined;
  }

  /** Take a photo of the box in hand, from a camera app's file or from the page's own camera. What makes it small comes when it is needed. */
  async photograph(card: Card, source: Blob | HTMLVideoElement): Promise<void> {
    card.isDeveloping = true;
    try {
      card.photo = await (await import('../photo/taking')).photoFrom(source);
      this.notice = undefined;
    } catch {
      this.say(false, this.speech.say('photo.unread'));
    } finally {
      card.isDeveloping = false;
    }
  }

  /** Sign one act for many boxes whose seals the officer has seen. */
  async recordAll(type: Act['type'], boxes: readonly KnownBox[], handover = ''): Promise<void> {
    const seals = (box: KnownBox) => (looksAtSeals(type) ? box.seals : []);
    await this.sign(boxes.map((box) => ({ type, box: box.code, place: this.sight.here, seals: seals(box), cond: 'GOOD', handover })));
    this.say(true, this.speech.say('scan.savedMany', { act: this.speech.name('act', type), count: this.speech.number(boxes.length) }));
  }

  /**
   * A scan is never taken back: undoing it is a new look at the box, where it was before and as it was found. An act that names no seals is
   * undone with those that the box carries: a look that names none would say that it is bare. Who can tell them is asked where nobody knows.
   */
  async undo(event: Queued): Promise<void> {
    const back = event.placeBefore ?? this.sight.here;
    const seals = namesSeals(event.type) ? event.seals : this.sight.box(event.box)?.seals;
    if (!seals) {
      this.card = new Card(event.box, undefined, 'CHECK');
      this.tab = 'scan';
      return;
    }
    await this.sign([{ type: 'CHECK', box: event.box, place: back, seals, cond: 'GOOD', handover: '' }]);
    this.say(true, this.speech.say('queue.undone', { place: this.sight.placeName(back) }));
  }

  async sign(acts: readonly Act[], photo?: Photo): Promise<Queued[]> {
    const before = new Map(acts.map(({ box }) => [box, this.sight.box(box)?.place ?? undefined]));
    const around = { actor: this.device!.actor, position: await whereIAm() };
    const signed = (beside: Circumstances) => signAndQueue(this.store, this.device!, acts, beside, (box) => before.get(box));
    // A phone that has no room for the photo has room for the scan.
    const events = await signed({ ...around, photo }).catch((reason: unknown) => (photo ? signed(around) : Promise.reject(reason as Error)));
    this.sight.update(await applyToBoxes(this.store, events));
    await this.refresh();
    void this.post.send().then(() => this.refresh());
    return events;
  }

  /** What reads another phone's screen comes when there is one to read; the worker has kept it. */
  async #readFrame(text: string): Promise<void> {
    const [frames, { readOffer, readReceipt }] = await Promise.all([import('../carry/frames'), import('../carry/offer')]);
    this.#gatherer ??= new frames.Gatherer();
    const found = await this.#gatherer.add(text);
    if (!found) return;
    this.gathered = found.have < found.of ? found : undefined;
    if (found.have < found.of) return;
    if (found.kind === 'OFFER') this.handing.heardOffer(readOffer(found.content));
    else if (found.kind === 'RECEIPT') await this.handing.heardReceipt(readReceipt(found.content));
    else await this.takeQueue(found.content);
  }

  /** Take over the queue of another phone, from a file or from its screen. */
  async takeQueue(content: unknown): Promise<void> {
    const { takeOverQueue } = await import('../carry/takeOver');
    const { isWhole, text } = await takeOverQueue(this.store, content, Date.now(), this.speech);
    await this.refresh();
    this.say(isWhole, text);
    void this.post.send();
  }
}
