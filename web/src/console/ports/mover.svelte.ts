import { ask } from '../../api/ask';
import { MOVE_PORT, type Moved, type MovePortInput } from './documents';
import { isSame, readSpot, writeDegrees, type Handle, type Spot } from './spot';

const TRIED_AFTER_MS = 350;

export interface Harbour {
  code: string;
  position: Spot;
  berth: Spot | null;
}

/**
 * The hand that moves a port. Nothing is changed before it is saved: every new place is tried at the server, which says what it
 * would do to the plan, or why no vessel could come and go.
 */
export class Mover {
  port = $state.raw<Harbour | null>(null);
  fields = $state({ pointLon: '', pointLat: '', berthLon: '', berthLat: '' });
  reason = $state('');
  /** What the last trial said. */
  trial = $state.raw<Moved | null>(null);
  problem = $state('');
  isBusy = $state(false);

  readonly point = $derived(readSpot(this.fields.pointLon, this.fields.pointLat));
  readonly berth = $derived(readSpot(this.fields.berthLon, this.fields.berthLat));
  readonly isChanged = $derived(this.port !== null && !(isSame(this.point, this.port.position) && isSame(this.berth, this.port.berth)));
  readonly error = $derived(this.trial?.errors[0] ?? null);
  readonly maySave = $derived(
    this.isChanged && !this.isBusy && this.reason.trim() !== '' && this.point !== null && this.berth !== null && this.trial?.errors.length === 0,
  );
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;

  begin(port: Harbour): void {
    this.port = port;
    this.reason = '';
    this.#forget();
    const berth = port.berth ?? port.position;
    this.fields = {
      pointLon: writeDegrees(port.position.lon), pointLat: writeDegrees(port.position.lat), berthLon: writeDegrees(berth.lon), berthLat: writeDegrees(berth.lat),
    };
  }

  end(): void {
    this.port = null;
    this.#forget();
  }

  /** Takes a handle that was dragged on the chart, or an arrow key that nudged it. */
  drag(handle: Handle, to: Spot): void {
    this.fields[`${handle}Lon`] = writeDegrees(to.lon);
    this.fields[`${handle}Lat`] = writeDegrees(to.lat);
    this.changed();
  }

  /** Tries a new place once the hand rests for a moment. */
  changed(): void {
    this.#forget();
    if (this.isChanged && this.point && this.berth) this.#timer = setTimeout(() => void this.#try(), TRIED_AFTER_MS);
  }

  /** Says whether the port was moved. */
  async save(): Promise<boolean> {
    if (!this.maySave) return false;
    this.isBusy = true;
    const moved = await this.#send(false);
    this.isBusy = false;
    if (!moved) return false;
    this.trial = moved;
    if (moved.errors.length) return false;
    this.end();
    return true;
  }

  async #try(): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    const trial = await this.#send(true);
    if (asked === this.#asked && trial) this.trial = trial;
  }

  async #send(isTrial: boolean): Promise<Moved | null> {
    const input = this.#input(isTrial);
    if (!input) return null;
    try {
      this.problem = '';
      return (await ask(MOVE_PORT, { input })).movePort;
    } catch (problem) {
      this.problem = problem instanceof Error ? problem.message : String(problem);
      return null;
    }
  }

  #input(isTrial: boolean): MovePortInput | null {
    if (!this.port || !this.point || !this.berth) return null;
    return {
      port: this.port.code, reason: this.reason, isTrial,
      point: isSame(this.point, this.port.position) ? null : this.point,
      berth: isSame(this.berth, this.port.berth) ? null : this.berth,
    };
  }

  #forget(): void {
    clearTimeout(this.#timer);
    this.#asked += 1;
    this.trial = null;
    this.problem = '';
  }
}
