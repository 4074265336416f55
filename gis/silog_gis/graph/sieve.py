"""What a point sees of all turns of a free space, without looking at each of them.

Three sieves come before any line of sight is walked. A shortest way passes a corner only along a tangent, so from a corner with a
small bend most directions are out. What stands near hides what lies behind it, so a horizon is kept for every direction. And
turns are kept in blocks, so that whole blocks fall to the first two. None of them drops what could be seen.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from silog_gis.graph.compiled import Heads, Ints, Mask, Metres, compiled
from silog_gis.graph.freespace import FreeSpace
from silog_gis.graph.sight import sees

BUCKETS = 2048
"""Directions a horizon is kept for."""
BUNDLE = 32
"""Directions in one bundle, of which only the farthest horizon is kept: what a whole block is held against."""
SHADOW_CELLS = 1
HAIR = 1e-6
NO_RAYS = np.zeros(6)
NONE_OFF = np.zeros(0, dtype=np.bool_)


@dataclass(frozen=True, eq=False)
class Turns:
    """The turns of a free space, block by block.

    Block b holds the places `starts[b]:starts[b + 1]` inside the box `boxes[b]` (west, south, east, north). `corners` are rows of the
    free space by place; `rays` (6, n) hold each turn's position and the offsets of its two neighbours.
    """

    corners: NDArray[np.int64]
    boxes: NDArray[np.float64]
    starts: NDArray[np.int64]
    rays: NDArray[np.float64]

    @classmethod
    def of(cls, space: FreeSpace, block: int) -> "Turns":
        """Sort the turns of a free space into blocks of a size in microdegrees."""
        found = np.flatnonzero(space.is_turn)
        cells = space.corners[found] // block
        return cls.among(space, found[np.lexsort((cells[:, 0], cells[:, 1]))], block)

    @classmethod
    def among(cls, space: FreeSpace, corners: NDArray[np.int64], block: int) -> "Turns":
        """Make blocks of turns that are in order already: a new one wherever the cell changes."""
        at = space.corners[corners]
        if not len(corners):
            return cls(corners, np.empty((0, 4)), np.zeros(1, dtype=np.int64), np.empty((6, 0)))
        is_new = np.concatenate([[True], (np.diff(at // block, axis=0) != 0).any(axis=1)])
        firsts = np.flatnonzero(is_new)
        boxes = np.hstack([np.minimum.reduceat(at, firsts), np.maximum.reduceat(at, firsts)]).astype(np.float64)
        back, ahead = space.corners[space.before[corners]] - at, space.corners[space.after[corners]] - at
        rays = np.ascontiguousarray(np.hstack([at, back, ahead]).T.astype(np.float64))
        return cls(corners, boxes, np.append(firsts, len(corners)).astype(np.int64), rays)


@compiled
def _turned(dx: float, dy: float) -> float:
    """Give the direction of an offset as a number in [0, BUCKETS) that grows counter-clockwise; cheaper than an angle."""
    share = dx / (abs(dx) + abs(dy))
    return (1.0 - share if dy >= 0 else 3.0 + share) * (BUCKETS / 4)


@compiled
def _hide(px: float, py: float, qx: float, qy: float, horizon: Metres) -> None:
    """Draw the shadow of one edge, from offsets of its ends: it hides what lies beyond both, in the directions it covers wholly."""
    side = px * qy - py * qx
    if side == 0:
        return
    low, high = (_turned(px, py), _turned(qx, qy)) if side > 0 else (_turned(qx, qy), _turned(px, py))
    if high < low:
        high += BUCKETS
    reach = max(px * px + py * py, qx * qx + qy * qy)
    for bucket in range(math.floor(low + HAIR) + 1, math.floor(high - HAIR)):
        horizon[bucket % BUCKETS] = min(horizon[bucket % BUCKETS], reach)


@compiled
def _hide_joint(px: float, py: float, qx: float, qy: float, rx: float, ry: float, horizon: Metres) -> None:
    """Draw the shadow of the corner q where two edges meet: neither of them covers its direction wholly, but both together do."""
    side, side_on = px * qy - py * qx, qx * ry - qy * rx
    if not ((side > 0 and side_on > 0) or (side < 0 and side_on < 0)):
        return
    bucket = math.floor(_turned(qx, qy))
    if bucket in (math.floor(_turned(px, py)), math.floor(_turned(rx, ry))):
        return
    reach = max(px * px + py * py, qx * qx + qy * qy, rx * rx + ry * ry)
    horizon[bucket % BUCKETS] = min(horizon[bucket % BUCKETS], reach)


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
    horizon: Metres,
    bundles: Metres,
) -> None:
    """Find how far a point (the corner `a`, or -1) can see at most in each direction, from edges in the cells round it and from walls.

    Squared distances. `walls` (n, 4) are long stretches inside obstacles, which hide what is far beyond them.
    """
    horizon[:] = np.inf
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
                _hide(px, py, qx, qy, horizon)
                beyond = after[tail]
                if beyond != a and not (len(off) and off[tail]):
                    _hide_joint(px, py, qx, qy, corners[beyond, 0] - x, corners[beyond, 1] - y, horizon)
    for wall in range(len(walls)):
        _hide(walls[wall, 0] - x, walls[wall, 1] - y, walls[wall, 2] - x, walls[wall, 3] - y, horizon)
    for bundle in range(len(bundles)):
        bundles[bundle] = horizon[bundle * BUNDLE : (bundle + 1) * BUNDLE].max()


@compiled
def _is_hidden(west: float, south: float, east: float, north: float, bundles: Metres) -> bool:
    """Say whether a whole box, by offsets from the point, lies beyond the horizon."""
    dx, dy = max(west, -east, 0.0), max(south, -north, 0.0)
    nearest = dx * dx + dy * dy
    if nearest == 0:
        return False
    one, two, three, four = _turned(west, south), _turned(east, south), _turned(east, north), _turned(west, north)
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


@compiled
def _is_aside(west: float, south: float, east: float, north: float, bx: float, by: float, fx: float, fy: float) -> bool:
    """Say whether no direction into a box is tangent at a corner whose neighbours lie at (bx, by) and (fx, fy)."""
    back_low = min(west * by, east * by) - max(south * bx, north * bx)
    back_high = max(west * by, east * by) - min(south * bx, north * bx)
    ahead_low = min(west * fy, east * fy) - max(south * fx, north * fx)
    ahead_high = max(west * fy, east * fy) - min(south * fx, north * fx)
    return (back_low > 0 and ahead_high < 0) or (back_high < 0 and ahead_low > 0)


@compiled
def _is_unbent(west: float, south: float, east: float, north: float, bend: Metres) -> bool:
    """Say whether no way into a box wraps round the corner it comes to: it turns left of an obstacle on the right, or the reverse."""
    low = min(west * bend[5], east * bend[5]) - max(south * bend[4], north * bend[4])
    high = max(west * bend[5], east * bend[5]) - min(south * bend[4], north * bend[4])
    if low <= 0 <= high:
        return False
    for k in (0, 2):
        side_low = min(west * bend[k + 1], east * bend[k + 1]) - max(south * bend[k], north * bend[k])
        side_high = max(west * bend[k + 1], east * bend[k + 1]) - min(south * bend[k], north * bend[k])
        if (low > 0 and side_high < 0) or (high < 0 and side_low > 0):
            return True
    return False


@compiled
def _are_apart(back: float, ahead: float) -> bool:
    """Say whether a line has the two neighbours of a corner on different sides, by the sides they are on: then it is no tangent."""
    return (back > 0 and ahead < 0) or (back < 0 and ahead > 0)


@compiled
def scan(  # noqa: C901 -- one loop, whose tests stand in the order of what they cost
    corners: Ints,
    after: Ints,
    frame: Ints,
    starts: Ints,
    edges: Heads,
    off: Mask,
    turns: Ints,
    boxes: Metres,
    block_starts: Ints,
    rays: Metres,
    x: int,
    y: int,
    a: int | np.int64,
    bend: Metres,
    horizon: Metres,
    bundles: Metres,
    first: int,
    found: Heads,
) -> int:
    """Write the places from `first` on that a point sees along a tangent into `found`, and answer how many.

    `a` is the corner the point stands at, or -1. `bend` holds offsets of that corner's neighbours and of where the way comes from
    (0, 0 each for a free point): a way that comes from somewhere must also wrap round the corner's obstacle, or it would not turn there.
    """
    bx, by, fx, fy, ox, oy = bend[0], bend[1], bend[2], bend[3], bend[4], bend[5]
    size = 0
    for block in range(len(boxes)):
        if block_starts[block + 1] <= first:
            continue
        west, south, east, north = boxes[block, 0] - x, boxes[block, 1] - y, boxes[block, 2] - x, boxes[block, 3] - y
        if _is_aside(west, south, east, north, bx, by, fx, fy) or _is_unbent(west, south, east, north, bend):
            continue
        if _is_hidden(west, south, east, north, bundles):
            continue
        for place in range(max(block_starts[block], first), block_starts[block + 1]):
            dx, dy = rays[0, place] - x, rays[1, place] - y
            back, ahead = dx * by - dy * bx, dx * fy - dy * fx
            if _are_apart(back, ahead):
                continue
            back_there, ahead_there = dx * rays[3, place] - dy * rays[2, place], dx * rays[5, place] - dy * rays[4, place]
            if _are_apart(back_there, ahead_there):
                continue
            bent = oy * dx - ox * dy
            if (bent > 0 and min(back, ahead) < 0) or (bent < 0 and max(back, ahead) > 0):
                continue
            if (dx != 0 or dy != 0) and dx * dx + dy * dy > horizon[int(_turned(dx, dy)) % BUCKETS]:
                continue
            b = turns[place]
            if sees(corners, after, frame, starts, edges, off, x, y, corners[b, 0], corners[b, 1], a, b):
                found[size] = place
                size += 1
    return size


@compiled
def visible_pairs(
    corners: Ints,
    after: Ints,
    frame: Ints,
    starts: Ints,
    edges: Heads,
    walls: Metres,
    turns: Ints,
    boxes: Metres,
    block_starts: Ints,
    rays: Metres,
    first: int,
    last: int,
) -> Heads:
    """Give the pairs (i < j) of places that see each other along a common tangent, for i in [first, last)."""
    off = np.zeros(0, dtype=np.bool_)
    horizon, bundles = np.empty(BUCKETS), np.empty(BUCKETS // BUNDLE)
    found = np.empty(len(turns), dtype=np.int32)
    bend = np.zeros(6)
    pairs = np.empty((max(1024, (last - first) * 8), 2), dtype=np.int32)
    size = 0
    for i in range(first, last):
        a = turns[i]
        x, y = corners[a, 0], corners[a, 1]
        bend[:4] = rays[2:, i]
        draw_horizon(corners, after, frame, starts, edges, off, walls, float(x), float(y), a, horizon, bundles)
        count = scan(
            corners, after, frame, starts, edges, off, turns, boxes, block_starts, rays, x, y, a, bend, horizon, bundles, i + 1, found
        )
        while size + count > len(pairs):
            pairs = np.concatenate((pairs, np.empty_like(pairs)))
        for k in range(count):
            pairs[size, 0], pairs[size, 1] = i, found[k]
            size += 1
    return pairs[:size].copy()
