"""What must be found on a simulated voyage, and how well it was: precision, recall, and how many reports an alarm came late.

Truth is read off the noiseless voyage with the definitions of docs/tracking.md. An episode may be `doubtful`, where the truth lies so near
a threshold that noise decides: whether it is found then counts for nothing.
"""

import math
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field

import shapely
from tests.gis.track.simulated import KNOT, START, Voyage, degrees, distance_to, point_along, time_of

from silog_gis.track import Alarm, AlarmKind, Fix, Plan, Thresholds, Track, Verdict, follow

RULES = Thresholds.default()
BEYOND_NOISE_M = 200.0


@dataclass(frozen=True)
class Truth:
    """An episode: from when to when its rule was met, in seconds from the start."""

    kind: AlarmKind
    met_s: float
    until_s: float
    is_doubtful: bool = False


@dataclass
class Score:
    """Counts per rule; `late` holds by how many reports each alarm that was right came after its rule was met, negative if before."""

    right: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    late: dict[str, list[int]] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)

    def precision(self, rule: str) -> float:
        """Of what was raised, how much was right."""
        return self.right[rule] / max(1, self.right[rule] + self.wrong[rule])

    def recall(self, rule: str) -> float:
        """Of what was true, how much was raised."""
        return self.right[rule] / max(1, self.right[rule] + self.missed[rule])

    def share_in_time(self, rule: str, most: int = 2) -> float:
        """Of what was rightly raised, how much within so many reports of the rule being met, before or after."""
        late = self.late.get(rule, [])
        return sum(abs(each) <= most for each in late) / max(1, len(late))


def followed(voyage: Voyage) -> Track:
    """Let the code under test follow a voyage."""
    zones = [] if voyage.zone is None else [shapely.box(*degrees(voyage.zone[0]), *degrees(voyage.zone[1]))]
    handed = None if voyage.handed_over_s is None else time_of(voyage.handed_over_s)
    fixes = [Fix(time_of(r.said_s), *degrees(r.place), received_at=time_of(r.received_s)) for r in voyage.reports]
    return follow(
        [degrees(at) for at in voyage.route],
        fixes,
        now=time_of(max(voyage.reports[-1].received_s, voyage.handed_over_s or voyage.arrives_s + 4 * voyage.planned_s)),
        plan=Plan(START, time_of(voyage.planned_s), handed_over_at=handed),
        ports=[degrees(at) for at in voyage.ports],
        dead_zones=zones,
    )


def judge(voyage: Voyage, track: Track, score: Score) -> None:
    """Compare what was said of a voyage with the truth, and add it to the score."""
    _judge_positions(voyage, track, score)
    truths = [*_strays(voyage), *_stops(voyage), *_silences(voyage), *_lateness(voyage), *_handovers(voyage)]
    for kind in AlarmKind:
        _judge_alarms(voyage, kind, [t for t in truths if t.kind is kind], [a for a in track.alarms if a.kind is kind], score)


def _judge_positions(voyage: Voyage, track: Track, score: Score) -> None:
    rule = str(Verdict.IMPOSSIBLE_SPEED)
    for report, row in zip(voyage.reports, track.rows, strict=True):
        is_refused = row.verdict is Verdict.IMPOSSIBLE_SPEED
        if report.is_wrong and row.verdict is Verdict.OLDER:
            continue
        if is_refused and not report.is_wrong:
            score.remarks.append(f"refused on {voyage.name}: {report} {row}")
        score.right[rule] += report.is_wrong and is_refused
        score.missed[rule] += report.is_wrong and not is_refused
        score.wrong[rule] += is_refused and not report.is_wrong
        if report.is_wrong and is_refused:
            score.late.setdefault(rule, []).append(0)


def _judge_alarms(voyage: Voyage, kind: AlarmKind, truths: list[Truth], alarms: list[Alarm], score: Score) -> None:
    left = list(alarms)
    times = [report.received_s for report in voyage.reports]
    for truth in truths:
        found = next((alarm for alarm in left if _overlaps(alarm, truth, voyage)), None)
        if found is None:
            score.missed[kind] += not truth.is_doubtful
            if not truth.is_doubtful:
                score.remarks.append(f"missed {kind} on {voyage.name}: {truth}")
            continue
        left.remove(found)
        if not truth.is_doubtful:
            score.right[kind] += 1
            raised_s = (found.raised_at - START).total_seconds()
            reports = bisect_right(times, raised_s - 1) - bisect_right(times, truth.met_s - 1)
            score.late.setdefault(kind, []).append(reports)
            if abs(reports) > 2 and kind not in (AlarmKind.LATE, AlarmKind.MISSED_HANDOVER):
                score.remarks.append(f"{kind} on {voyage.name} {reports} reports late: {truth}, raised {raised_s}")
    doubtful = [truth for truth in truths if truth.is_doubtful]
    for alarm in left:
        if not any(_overlaps(alarm, truth, voyage) for truth in [*doubtful, *truths]):
            score.wrong[kind] += 1
            score.remarks.append(f"false {kind} on {voyage.name}: {(alarm.raised_at - START).total_seconds()} {alarm}")


def _overlaps(alarm: Alarm, truth: Truth, voyage: Voyage) -> bool:
    raised_s = (alarm.raised_at - START).total_seconds()
    ended_s = math.inf if alarm.ended_at is None else (alarm.ended_at - START).total_seconds()
    slack_s = 3 * voyage.every_s
    return raised_s <= truth.until_s + slack_s and ended_s >= truth.met_s - slack_s


def _taken(voyage: Voyage) -> list[float]:
    """Give when the reports were made that a tracker may go by: right places, none older than one received before."""
    newest, found = -math.inf, []
    for report in voyage.reports:
        if report.at_s > newest and not report.is_wrong:
            newest = report.at_s
            found.append(report.at_s)
    return found


