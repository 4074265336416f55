"""Where on its route a position is: the nearest place that lies ahead, for a route may pass one place twice.

Positions scatter, so "ahead" begins at the farthest measure that was reached, never before it.
"""

import math

import numpy as np

from silog_gis.graph.compiled import Metres
from silog_gis.track.fold.compiling import rule

SECOND_PASS_M = 5_000.0
"""Passes of a route by one place that are so far apart along it are told apart where a track begins."""


@rule
def scale(lat: float) -> tuple[float, float]:
    """Give metres per degree, east and north, at a latitude (WGS 84; within a thousandth of a percent)."""
    phi = math.radians(lat)
    east = 111_412.84 * math.cos(phi) - 93.5 * math.cos(3 * phi)
    north = 111_132.95 - 559.82 * math.cos(2 * phi) + 1.175 * math.cos(4 * phi)
    return east, north


@rule
def apart_m(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """Measure between two places at most some hundred kilometres apart."""
    east, north = scale((lat + other_lat) / 2)
    return math.hypot((lon - other_lon) * east, (lat - other_lat) * north)


@rule
def nearest(
    lon: float,
    lat: float,
    lons: Metres,
    lats: Metres,
    along_m: Metres,
    from_m: float,
    to_m: float,
    least_m: float,
    most_m: float,
    weight: float,
) -> tuple[float, float]:
    """Give (measure, distance) of the place between two measures that fits a position best.

    A place costs its distance, and `weight` metres for every metre it lies before `least_m` or beyond `most_m`, between which the
    vessel is expected: a route that comes back a hundred metres beside itself is not taken for its other half.
    """
    east, north = scale(lat)
    best, found_m, found_off_m = math.inf, from_m, math.inf
    index = min(max(0, int(np.searchsorted(along_m, from_m, side="right")) - 1), len(lons) - 2)
    while index < len(lons) - 1 and along_m[index] <= to_m:
        ax, ay = (lons[index] - lon) * east, (lats[index] - lat) * north
        bx, by = (lons[index + 1] - lon) * east, (lats[index + 1] - lat) * north
        span_m = along_m[index + 1] - along_m[index]
        square = (bx - ax) ** 2 + (by - ay) ** 2
        part = 0.0 if square <= 0 else -(ax * (bx - ax) + ay * (by - ay)) / square
        if span_m > 0:
            part = max(part, (from_m - along_m[index]) / span_m)
            part = min(part, (to_m - along_m[index]) / span_m)
        part = min(1.0, max(0.0, part))
        off_m = math.hypot(ax + part * (bx - ax), ay + part * (by - ay))
        here_m = along_m[index] + part * span_m
        cost = off_m + weight * max(0.0, least_m - here_m, here_m - most_m)
        if cost < best:
            best, found_m, found_off_m = cost, here_m, off_m
        index += 1
    return found_m, found_off_m
