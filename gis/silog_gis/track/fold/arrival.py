"""When a vessel arrives: what remains of its way, at a speed between the planned and the observed one, with an honest spread.

The speed is the mean of plan and observation, each weighted by how long it is believed. The logarithm of the time that remains
scatters by three things: the way may be faster or slower as a whole, which observation tells more and more of; speed changes from hour to
hour, which evens out over a long rest of the way; and the observed mean has that scatter as well.
"""

import math

from silog_gis.track.fold.compiling import rule
from silog_gis.track.fold.memory import Record

BLOCK_S = 600.0
"""Speed is seen over stretches of this long at least, so that the noise of positions is not taken for it."""
TENTH = 1.2816
"""One in ten of a normal distribution lies so many standard deviations below its mean, one above."""
PRIOR_BLOCKS = 6.0
LEAST_SHARE = 0.1
LEAST_SPREAD_S = 120.0


@rule
def see_speed(k: Record, limits: Record, at_s: float, along_m: float) -> None:
    """Take notice of the speed made good since the last stretch was seen."""
    lasted_s = at_s - k.block_s
    if not lasted_s >= BLOCK_S:
        return
    mps = (along_m - k.block_m) / lasted_s
    kept = k.seen_s * math.exp(-lasted_s / limits.forgotten_s)
    if limits.plan_mps > 0 and k.seen_s > 0:
        fade = math.exp(-lasted_s / (2 * limits.forgotten_s))
        k.scatter = k.scatter * fade + ((mps - k.seen_mps) / limits.plan_mps) ** 2
        k.scatter_n = k.scatter_n * fade + 1
    k.seen_mps = (k.seen_mps * kept + mps * lasted_s) / (kept + lasted_s)
    k.seen_s = kept + lasted_s
    k.block_s, k.block_m = at_s, along_m


@rule
def speed_mps(k: Record, limits: Record) -> float:
    """Give the speed it is expected to make; nan where neither plan nor observation says anything."""
    believed_s = limits.believed_s if limits.plan_mps > 0 else 0.0
    if believed_s + k.seen_s <= 0:
        return math.nan
    mps = (limits.plan_mps * believed_s + k.seen_mps * k.seen_s) / (believed_s + k.seen_s)
    return float(max(mps, LEAST_SHARE * limits.plan_mps, 0.05))


@rule
def eta(k: Record, limits: Record, from_s: float) -> tuple[float, float, float]:
    """Give the tenth, half and nine tenths of the times of arrival, in seconds since 1970."""
    mps = speed_mps(k, limits)
    rest_s = max(0.0, limits.length_m - k.last_m) / mps
    hour = (limits.hour_share**2 * PRIOR_BLOCKS + min(k.scatter, k.scatter_n)) / (PRIOR_BLOCKS + k.scatter_n)
    unseen = limits.believed_s / (limits.believed_s + k.seen_s)
    seen = k.seen_s / (limits.believed_s + k.seen_s)
    way = (limits.way_share * unseen) ** 2
    ahead = hour * _evened(rest_s, limits.persists_s)
    behind = hour * seen**2 * _evened(k.seen_s, limits.persists_s)
    spread = math.exp(TENTH * math.sqrt(way + ahead + behind))
    return (
        from_s + min(rest_s / spread, max(0.0, rest_s - LEAST_SPREAD_S)),
        from_s + rest_s,
        from_s + max(rest_s * spread, rest_s + LEAST_SPREAD_S),
    )


@rule
def _evened(lasts_s: float, persists_s: float) -> float:
    """Give what is left of a scatter that persists for a while, in the mean over a time (the variance of an averaged AR(1) process)."""
    ratio = lasts_s / persists_s
    if ratio < 1e-3:  # noqa: PLR2004 - where the formula below loses its digits
        return 1.0
    return 2 * (ratio - 1 + math.exp(-ratio)) / ratio**2
