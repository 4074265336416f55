"""Horizons: how far a point can see at most in each direction. What stands near hides what lies behind it."""

import math

import numpy as np

from silog_gis.graph.compiled import Heads, Ints, Mask, Metres, compiled, inlined
from silog_gis.graph.seeing.bends import Sector, is_stretch_out, sector_of

BUCKETS = 2048
"""Directions a horizon is kept for."""
BUNDLE = 32
"""Directions in one bundle, of which only the farthest horizon is kept: what a whole block is held against."""
SHADOW_CELLS = 1
HAIR = 1e-6


@inlined
def turned(dx: float, dy: float) -> float:
    """Give the direction of an offset as a number in [0, BUCKETS) that grows counter-clockwise; cheaper than an angle."""
    share = dx / (abs(dx) + abs(dy))
    return (1.0 - share if dy >= 0 else 3.0 + share) * (BUCKETS / 4)


@inlined
def _hide(px: float, py: float, qx: float, qy: float, horizon: Metres) -> None:
    """Draw the shadow of one edge, from offsets of its ends: it hides what lies beyond both, in the directions it covers wholly."""
    side = px * qy - py * qx
    if side == 0:
        return
    low, high = (turned(px, py), turned(qx, qy)) if side > 0 else (turned(qx, qy), turned(px, py))
    if high < low:
        high += BUCKETS
    reach = max(px * px + py * py, qx * qx + qy * qy)
    for bucket in range(math.floor(low + HAIR) + 1, math.floor(high - HAIR)):
        horizon[bucket % BUCKETS] = min(horizon[bucket % BUCKETS], reach)


@inlined
def _hide_joint(px: float, py: float, qx: float, qy: float, rx: float, ry: float, horizon: Metres) -> None:
    """Draw the shadow of the corner q where two edges meet: neither of them covers its direction wholly, but both together do."""
    side, side_on = px * qy - py * qx, qx * ry - qy * rx
    if not ((side > 0 and side_on > 0) or (side < 0 and side_on < 0)):
        return
    bucket = math.floor(turned(qx, qy))
    if bucket in (math.floor(turned(px, py)), math.floor(turned(rx, ry))):
        return
    reach = max(px * px + py * py, qx * qx + qy * qy, rx * rx + ry * ry)
    horizon[bucket % BUCKETS] = min(horizon[bucket % BUCKETS], reach)


@inlined
def _buckets_of(sector: Sector) -> tuple[int, int]:
    """Give the first and the last bucket of a sector, one more on both sides for rounding; all where there is none. May exceed BUCKETS."""
    if not sector[0]:
        return 0, BUCKETS - 1
    first, last = math.floor(turned(sector[1], sector[2])) - 1, math.floor(turned(sector[3], sector[4])) + 1
    return first, last if last > first + 1 else last + BUCKETS


@compiled
def _bundle_up(horizon: Metres, bundles: Metres, first: int, last: int) -> None:
    """Keep of every bundle of directions the farthest horizon, of those from the first bucket to the last; elsewhere nothing is seen."""
    bundles[:] = 0.0
    for bucket in range(first, last + 1):
        bundle = (bucket % BUCKETS) // BUNDLE
        bundles[bundle] = max(bundles[bundle], horizon[bucket % BUCKETS])


@compiled
def narrow(horizon: Metres, other: Metres, bundles: Metres, bend: Metres) -> None:
    """Keep of two horizons of the same bend the nearer in every direction."""
    first, last = _buckets_of(sector_of(bend))
    for bucket in range(first, last + 1):
        horizon[bucket % BUCKETS] = min(horizon[bucket % BUCKETS], other[bucket % BUCKETS])
    _bundle_up(horizon, bundles, first, last)


@compiled
def draw_horizon(
    corners: Ints,
    after: Ints,
    frame: Ints,
    starts: Ints,
    edges: Heads,
    off: Mask,
    walls: Metres,
    x: float,
    y: float,
    a: int | np.int64,
    bend: Metres,
    horizon: Metres,
    bundles: Metres,
) -> None:
    """Find how far a point (the corner `a`, or -1) can see at most in each direction, from edges in the cells round it and from walls.

    Squared distances. Where no way leads that leaves a corner with a bend nothing is drawn, and outside its sector nothing is seen.
    `walls` (n, 4) are long stretches inside obstacles, which hide what is far beyond them.
    """
    sector = sector_of(bend)
    first, last = _buckets_of(sector)
    horizon[:] = 0.0
    for bucket in range(first, last + 1):
        horizon[bucket % BUCKETS] = np.inf
    column, row = math.floor((x - frame[0]) / frame[2]), math.floor((y - frame[1]) / frame[2])
    for cell_row in range(max(row - SHADOW_CELLS, 0), min(row + SHADOW_CELLS, frame[4] - 1) + 1):
        for cell_column in range(max(column - SHADOW_CELLS, 0), min(column + SHADOW_CELLS, frame[3] - 1) + 1):
            cell = cell_row * frame[3] + cell_column
            for slot in range(starts[cell], starts[cell + 1]):
                edge = np.int64(edges[slot])
                tail = after[edge]
                if a in (edge, tail) or (len(off) and off[edge]):
                    continue
                px, py, qx, qy = corners[edge, 0] - x, corners[edge, 1] - y, corners[tail, 0] - x, corners[tail, 1] - y
                if is_stretch_out(float(px), float(py), float(qx), float(qy), bend, sector):
                    continue
                _hide(px, py, qx, qy, horizon)
                beyond = after[tail]
                if beyond != a and not (len(off) and off[tail]):
                    _hide_joint(px, py, qx, qy, corners[beyond, 0] - x, corners[beyond, 1] - y, horizon)
    for wall in range(len(walls)):
        px, py, qx, qy = walls[wall, 0] - x, walls[wall, 1] - y, walls[wall, 2] - x, walls[wall, 3] - y
        if not is_stretch_out(px, py, qx, qy, bend, sector):
            _hide(px, py, qx, qy, horizon)
    _bundle_up(horizon, bundles, first, last)


@inlined
def is_hidden(west: float, south: float, east: float, north: float, bundles: Metres) -> bool:
    """Say whether a whole box, by offsets from the point, lies beyond the horizon."""
    dx, dy = max(west, -east, 0.0), max(south, -north, 0.0)
    nearest = dx * dx + dy * dy
    if nearest == 0:
        return False
    one, two, three, four = turned(west, south), turned(east, south), turned(east, north), turned(west, north)
    if max(one, two, three, four) - min(one, two, three, four) > BUCKETS / 2:
        half = BUCKETS / 2
        one += BUCKETS if one < half else 0.0
        two += BUCKETS if two < half else 0.0
        three += BUCKETS if three < half else 0.0
        four += BUCKETS if four < half else 0.0
    first, last = math.floor(min(one, two, three, four)) // BUNDLE, math.floor(max(one, two, three, four)) // BUNDLE
    farthest = 0.0
    for bundle in range(first, last + 1):
        farthest = max(farthest, bundles[bundle % len(bundles)])
    return farthest < nearest
