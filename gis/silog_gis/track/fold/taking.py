"""Which positions are taken, and where on its route that puts a vessel.

A position farther away than a vessel gets in the time is wrong, and so is one far ahead of all others in time. But whatever several
positions in a row agree on is believed, so that no jump of a device or a second device aboard locks a track out for ever.
"""

import math

from silog_gis.graph.compiled import Metres
from silog_gis.track.fold.compiling import rule
from silog_gis.track.fold.memory import IMPOSSIBLE_SPEED, OLDER, TAKEN, WRONG_CLOCK, Record
from silog_gis.track.fold.projection import SECOND_PASS_M, apart_m, nearest

NEAR_SHARE = 0.1
"""A metre from where the vessel was expected counts as a tenth of a metre from the route."""
FIRST_SHARE = 0.01
SLACK_M = 300.0
INTERVAL_SHARE = 0.2
UNSURE_INTERVALS = 3.0
MOST_PACE = 1.2


@rule
def verdict_of(k: Record, limits: Record, at_s: float, lon: float, lat: float, is_dated: bool) -> int:  # noqa: FBT001 - by position
    """Judge a position by the last one that was taken. `is_dated`: its time of receipt is known."""
    if math.isnan(k.last_s):
        return TAKEN
    gone_s = at_s - k.last_s
    away_m = apart_m(lon, lat, k.last_lon, k.last_lat)
    if gone_s <= 0:
        return OLDER
    if not is_dated and gone_s > limits.clock_leap_s:
        return TAKEN if _is_agreed(k, limits, at_s, lon, lat) else WRONG_CLOCK
    # While a clock seems off, nobody knows how long it took.
    unsure_s = UNSURE_INTERVALS * k.every_s if k.odd_n > 0 else 0.0
    if away_m - 4 * limits.noise_m <= limits.impossible_mps * (gone_s + unsure_s):
        k.other_n = 0
        return TAKEN
    return TAKEN if _is_agreed(k, limits, at_s, lon, lat) else IMPOSSIBLE_SPEED


@rule
def _is_agreed(k: Record, limits: Record, at_s: float, lon: float, lat: float) -> bool:
    """Say whether enough positions in a row agree with each other, though not with the track."""
    gone_s = at_s - k.other_s
    away_m = apart_m(lon, lat, k.other_lon, k.other_lat) if k.other_n > 0 else 0.0
    agrees = k.other_n > 0 and gone_s > 0 and away_m - 4 * limits.noise_m <= limits.impossible_mps * gone_s
    k.other_n = k.other_n + 1 if agrees else 1
    k.other_s, k.other_lon, k.other_lat = at_s, lon, lat
    # The first position of a track may itself be the wrong one: two others outvote it.
    needed = 2 if k.taken == 1 else limits.believed_after_fixes
    if k.other_n < needed:
        return False
    k.other_n, k.last_m, k.block_s = 0, math.nan, math.nan
    return True


@rule
def is_put_back(k: Record, limits: Record, at_s: float, lon: float, lat: float, lons: Metres, lats: Metres, along_m: Metres) -> bool:
    """Say whether a clock was put back: positions of older times, in order, that lie farther along the way than any before.

    What was written down earlier and sent late lies behind. The clock's error is kept, so that the times go on from the last one.
    """
    if k.older_n == 0 or at_s <= k.older_s:
        k.older_n, k.older_first_s = 0, at_s
    k.older_n += 1
    k.older_s = at_s
    if k.older_n < limits.clock_put_back_fixes:
        return False
    measure_m, off_m = nearest(lon, lat, lons, lats, along_m, k.last_m, limits.length_m, k.last_m, k.last_m, NEAR_SHARE)
    if off_m > limits.corridor_m or measure_m < k.last_m + 4 * limits.noise_m:
        return False
    k.clock_off_s += k.last_s + k.every_s - k.older_first_s
    k.older_n = 0
    return True


@rule
def take(k: Record, limits: Record, at_s: float, lon: float, lat: float, lons: Metres, lats: Metres, along_m: Metres, mps: float) -> None:
    """Take a position: project it ahead of the last measure, and remember it. `mps`: the speed it is expected to make, or nan."""
    if math.isnan(k.last_m):
        _begin(k, limits, lon, lat, lons, lats, along_m)
    else:
        gone_s = at_s - k.last_s
        moved_m = apart_m(lon, lat, k.last_lon, k.last_lat)
        usual_m = 0.0 if math.isnan(mps) else mps * gone_s
        least_m, most_m = k.last_m + min(moved_m, usual_m), k.last_m + max(moved_m, MOST_PACE * usual_m)
        reach_m = k.last_m + SLACK_M + 2 * max(moved_m, usual_m)
        k.last_m, k.off_m = nearest(lon, lat, lons, lats, along_m, k.last_m, reach_m, least_m, most_m, NEAR_SHARE)
        if gone_s < 3 * k.every_s or k.taken == 1:
            k.every_s += INTERVAL_SHARE * (gone_s - k.every_s) if k.taken > 1 else gone_s - k.every_s
    if k.off_m > limits.corridor_m:
        _find_again(k, limits, lon, lat, lons, lats, along_m)
    else:
        k.again_n = 0
    k.last_s, k.last_lon, k.last_lat, k.older_n = at_s, lon, lat, 0
    k.taken += 1


@rule
def _begin(k: Record, limits: Record, lon: float, lat: float, lons: Metres, lats: Metres, along_m: Metres) -> None:
    """Put a track on its route where nothing is known: at the nearest place, the first pass of those that are about as near."""
    k.last_m, k.off_m = nearest(lon, lat, lons, lats, along_m, 0.0, limits.length_m, 0.0, 0.0, FIRST_SHARE)
    exact_m, exact_off_m = nearest(lon, lat, lons, lats, along_m, 0.0, limits.length_m, 0.0, 0.0, 0.0)
    is_other_pass = abs(exact_m - k.last_m) > SECOND_PASS_M
    if not is_other_pass or exact_off_m + 4 * limits.noise_m < k.off_m:
        k.last_m, k.off_m = exact_m, exact_off_m


@rule
def _find_again(k: Record, limits: Record, lon: float, lat: float, lons: Metres, lats: Metres, along_m: Metres) -> None:
    """Off what lies ahead, but on the route elsewhere, and going along it: it was left for a while, or misjudged, and is found again."""
    measure_m, off_m = nearest(lon, lat, lons, lats, along_m, 0.0, limits.length_m, 0.0, 0.0, 0.0)
    if off_m > limits.corridor_m or (k.again_n > 0 and measure_m < k.again_m):
        k.again_n = 0
        return
    if k.again_n == 0:
        k.again_first_m = measure_m
    k.again_n += 1
    k.again_m = measure_m
    if k.again_n >= limits.believed_after_fixes and measure_m - k.again_first_m > 4 * limits.noise_m:
        k.last_m, k.off_m, k.again_n, k.block_s = measure_m, off_m, 0, math.nan
