import type { FleetMember, Item } from '../live/documents';
import { standingAt, type Now, type Standing, type State } from './standing';
import { Track, type Placed } from './track';

/** Of a conveyance whose trip nobody tracks, silence longer than this, in election time, is told as silence. */
export const SILENT_AFTER_MS = 90 * 60_000;
const LONGEST_DELAY_MS = 60 * 60_000;
const DELAY_MARGIN = 1.2;
const DELAY_SHARE = 0.05;

export interface Shown extends Placed {
  code: string;
  name: string;
  kind: string;
  boxes: number;
  state: State;
  silentForMs: number;
}

interface Member {
  name: string;
  kind: string;
  boxes: number;
  isUnderWay: boolean;
  standing: Standing | null;
  track: Track;
}

/** Every conveyance under way, and where each stands at a moment of election time. Knows no map and no server. */
export class Fleet {
  readonly #members = new Map<string, Member>();
  /** How far behind the clock positions are drawn, in election time, so that the report at the end of a stretch is there in time. */
  #delayMs = 60_000;

  /** The server's whole list: who is not on it has arrived, and what it carried now stands at its place. */
  listed(list: readonly FleetMember[]): void {
    const codes = new Set(list.map(({ code }) => code));
    for (const [code, member] of this.#members) if (!codes.has(code)) member.isUnderWay = false;
    for (const { code, name, kind, boxesAboard, position, reportedAt, courseDeg, tracking } of list) {
      const member = this.#members.get(code) ?? { name, kind, boxes: 0, isUnderWay: true, standing: tracking, track: new Track() };
      this.#members.set(code, { ...member, name, kind, boxes: boxesAboard, isUnderWay: true, standing: tracking });
      if (position && reportedAt) member.track.add({ atMs: Date.parse(reportedAt), ...position, courseDeg });
    }
  }

  /** Takes a reported position; false means nobody here knows this conveyance, so the list is out of date. */
  reported(item: Item, nowMs: number): boolean {
    const member = this.#members.get(item.conveyanceCode ?? '');
    if (!member) return false;
    member.standing = item.conveyance?.tracking ?? member.standing;
    if (!item.position) return true;
    const atMs = Date.parse(item.at);
    const last = member.track.last;
    if (last && atMs > last.atMs && nowMs - last.atMs < LONGEST_DELAY_MS) {
      this.#delayMs += ((nowMs - last.atMs) * DELAY_MARGIN - this.#delayMs) * DELAY_SHARE;
    }
    member.track.add({ atMs, ...item.position, courseDeg: item.courseDeg });
    return member.isUnderWay;
  }

  shownAt(nowMs: number): Shown[] {
    const shown: Shown[] = [];
    for (const [code, { name, kind, boxes, isUnderWay, standing, track }] of this.#members) {
      const placed = isUnderWay ? track.at(nowMs - this.#delayMs) : undefined;
      if (!placed || !track.last) continue;
      const { state, silentForMs } = standing ? standingAt(standing, nowMs) : untracked(nowMs - track.last.atMs);
      shown.push({ code, name, kind, boxes, state, silentForMs, ...placed });
    }
    return shown;
  }

  find(code: string): Placed | undefined {
    return this.#members.get(code)?.track.last && { ...this.#members.get(code)!.track.last!, courseDeg: 0 };
  }
}

function untracked(quietForMs: number): Now {
  return quietForMs > SILENT_AFTER_MS ? { state: 'MISSING', silentForMs: quietForMs } : { state: 'ON_COURSE', silentForMs: 0 };
}
