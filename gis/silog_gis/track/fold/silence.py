"""Silence: nothing was heard for so long. In a dead zone that is expected until the vessel should be out of it; elsewhere it is missing.

Heard is what was received, also what was written down long before: silence is about what is known, not about where a vessel was.
"""

import math

from silog_gis.graph.compiled import Metres
from silog_gis.track.fold.arrival import speed_mps
from silog_gis.track.fold.changes import begin, end
from silog_gis.track.fold.compiling import rule
from silog_gis.track.fold.memory import MISSING, SILENT_EXPECTED, Record, Records

SLOWEST_SHARE = 0.5
"""A vessel that stands still at the edge of a zone may go on at half of the planned speed any time."""


@rule
def expect_silence(k: Record, limits: Record, dark_m: Metres, dark_span_m: float) -> None:
    """Work out how long silence would be no surprise after the present position. `dark_span_m`: of the zone it lies in, 0 outside."""
    mps = speed_mps(k, limits)
    if math.isnan(mps):
        mps = 1.0
    mps = max(mps, SLOWEST_SHARE * limits.plan_mps)
    until_m = k.last_m + dark_span_m
    lead_m = limits.lead_intervals * k.every_s * mps + 3 * limits.noise_m
    is_dark = dark_span_m > 0
    for row in range(len(dark_m)):
        if dark_m[row, 1] >= k.last_m and dark_m[row, 0] <= k.last_m + lead_m:
            until_m = dark_m[row, 1] if not is_dark or k.off_m <= limits.corridor_m else max(until_m, dark_m[row, 1])
            is_dark = True
            break
    crossing_s = limits.crossing_factor * max(0.0, until_m - k.last_m) / mps
    k.expected_until_s = k.heard_s + crossing_s + limits.silent_s if is_dark else math.nan


@rule
def judge_silence(k: Record, limits: Record, now_s: float, changes: Records, count: int) -> int:
    """Note the silence that holds at a time, and when it began to; before it is to depart and after it arrived, nobody listens."""
    if math.isnan(k.heard_s) or not math.isnan(k.arrived_s):
        return count
    is_early = k.seen_s <= 0 and k.last_m < limits.port_radius_m and limits.depart_s > k.heard_s
    met_s = (limits.depart_s if is_early else k.heard_s) + limits.silent_s
    if now_s <= met_s:
        return count
    if k.expected_until_s > met_s:
        if math.isnan(k.raised[MISSING]):
            count = begin(k, changes, count, SILENT_EXPECTED, met_s, k.heard_s)
        if now_s <= k.expected_until_s:
            return count
        count = end(k, changes, count, SILENT_EXPECTED, k.expected_until_s)
        met_s = k.expected_until_s
    return begin(k, changes, count, MISSING, met_s, k.heard_s)


@rule
def hear(k: Record, heard_s: float, changes: Records, count: int) -> int:
    """Note that something was heard: no silence holds any longer."""
    count = end(k, changes, count, SILENT_EXPECTED, heard_s)
    count = end(k, changes, count, MISSING, heard_s)
    k.heard_s = heard_s if math.isnan(k.heard_s) else max(k.heard_s, heard_s)
    return count
