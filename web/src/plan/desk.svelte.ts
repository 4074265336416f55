import { getContext, setContext } from 'svelte';
import { ask } from '../api/ask';
import { Problem } from '../api/problem';
import { subscribe } from '../api/subscribe';
import { Clock } from '../console/clock/clock.svelte';
import { Session } from '../console/session/session.svelte';
import { ADOPT, CANCEL, PLAN, PLAN_PROGRESS, PLACES, PLANS, PROPOSE, REPLAN, type PlanInFull, type PlanRow, type Progress } from './documents';
import { View } from './view.svelte';
import { Speech } from './words/speech';

const KEY = Symbol('plan');
const OPEN_EVERY_MS = 1_000;
const REST_EVERY_MS = 15_000;

interface Refusals { why: readonly { indonesian: string; english: string }[] }

const isBeingMade = (state: string | undefined) => state === 'QUEUED' || state === 'RUNNING';

/** The planner's desk: who looks, at which kab/kota, its plans, and the one that lies open. */
export class Desk {
  readonly view = new View();
  readonly clock = new Clock();
  readonly session = new Session(this.clock);
  readonly speech = $derived(new Speech(this.view.language));
  readonly mayRead = $derived(this.session.mayReadPlans);
  readonly mayMake = $derived(this.session.mayMakePlans);
  regions = $state.raw<{ code: string; name: string }[]>([]);
  plans = $state.raw<readonly PlanRow[] | null>(null);
  plan = $state.raw<PlanInFull | null>(null);
  complaint = $state('');
  done = $state('');
  isBusy = $state(false);
  lostAt = $state<number | null>(null);
  #timer = 0;
  #followed = 0;
  #unfollow: (() => void) | undefined;

  readonly region = $derived(this.view.region || this.regions[0]?.code || '');
  readonly regionName = $derived(this.regions.find(({ code }) => code === this.region)?.name ?? this.region);
  readonly isOpen = $derived(isBeingMade(this.plan?.state));

  async open(): Promise<void> {
    await this.session.refresh();
    while (!this.session.viewer) {
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      await this.session.refresh();
    }
    if (!this.mayRead) return;
    await this.#look(() => this.#territory());
    await this.refresh();
  }

  /** Ask again for the list and for the plan that lies open; what is shown stays until the answer is there. */
  async refresh(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#look(async () => {
      const { plans, viewer } = await ask(PLANS, { region: this.region });
      this.plans = plans ?? [];
      if (viewer) this.clock.heard(viewer.election.clock);
      const number = this.view.plan || this.plans[0]?.number;
      const known = this.plans.find((row) => row.number === number);
      const isSame = this.plan?.number === number && known?.state === this.plan?.state && this.plan?.proposal;
      if (!number) this.plan = null;
      else if (!isSame) this.plan = (await ask(PLAN, { number })).plan;
    });
    this.#follow();
    this.#waitToRefresh();
  }

  /** The open plan is followed while it is made; asking every second stands in for that while the line is broken. */
  #follow(): void {
    const number = this.plan && this.isOpen ? this.plan.number : 0;
    if (number === this.#followed) return;
    this.#unfollow?.();
    this.#unfollow = undefined;
    this.#followed = number;
    if (!number) return;
    this.#unfollow = subscribe(PLAN_PROGRESS, { number }, {
      next: ({ planProgress }) => {
        if (planProgress) this.#heard(planProgress);
      },
      ended: () => {
        if (this.#followed !== number) return;
        this.#followed = 0;
        this.#waitToRefresh();
      },
    });
  }

  #heard(progress: Progress): void {
    if (this.plan?.number !== progress.number) return;
    if (!isBeingMade(progress.state)) void this.refresh();
    else {
      this.plan = { ...this.plan, ...progress };
      this.plans = this.plans?.map((row) => (row.number === progress.number ? { ...row, ...progress } : row)) ?? null;
    }
  }

  #waitToRefresh(): void {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.refresh(), this.isOpen && !this.#followed ? OPEN_EVERY_MS : REST_EVERY_MS);
  }

  choose(number: number): void {
    this.done = this.complaint = '';
    this.view.go({ plan: number });
    void this.refresh();
  }

  chooseRegion(code: string): void {
    this.plan = null;
    this.plans = null;
    this.view.go({ region: code, plan: 0 });
    void this.refresh();
  }

  propose(seconds: number, reason: string): Promise<boolean> {
    return this.#act(async () => {
      const { proposePlan } = await ask(PROPOSE, { input: { region: this.region, seconds, reason } });
      return [proposePlan, proposePlan?.number];
    });
  }

  replan(reason: string): Promise<boolean> {
    return this.#act(async () => {
      const { replan } = await ask(REPLAN, { input: { plan: this.plan!.number, reason } });
      return [replan, replan?.number];
    });
  }

  cancel(reason: string): Promise<boolean> {
    return this.#act(async () => {
      const { cancelPlan } = await ask(CANCEL, { input: { plan: this.plan!.number, reason } });
      return [cancelPlan, cancelPlan?.number];
    });
  }

  adopt(reason: string): Promise<boolean> {
    return this.#act(async () => {
      const { adoptPlan } = await ask(ADOPT, { input: { plan: this.plan!.number, reason } });
      if (adoptPlan && !adoptPlan.errors.length) {
        const { shipments, replaced } = adoptPlan;
        this.done = this.speech.say('adopt.done', { shipments: this.speech.number(shipments.length), replaced: this.speech.number(replaced.length) });
      }
      return [adoptPlan, adoptPlan?.number];
    });
  }

  async #act(act: () => Promise<[Refusals | null | undefined, number | null | undefined]>): Promise<boolean> {
    this.isBusy = true;
    this.complaint = this.done = '';
    try {
      const [payload, number] = await act();
      const [refusal] = payload?.why ?? [];
      this.complaint = refusal ? this.speech.of(refusal) : '';
      if (!this.complaint && number) this.view.go({ plan: number });
    } catch (problem) {
      const isSaid = problem instanceof Problem && problem.kind !== 'UNREACHABLE';
      this.complaint = isSaid ? problem.message : this.speech.say('app.unreachable');
    }
    this.isBusy = false;
    await this.refresh();
    return !this.complaint;
  }

  async #territory(): Promise<void> {
    const code = this.session.viewer?.region?.code ?? '21';
    const { region } = await ask(PLACES, { code: code.slice(0, 5) });
    this.regions = region?.level === 'PROVINCE' ? [...region.children] : region ? [{ code: region.code, name: region.name }] : [];
  }

  async #look(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.lostAt = null;
    } catch (problem) {
      if (problem instanceof Problem && problem.kind === 'UNREACHABLE') this.lostAt ??= this.clock.now;
      else if (problem instanceof Problem) this.complaint = problem.message;
      else throw problem;
    }
  }
}

export const provideDesk = (): Desk => setContext(KEY, new Desk());
export const useDesk = (): Desk => getContext<Desk>(KEY);
