"""How a rule says that it is met, or met no longer: a row in a table of changes, in order."""

import math

from silog_gis.track.fold.compiling import rule
from silog_gis.track.fold.memory import Record, Records


@rule
def holds(k: Record, kind: int) -> bool:
    """Say whether an alarm of a kind holds."""
    return not math.isnan(k.raised[kind])


@rule
def begin(k: Record, changes: Records, count: int, kind: int, at_s: float, since_s: float) -> int:
    """Note that a rule is met; the number of changes after it."""
    if holds(k, kind):
        return count
    k.raised[kind], k.since[kind] = at_s, since_s
    return _note(k, changes, count, kind, at_s, since_s, 1)


@rule
def end(k: Record, changes: Records, count: int, kind: int, at_s: float) -> int:
    """Note that a rule is met no longer; the number of changes after it."""
    if not holds(k, kind):
        return count
    since_s = k.since[kind]
    k.raised[kind], k.since[kind] = math.nan, math.nan
    return _note(k, changes, count, kind, at_s, since_s, 0)


@rule
def _note(k: Record, changes: Records, count: int, kind: int, at_s: float, since_s: float, is_begun: int) -> int:
    row = changes[count]
    row.kind, row.is_begun, row.at_s, row.since_s = kind, is_begun, at_s, since_s
    row.lon, row.lat, row.along_m = k.last_lon, k.last_lat, k.last_m
    return count + 1
