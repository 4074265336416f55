import { ask } from '../../api/ask';
import type { ClockReading } from '../../console/clock/electionTime';
import { TERRITORY, type Territory as Answer } from '../documents';

export interface Standing {
  code: string;
  name: string;
  devices: number;
  /** Heard of before, and no more. */
  quiet: number;
  /** Never told how they fare, whatever scans of theirs may have come. */
  never: number;
  unsent: number;
}

/** By regions of which level the inside of a region is counted; a village, which has none inside, by itself. */
export function groupingOf(code: string): 'REGENCY' | 'DISTRICT' | 'VILLAGE' {
  return code.length < 5 ? 'REGENCY' : code.length < 8 ? 'DISTRICT' : 'VILLAGE';
}

/** One region with what stands in it and in each region directly inside. What was heard last stays when the server cannot be asked. */
export class Territory {
  region = $state.raw<Answer['region']>(null);
  children = $state.raw<Standing[]>([]);
  /** Phones that serve the whole of the region, and no one region inside it. */
  own = $state.raw<Standing | null>(null);
  total = $state.raw<Standing | null>(null);
  problem = $state.raw<unknown>(null);
  #asked = 0;

  async ask(code: string, hours: number, heard: (clock: ClockReading) => void): Promise<void> {
    const asked = (this.#asked += 1);
    const standing = { region: code, isRevoked: false };
    try {
      const answer = await ask(TERRITORY, { code, by: groupingOf(code), standing, quiet: { ...standing, quietForHours: hours } });
      if (asked !== this.#asked) return;
      this.#take(answer);
      if (answer.viewer) heard(answer.viewer.election.clock);
      this.problem = null;
    } catch (problem) {
      if (asked === this.#asked) this.problem = problem;
    }
  }

  #take({ region, standing, quiet }: Answer): void {
    const stands = new Map((standing ?? []).map((one) => [one.key, one]));
    const silent = new Map((quiet ?? []).map((one) => [one.key, one.devices - one.devicesNeverHeard]));
    const of = (code: string, name: string): Standing => ({
      code, name, devices: stands.get(code)?.devices ?? 0, quiet: silent.get(code) ?? 0, never: stands.get(code)?.devicesNeverHeard ?? 0,
      unsent: stands.get(code)?.scansUnsent ?? 0,
    });
    const sum = (value: (one: Standing) => number) => [...stands.keys()].reduce((total, key) => total + value(of(key, '')), 0);
    this.region = region;
    this.children = (region?.children ?? []).map(({ code, name }) => of(code, name));
    this.own = region && region.children.length && stands.has(region.code) ? of(region.code, region.name) : null;
    this.total = region && {
      code: region.code, name: region.name, devices: sum(({ devices }) => devices), quiet: sum(({ quiet }) => quiet),
      never: sum(({ never }) => never), unsent: sum(({ unsent }) => unsent),
    };
  }
}
