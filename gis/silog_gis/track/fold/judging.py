"""The rules that a taken position may meet: strayed from the corridor, stopped outside a port, late. Each with its hysteresis."""

import math

from silog_gis.graph.compiled import Metres
from silog_gis.track.fold.arrival import speed_mps
from silog_gis.track.fold.changes import begin, end, holds
from silog_gis.track.fold.compiling import rule
from silog_gis.track.fold.memory import LATE, STOPPED, STRAYED, Record, Records
from silog_gis.track.fold.projection import apart_m

SLOWEST_MPS = 1.0
MOST_MEAN = 50.0


@rule
def judge_corridor(k: Record, limits: Record, at_s: float, changes: Records, count: int) -> int:
    """Strayed: farther than the half width from what lies ahead, so many positions in a row over so long. Back: well within it."""
    if holds(k, STRAYED):
        k.back_n = k.back_n + 1 if k.off_m <= limits.back_share * limits.corridor_m else 0
        if k.back_n >= limits.back_fixes:
            k.out_n, k.back_n = 0, 0
            return end(k, changes, count, STRAYED, at_s)
        return count
    if k.off_m <= limits.corridor_m:
        k.out_n = 0
        return count
    if k.out_n == 0:
        k.out_since_s = at_s
    k.out_n += 1
    if k.out_n >= limits.stray_fixes and at_s - k.out_since_s >= limits.stray_s:
        k.back_n = 0
        return begin(k, changes, count, STRAYED, at_s, k.out_since_s)
    return count


@rule
def judge_stop(k: Record, limits: Record, at_s: float, ports: Metres, changes: Records, count: int) -> int:
    """Stopped: all positions within a small circle for so long, outside every port. One position outside it may be noise, two are not."""
    lon, lat = k.last_lon, k.last_lat
    if k.still_n == 0:
        _stand(k, at_s, lon, lat)
        return count
    if apart_m(lon, lat, k.still_lon, k.still_lat) > limits.stop_radius_m:
        k.gone_n += 1
        if k.gone_n == 1 and k.still_n > 1:
            k.gone_s, k.gone_lon, k.gone_lat = at_s, lon, lat
            return count
        _move_on(k, limits, at_s, lon, lat)
        return end(k, changes, count, STOPPED, at_s)
    k.gone_n = 0
    _settle(k, lon, lat)
    since_s = _stopped_since_s(k, limits, at_s)
    if k.still_n < limits.stop_fixes or at_s - since_s < limits.stop_s or is_in_port(k.still_lon, k.still_lat, ports, limits):
        return count
    return begin(k, changes, count, STOPPED, at_s, since_s)


@rule
def is_in_port(lon: float, lat: float, ports: Metres, limits: Record) -> bool:
    """Say whether a place is within the radius of a port."""
    for row in range(len(ports)):  # noqa: SIM110 - compiled code has no any()
        if apart_m(lon, lat, ports[row, 0], ports[row, 1]) <= limits.port_radius_m:
            return True
    return False


@rule
def judge_lateness(k: Record, limits: Record, at_s: float, tenth_s: float, changes: Records, count: int) -> int:
    """Late: nine in ten so long after the plan, or even at the planned speed from here on; so many positions in a row."""
    planned_s = at_s + max(0.0, limits.length_m - k.last_m) / limits.plan_mps if limits.plan_mps > 0 else math.nan
    over_s = max(tenth_s, planned_s) - limits.arrive_s
    if not over_s > limits.late_s:
        k.late_n = 0
        k.early_n = k.early_n + 1 if over_s <= (1 - limits.late_back_share) * limits.late_s else 0
        return end(k, changes, count, LATE, at_s) if k.early_n >= limits.late_fixes else count
    k.early_n = 0
    k.late_n += 1
    return begin(k, changes, count, LATE, at_s, at_s) if k.late_n >= limits.late_fixes else count


@rule
def judge_overdue(k: Record, limits: Record, now_s: float, changes: Records, count: int) -> int:
    """Late as well: what has not arrived when the tolerance is over, whether or not anything was heard of it."""
    due_s = limits.arrive_s + limits.late_s
    if not now_s > due_s or not math.isnan(k.arrived_s) or math.isnan(k.last_s):
        return count
    return begin(k, changes, count, LATE, due_s, due_s)


@rule
def _stand(k: Record, at_s: float, lon: float, lat: float) -> None:
    k.still_n, k.gone_n, k.still_s = 1, 0, at_s
    k.still_lon, k.still_lat, k.still_lon0, k.still_lat0 = lon, lat, lon, lat


@rule
def _settle(k: Record, lon: float, lat: float) -> None:
    """Take a position into the mean of those that stand."""
    k.still_n += 1
    share = 1 / min(k.still_n, MOST_MEAN)
    k.still_lon += share * (lon - k.still_lon)
    k.still_lat += share * (lat - k.still_lat)


@rule
def _move_on(k: Record, limits: Record, at_s: float, lon: float, lat: float) -> None:
    """Stand anew where it went: at the first of the two positions outside, where the second lies beside it."""
    is_beside = k.gone_n > 1 and apart_m(lon, lat, k.gone_lon, k.gone_lat) <= limits.stop_radius_m
    if is_beside:
        _stand(k, k.gone_s, k.gone_lon, k.gone_lat)
        _settle(k, lon, lat)
    else:
        _stand(k, at_s, lon, lat)


@rule
def _stopped_since_s(k: Record, limits: Record, at_s: float) -> float:
    """When it stood still: the first position of the circle was made on the way to its middle."""
    mps = speed_mps(k, limits)
    way_m = apart_m(k.still_lon0, k.still_lat0, k.still_lon, k.still_lat)
    beyond_noise_m = max(0.0, way_m - limits.noise_m)
    return float(min(at_s, k.still_s + beyond_noise_m / max(SLOWEST_MPS, 0.0 if math.isnan(mps) else mps)))
