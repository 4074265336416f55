export interface Report {
  atMs: number;
  lon: number;
  lat: number;
  courseDeg: number | null;
}

export interface Placed {
  lon: number;
  lat: number;
  courseDeg: number;
}

const KEPT_REPORTS = 24;

/** The reports of one conveyance, oldest first, and where it was between them. */
export class Track {
  readonly #reports: Report[] = [];

  get last(): Report | undefined {
    return this.#reports.at(-1);
  }

  /** A report that comes late takes its place in time; the same moment twice keeps the newer word. */
  add(report: Report): void {
    const index = this.#reports.findLastIndex(({ atMs }) => atMs <= report.atMs);
    if (this.#reports[index]?.atMs === report.atMs) this.#reports[index] = report;
    else this.#reports.splice(index + 1, 0, report);
    if (this.#reports.length > KEPT_REPORTS) this.#reports.shift();
  }

  /** Where it was at a time. Nothing is guessed ahead: after the last report it stays where it was last seen. */
  at(timeMs: number): Placed | undefined {
    const index = this.#reports.findLastIndex(({ atMs }) => atMs <= timeMs);
    const before = this.#reports[index] ?? this.#reports[0];
    if (!before) return undefined;
    const after = this.#reports[index + 1];
    if (!after || after === before) return { lon: before.lon, lat: before.lat, courseDeg: before.courseDeg ?? 0 };
    const share = (timeMs - before.atMs) / (after.atMs - before.atMs);
    return {
      lon: before.lon + (after.lon - before.lon) * share,
      lat: before.lat + (after.lat - before.lat) * share,
      courseDeg: turned(before.courseDeg ?? bearing(before, after), after.courseDeg ?? bearing(before, after), share),
    };
  }
}

/** A heading on the short way round from one to another. */
function turned(fromDeg: number, toDeg: number, share: number): number {
  const turn = ((toDeg - fromDeg + 540) % 360) - 180;
  return (fromDeg + turn * share + 360) % 360;
}

/** Close enough for an icon, between two reports of the same voyage. */
function bearing(from: Report, to: Report): number {
  const east = (to.lon - from.lon) * Math.cos((from.lat * Math.PI) / 180);
  return (Math.atan2(east, to.lat - from.lat) * 180) / Math.PI;
}
