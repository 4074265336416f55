"""Lengths of straight stretches in metres, cheap enough for the inner loops of a search."""

import math
from functools import cache

import numpy as np
from numpy.typing import NDArray

from silog_gis.coast import ECCENTRICITY_SQUARED, metres_per_degree
from silog_gis.graph.compiled import Ints, Metres, compiled, inlined
from silog_gis.graph.freespace import MICRO, Micro

RADIANS = math.pi / 180 / MICRO
"""A microdegree in radians."""


@cache
def metric() -> NDArray[np.float64]:
    """Give metres per microdegree (east, north) for every thousandth of a degree of latitude, from -90 on; shape (180_000, 2)."""
    middles = (np.arange(180_000) + 0.5) / 1000 - 90
    return np.asarray(np.column_stack(metres_per_degree(middles)) / MICRO)


@inlined
def span_m(scale: Metres, ax: int | np.int64, ay: int | np.int64, bx: int | np.int64, by: int | np.int64) -> float:
    """Measure a stretch in metres, the same both ways, with the scale of the latitude half way; `scale` is `metric()`.

    Over long stretches meridians come nearer to each other and an arc is longer than its chord; with those terms to the second order, by
    Gauss's formulas of the middle latitude, the length is within three millionths of the geodesic over all of this sea.
    """
    row = ((ay + by) // 2) // 1000 + 90_000
    east, north = (bx - ax) * scale[row, 0], (by - ay) * scale[row, 1]
    east_rad, north_rad, narrowing = (bx - ax) * RADIANS, (by - ay) * RADIANS, (scale[row, 0] / scale[90_000, 0]) ** 2
    along_east = 1.0 - east_rad * east_rad * (1.0 - narrowing) / 12.0
    along_north = 1.0 + ECCENTRICITY_SQUARED * north_rad * north_rad / 4.0 - east_rad * east_rad * (0.25 - narrowing / 6.0)
    return math.sqrt(east * east * along_east + north * north * along_north)


def least_metric(points: NDArray[np.int64]) -> NDArray[np.float64]:
    """Give metres per microdegree (east, north) so small that no stretch among points is shorter than they say."""
    wide, high = int(np.ptp(points[:, 0])), int(np.abs(points[:, 1]).max())
    east = float(metric()[min(high // 1000 + 90_002, 179_999), 0])
    narrowing = (east / float(metric()[90_000, 0])) ** 2
    return np.asarray([east, metric()[90_000, 1]]) * float(1 - 2e-6 - (wide * RADIANS) ** 2 * (0.25 - narrowing / 6))


def spans_m(start: Micro, ends: NDArray[np.int64]) -> NDArray[np.float64]:
    """Measure from one point to many."""
    ends = np.ascontiguousarray(ends, dtype=np.int64).reshape(-1, 2)
    return np.asarray(_spans_m(metric(), np.array([start], dtype=np.int64), ends))


def lengths_between_m(tails: NDArray[np.int64], heads: NDArray[np.int64]) -> NDArray[np.float64]:
    """Measure stretches from points to as many others."""
    return np.asarray(_spans_m(metric(), np.ascontiguousarray(tails, dtype=np.int64), np.ascontiguousarray(heads, dtype=np.int64)))


@compiled
def _spans_m(scale: Metres, tails: Ints, heads: Ints) -> Metres:
    found = np.empty(len(heads))
    for k in range(len(heads)):
        tail = k if len(tails) > 1 else 0
        found[k] = span_m(scale, tails[tail, 0], tails[tail, 1], heads[k, 0], heads[k, 1])
    return found
