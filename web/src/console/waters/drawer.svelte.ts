import { ask } from '../../api/ask';
import type { Geometry } from '../../api/graphql';
import { readDegrees, type Spot } from '../ports/spot';
import { END_AREA, OUTLINE, OWN_AREAS, SET_AREA, type AreaChanged, type OwnArea, type SetAreaInput } from './documents';
import { cornersOf, polygonOf, readCorners, readWib, writeCorners, writeWib } from './outline';

const TRIED_AFTER_MS = 700;
const LEAST_CORNERS = 3;

export interface Draft {
  code: string;
  name: string;
  kind: 'FOREIGN' | 'RESTRICTED';
  rule: 'AVOID' | 'COST';
  costFactor: string;
  from: string;
  to: string;
  source: string;
  corners: string;
  reason: string;
}

const NEW: Draft = { code: '', name: '', kind: 'RESTRICTED', rule: 'AVOID', costFactor: '', from: '', to: '', source: '', corners: '', reason: '' };

/**
 * The hand that draws areas of the sea: a list of them, one that is being drawn or changed, or one that is to end. Nothing is
 * changed before it is saved; meanwhile the server says what would become of the plan.
 */
export class AreaDrawer {
  isOpen = $state(false);
  all = $state.raw<readonly OwnArea[]>([]);
  draft = $state<Draft | null>(null);
  /** The area that is changed, null for a new one; and its outline where that is more than one ring, which stays as it is. */
  changed = $state.raw<OwnArea | null>(null);
  fixed = $state.raw<Geometry | null>(null);
  ending = $state.raw<OwnArea | null>(null);
  reason = $state('');
  trial = $state.raw<AreaChanged | null>(null);
  problem = $state('');
  isBusy = $state(false);

  readonly corners = $derived(this.draft ? readCorners(this.draft.corners) : []);
  readonly isDrawing = $derived(this.draft !== null && this.fixed === null);
  readonly error = $derived(this.trial?.errors[0] ?? null);
  readonly isComplete = $derived(this.#input(true) !== null);
  readonly maySave = $derived(this.isComplete && !this.isBusy && this.draft?.reason.trim() !== '' && this.trial?.errors.length === 0);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;

  async open(): Promise<void> {
    this.isOpen = true;
    await this.refresh();
  }

  close(): void {
    this.cancel();
    this.isOpen = false;
  }

  async refresh(): Promise<void> {
    const found: OwnArea[] = [];
    let after: string | null = null;
    try {
      do {
        const page: { nodes: OwnArea[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } } | null = (await ask(OWN_AREAS, { after })).seaAreas;
        found.push(...(page?.nodes ?? []));
        after = page?.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
      } while (after);
      this.all = found;
    } catch (problem) {
      this.#complain(problem);
    }
  }

  begin(): void {
    this.cancel();
    this.draft = { ...NEW };
  }

  async change(area: OwnArea): Promise<void> {
    this.cancel();
    try {
      const { node } = await ask(OUTLINE, { id: area.id });
      const shape = node && 'area' in node ? node.area : null;
      if (!shape) return;
      const corners = cornersOf(shape);
      this.changed = area;
      this.fixed = corners ? null : shape;
      this.draft = {
        ...NEW, code: area.code, name: area.name, kind: area.kind, rule: area.rule, source: area.source,
        costFactor: area.costFactor === null ? '' : String(area.costFactor), from: writeWib(area.validFrom), to: writeWib(area.validTo),
        corners: corners ? writeCorners(corners) : '',
      };
    } catch (problem) {
      this.#complain(problem);
    }
  }

  /** Takes a corner that was set on the chart; false where none is being drawn. */
  add(at: Spot): boolean {
    if (!this.draft || !this.isDrawing) return false;
    this.draft.corners = [this.draft.corners.trimEnd(), writeCorners([at])].filter(Boolean).join('\n');
    this.touched();
    return true;
  }

  /** Takes a corner that was dragged on the chart. */
  drag(corner: number, to: Spot): void {
    if (!this.draft || !this.corners) return;
    this.draft.corners = writeCorners(this.corners.map((at, row) => (row === corner ? to : at)));
    this.touched();
  }

  /** Tries the draft once the hand rests for a moment. */
  touched(): void {
    this.#forget();
    if (this.isComplete) this.#timer = setTimeout(() => void this.#try(), TRIED_AFTER_MS);
  }

  /** Says whether the area was set. */
  async save(): Promise<boolean> {
    if (!this.maySave) return false;
    const came = await this.#busy(() => this.#send(false));
    if (!came || came.errors.length) return false;
    this.#done(came);
    return true;
  }

  async end(): Promise<void> {
    const area = this.ending;
    if (!area) return;
    const came = await this.#busy(async () => (await ask(END_AREA, { input: { code: area.code, reason: this.reason } })).endSeaArea);
    if (came && !came.errors.length) this.#done(came);
  }

  cancel(): void {
    this.draft = this.changed = this.fixed = this.ending = null;
    this.reason = '';
    this.#forget();
  }

  #done(came: AreaChanged): void {
    this.cancel();
    this.trial = came;
    void this.refresh();
  }

  async #busy(work: () => Promise<AreaChanged | null>): Promise<AreaChanged | null> {
    this.isBusy = true;
    this.problem = '';
    try {
      return (this.trial = await work());
    } catch (problem) {
      this.#complain(problem);
      return null;
    } finally {
      this.isBusy = false;
    }
  }

  async #try(): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    try {
      const trial = await this.#send(true);
      if (asked === this.#asked) this.trial = trial;
    } catch (problem) {
      if (asked === this.#asked) this.#complain(problem);
    }
  }

  async #send(isTrial: boolean): Promise<AreaChanged | null> {
    const input = this.#input(isTrial);
    return input && (await ask(SET_AREA, { input })).setSeaArea;
  }

  /** The draft as the server wants it; null while something is missing that a form can see. */
  #input(isTrial: boolean): SetAreaInput | null {
    const { draft, corners } = this;
    if (!draft || !draft.code.trim() || !draft.name.trim() || !draft.source.trim()) return null;
    if (!this.fixed && (!corners || corners.length < LEAST_CORNERS)) return null;
    const costFactor = draft.rule === 'COST' ? readDegrees(draft.costFactor) : null;
    if (draft.rule === 'COST' && costFactor === null) return null;
    return {
      code: draft.code.trim().toUpperCase(), name: draft.name, kind: draft.kind, rule: draft.rule, costFactor, source: draft.source,
      validFrom: readWib(draft.from), validTo: readWib(draft.to), area: this.fixed ?? polygonOf(corners ?? []), reason: draft.reason, isTrial,
    };
  }

  #complain(problem: unknown): void {
    this.problem = problem instanceof Error ? problem.message : String(problem);
  }

  #forget(): void {
    clearTimeout(this.#timer);
    this.#asked += 1;
    this.trial = null;
    this.problem = '';
  }
}
