"""The fold: one position after another, each judged with what was remembered of those before. Any split of them gives the same."""

import math

from silog_gis.graph.compiled import Metres
from silog_gis.track.fold.arrival import eta, see_speed, speed_mps
from silog_gis.track.fold.changes import end, holds
from silog_gis.track.fold.clock import believed_s
from silog_gis.track.fold.compiling import rule
from silog_gis.track.fold.judging import is_in_port, judge_corridor, judge_lateness, judge_overdue, judge_stop
from silog_gis.track.fold.memory import LATE, MISSING, OLDER, SILENT_EXPECTED, STOPPED, STRAYED, TAKEN, Record, Records
from silog_gis.track.fold.projection import apart_m
from silog_gis.track.fold.silence import expect_silence, hear, judge_silence
from silog_gis.track.fold.taking import is_put_back, take, verdict_of

_MISSING, _SILENT, _STRAYED, _STOPPED, _LATE, _ON_COURSE, _ARRIVED, _WAITING = range(8)


@rule
def fold(
    memory: Records,
    limits: Records,
    lons: Metres,
    lats: Metres,
    along_m: Metres,
    ports: Metres,
    dark_m: Metres,
    fixes: Metres,
    results: Records,
    changes: Records,
) -> int:
    """Follow positions; rows of `fixes` are (device time, time of receipt or nan, lon, lat, span of the dead zone it lies in or 0)."""
    k, rules, count = memory[0], limits[0], 0
    for row in range(len(fixes)):
        given_s, received_s, lon, lat, span_m = fixes[row]
        is_dated = not math.isnan(received_s)
        at_s = believed_s(k, rules, given_s, received_s)
        verdict = verdict_of(k, rules, at_s, lon, lat, is_dated)
        if verdict == OLDER and not is_dated and is_put_back(k, rules, at_s, lon, lat, lons, lats, along_m):
            at_s, verdict = max(k.last_s, given_s + k.clock_off_s), TAKEN
        heard_s = received_s if is_dated else at_s
        if is_dated or verdict == TAKEN:
            count = judge_silence(k, rules, heard_s, changes, count)
            count = judge_overdue(k, rules, heard_s, changes, count)
            count = hear(k, heard_s, changes, count)
        if verdict == TAKEN and math.isnan(k.arrived_s):
            take(k, rules, at_s, lon, lat, lons, lats, along_m, speed_mps(k, rules))
            count = _judge(k, rules, at_s, ports, changes, count)
            expect_silence(k, rules, dark_m, span_m)
        _tell(k, rules, at_s, verdict, results[row])
    return count


@rule
def _judge(k: Record, limits: Record, at_s: float, ports: Metres, changes: Records, count: int) -> int:
    is_on_route = k.off_m <= limits.corridor_m
    if not is_on_route or _is_waiting(k, limits, ports):
        k.block_s, k.block_m = at_s, k.last_m
    see_speed(k, limits, at_s, k.last_m)
    count = judge_corridor(k, limits, at_s, changes, count)
    count = judge_stop(k, limits, at_s, ports, changes, count)
    to_end_m = apart_m(k.last_lon, k.last_lat, ports[1, 0], ports[1, 1])
    if to_end_m <= limits.arrived_m and k.last_m >= limits.length_m - 2 * limits.arrived_m:
        k.arrived_s = at_s
        for kind in (STRAYED, STOPPED, LATE):
            count = end(k, changes, count, kind, at_s)
        return count
    # Off its route nobody knows how much of the way is left; overdue it becomes all the same.
    if not is_on_route:
        return count
    return judge_lateness(k, limits, at_s, eta(k, limits, at_s)[0], changes, count)


@rule
def _is_waiting(k: Record, limits: Record, ports: Metres) -> bool:
    """Say whether it has not been seen out of the place that the route starts from."""
    if math.isnan(k.block_s):
        return True
    return k.seen_s <= 0 and k.last_m < limits.port_radius_m and is_in_port(k.last_lon, k.last_lat, ports[:1], limits)


@rule
def _tell(k: Record, limits: Record, at_s: float, verdict: int, result: Record) -> None:
    result.at_s, result.verdict, result.along_m, result.off_m = at_s, verdict, k.last_m, k.off_m
    result.mps, result.state = k.seen_mps, state_of(k, limits)
    if math.isnan(k.arrived_s):
        result.p10_s, result.p50_s, result.p90_s = eta(k, limits, k.last_s)
    else:
        result.p10_s, result.p50_s, result.p90_s = k.arrived_s, k.arrived_s, k.arrived_s


@rule
def state_of(k: Record, limits: Record) -> int:  # noqa: PLR0911 - one line per state, the most pressing first
    """Give the state that what is remembered amounts to, by its place in the order of states."""
    if not math.isnan(k.arrived_s):
        return _ARRIVED
    if holds(k, MISSING):
        return _MISSING
    if holds(k, SILENT_EXPECTED):
        return _SILENT
    if holds(k, STRAYED):
        return _STRAYED
    if holds(k, STOPPED):
        return _STOPPED
    if holds(k, LATE):
        return _LATE
    return _WAITING if k.seen_s <= 0 and k.last_m < limits.port_radius_m and k.off_m < limits.port_radius_m else _ON_COURSE