def _strays(voyage: Voyage) -> list[Truth]:
    """So many reports in a row, over so long, made off the corridor; doubtful where a little more or less width says otherwise."""
    offs = [(at_s, distance_to(voyage.route, voyage.at(at_s))) for at_s in _taken(voyage)]
    wide, narrow = (_runs_outside(offs, RULES.corridor_m + by) for by in (BEYOND_NOISE_M, -BEYOND_NOISE_M))
    found = []
    for met_s, until_s in _runs_outside(offs, RULES.corridor_m):
        others = [[met for met, until in runs if met <= until_s and until >= met_s] for runs in (wide, narrow)]
        is_sure = all(len(mets) == 1 and abs(mets[0] - met_s) < 2 * voyage.every_s for mets in others)
        found.append(Truth(AlarmKind.STRAYED, met_s, until_s, not is_sure))
    sure = [(truth.met_s, truth.until_s) for truth in found]
    found += [Truth(AlarmKind.STRAYED, met, until, True) for met, until in narrow if all(until < a or met > b for a, b in sure)]  # noqa: FBT003
    return found


def _runs_outside(offs: list[tuple[float, float]], corridor_m: float) -> list[tuple[float, float]]:
    """Give when the rule is met, and when the last report of its run was made."""
    found, run = [], []
    for at_s, off_m in [*offs, (math.inf, 0.0)]:
        if off_m > corridor_m:
            run.append(at_s)
            continue
        met = next((at for n, at in enumerate(run) if n + 1 >= RULES.stray_fixes and at - run[0] >= RULES.stray_s), None)
        if met is not None:
            found.append((met, run[-1]))
        run = []
    return found


def _stops(voyage: Voyage) -> list[Truth]:
    found = []
    for begun_s, ended_s in voyage.stops:
        heard = [at_s for at_s in _taken(voyage) if begun_s <= at_s <= ended_s]
        met = next((at_s for n, at_s in enumerate(heard) if n + 1 >= RULES.stop_fixes and at_s - begun_s >= RULES.stop_s), None)
        place = voyage.at(begun_s)
        near = min(math.dist(place, end) for end in (voyage.route[0], voyage.route[-1]))
        is_doubtful = met is None or near < RULES.port_radius_m + BEYOND_NOISE_M
        found.append(Truth(AlarmKind.STOPPED, met or ended_s, ended_s, is_doubtful))
    return found


def _silences(voyage: Voyage) -> list[Truth]:
    found = []
    for before_s, after_s in [*voyage.lost, *voyage.dark]:
        if before_s >= voyage.arrives_s - 600:
            continue
        lasted = after_s - before_s
        is_short = lasted < RULES.silent_s + 60
        if (before_s, after_s) in voyage.lost:
            found.append(Truth(AlarmKind.MISSING, before_s + RULES.silent_s, after_s, is_short))
            continue
        found.append(Truth(AlarmKind.SILENT_EXPECTED, before_s + RULES.silent_s, after_s, is_short))
        crossing_s = _crossing_s(voyage, before_s)
        due_s = before_s + RULES.crossing_factor * crossing_s + RULES.silent_s
        if lasted > RULES.silent_s + crossing_s:
            is_doubtful = after_s < due_s + 0.5 * crossing_s
            found.append(Truth(AlarmKind.MISSING, due_s, after_s, is_doubtful))
    return found


def _crossing_s(voyage: Voyage, from_s: float) -> float:
    """How long it takes at the planned speed from where it was heard last out of the dead zone along the route."""
    assert voyage.zone is not None
    (west, south), (east, north) = voyage.zone
    away = min(
        range(0, round(voyage.length_m), 50), key=lambda m: (round(math.dist(point_along(voyage.route, m), voyage.at(from_s)) / 400), m)
    )
    was_inside = False
    for measure in range(away, round(voyage.length_m), 50):
        x, y = point_along(voyage.route, measure)
        is_inside = west <= x <= east and south <= y <= north
        if was_inside and not is_inside:
            return (measure - away) / (voyage.speed_kn * KNOT)
        was_inside = was_inside or is_inside
    return (voyage.length_m - away) / (voyage.speed_kn * KNOT)


def _lateness(voyage: Voyage) -> list[Truth]:
    """It arrives after the tolerance. That can be known at the latest when the planned speed no longer helps; earlier is a forecast."""
    over_s = voyage.arrives_s - voyage.planned_s - RULES.late_s
    if over_s < -RULES.late_s / 2 - 0.08 * voyage.planned_s:
        return []
    mps, last_s = voyage.speed_kn * KNOT, voyage.planned_s + RULES.late_s
    met_s = next((s for s in range(0, round(voyage.arrives_s), 60) if s + voyage.rest_m(s) / mps > last_s), voyage.arrives_s)
    return [Truth(AlarmKind.LATE, met_s, voyage.arrives_s, abs(over_s) < RULES.late_s / 2 + 0.08 * voyage.planned_s)]


def _handovers(voyage: Voyage) -> list[Truth]:
    """Nobody scanned by the planned 95 % and half an hour, as docs/tracking.md works it out."""
    handed_s = math.inf if voyage.handed_over_s is None else voyage.handed_over_s
    scatter = math.hypot(0.12, 0.18 * math.sqrt(min(1.0, 7_200 / voyage.planned_s)))
    due_s = voyage.planned_s * math.exp(1.6449 * scatter) + 1_800
    return [] if handed_s <= due_s else [Truth(AlarmKind.MISSED_HANDOVER, due_s, handed_s)]
