"""Which time of a position is believed. A device's clock may be off, may jump, and may send late what it wrote down in time.

What is sent late has a time that lags ever less behind its receipt; a clock that is off lags by the same, position after position.
Nothing can have been seen after it was received.
"""

import math

from silog_gis.track.fold.compiling import rule
from silog_gis.track.fold.memory import Record

STEADY_SHARE = 0.25
STEADY_S = 20.0
"""Lags differ by no more than this, or that share of the time between two positions, where a clock is off."""
LEAST_SPAN_S = 45.0


@rule
def believed_s(k: Record, limits: Record, at_s: float, received_s: float) -> float:
    """Give the time of a position in seconds since 1970, put right by what its device's clock is off."""
    if math.isnan(received_s):
        return float(at_s + k.clock_off_s)
    lag_s = received_s - at_s
    if abs(lag_s - k.clock_off_s) <= limits.clock_tolerance_s:
        k.odd_n = 0
    else:
        _weigh(k, limits, at_s, lag_s)
    return float(min(at_s + k.clock_off_s, received_s))


@rule
def _weigh(k: Record, limits: Record, at_s: float, lag_s: float) -> None:
    """Count positions that are off by the same; enough of them, over a while, show what the clock is off."""
    span_s = at_s - k.odd_at_s
    is_steady = k.odd_n > 0 and span_s > 0 and abs(lag_s - k.odd_off_s) <= max(STEADY_S, STEADY_SHARE * span_s)
    if not is_steady:
        k.odd_n, k.odd_off_s, k.odd_at_s = 1, lag_s, at_s
        return
    k.odd_n += 1
    if k.odd_n < limits.clock_settled_fixes or span_s < LEAST_SPAN_S:
        return
    off_s = 0.0 if abs(lag_s) <= limits.clock_tolerance_s else lag_s
    if k.odd_at_s + k.clock_off_s <= k.last_s <= at_s + k.clock_off_s and off_s > k.clock_off_s:
        _put_right(k, off_s - k.clock_off_s)
    k.clock_off_s, k.odd_n = off_s, 0


@rule
def _put_right(k: Record, by_s: float) -> None:
    """Move what is known to the right time where positions were taken before the clock was seen to be off."""
    k.last_s += by_s
    k.block_s += by_s
    k.still_s += by_s
    k.gone_s += by_s
    k.out_since_s += by_s
