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
BLOCK, GROUP = 16, 32
"""Turns in a block, and blocks in a group."""
Z_STEP = 6
"""Turns within so many bits of a microdegree, seven metres, stay in the order of the shore."""
SHADOW_CELLS = 1
POSSIBLE, WALKED = 0, 1
"""What a scan answers: what passes its sieves, or only that to which the line of sight was walked."""
HAIR = 1e-6
NO_RAYS = np.zeros(6)
NONE_OFF = np.zeros(0, dtype=np.bool_)


Blocks = tuple[Ints, Metres, Metres, Metres]


@dataclass(frozen=True, eq=False)
class Turns:
    """The turns of a free space, those that lie together in one block, and blocks that lie together in one group.

    Block b holds the places from `BLOCK * b` on, group g the blocks from `GROUP * g` on; the last of each may be short. `boxes` and
    `groups` are what they lie in (west, south, east, north). `corners` are rows of the free space by place; `rays` (6, n) hold each
    turn's position and the offsets of its two neighbours.
    """

    corners: NDArray[np.int64]
    boxes: NDArray[np.float64]
    groups: NDArray[np.float64]
    rays: NDArray[np.float64]

    @classmethod
    def of(cls, space: FreeSpace) -> "Turns":
        """Sort the turns of a free space so that neighbours come together."""
        found = np.flatnonzero(space.is_turn)
        return cls.among(space, found[np.argsort(_along_a_z(space.corners[found]), kind="stable")])

    @classmethod
    def among(cls, space: FreeSpace, corners: NDArray[np.int64]) -> "Turns":
        """Make blocks of turns that are in order already."""
        at = space.corners[corners]
        back, ahead = space.corners[space.before[corners]] - at, space.corners[space.after[corners]] - at
        rays = np.ascontiguousarray(np.hstack([at, back, ahead]).T.astype(np.float64))
        return cls._in_blocks(corners, rays)

    @classmethod
    def _in_blocks(cls, corners: NDArray[np.int64], rays: NDArray[np.float64]) -> "Turns":
        boxes = _boxes(rays[[0, 1, 0, 1]].T, BLOCK)
        return cls(corners, boxes, _boxes(boxes, GROUP), rays)

    @property
    def blocks(self) -> Blocks:
        """The turns as compiled loops take them."""
        return self.corners, self.boxes, self.groups, self.rays

    def facing(self, box: NDArray[np.float64]) -> tuple[NDArray[np.int64], "Turns"]:
        """Give the places that points in a box (west, south, east, north) may see along a tangent, and their turns alone."""
        places = _facing(self.rays, *box.tolist())
        return places, self._in_blocks(self.corners[places], np.ascontiguousarray(self.rays[:, places]))


def _boxes(boxes: NDArray[np.float64], size: int) -> NDArray[np.float64]:
    """Give the box round every so many boxes."""
    firsts = np.arange(0, len(boxes), size)
    if not len(firsts):
        return np.empty((0, 4))
    return np.hstack([np.minimum.reduceat(boxes[:, :2], firsts), np.maximum.reduceat(boxes[:, 2:], firsts)])


def _along_a_z(points: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give the place of points on a curve that goes through squares within squares: what is near on it is near on the map."""
    lon, lat = ((points + (1 << 29)) >> Z_STEP).T
    return _with_gaps(lon) | _with_gaps(lat) << 1


def _with_gaps(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Put a zero before each of the 32 bits of some numbers."""
    for shift, mask in (
        (16, 0x0000FFFF0000FFFF),
        (8, 0x00FF00FF00FF00FF),
        (4, 0x0F0F0F0F0F0F0F0F),
        (2, 0x3333333333333333),
        (1, 0x5555555555555555),
    ):
        numbers = (numbers | numbers << shift) & mask
    return numbers


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
def bundle_up(horizon: Metres, bundles: Metres) -> None:
    """Keep of every bundle of directions the farthest horizon."""
    bundles[:] = 0.0
    for bucket in range(len(bundles) * BUNDLE):
        bundles[bucket // BUNDLE] = max(bundles[bucket // BUNDLE], horizon[bucket])


@compiled
def bend_of(rays: Metres, place: int | np.int64, bend: Metres) -> None:
    """Write down the neighbours of a turn as a bend; where the way comes from stays as it is."""
    for k in range(4):
        bend[k] = rays[k + 2, place]


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

    Squared distances. Where no way leads from a corner with a bend (see `scan`) nothing is drawn. `walls` (n, 4) are long stretches
    inside obstacles, which hide what is far beyond them.
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
                if _is_beside(float(px), float(py), float(qx), float(qy), bend):
                    continue
                _hide(px, py, qx, qy, horizon)
                beyond = after[tail]
                if beyond != a and not (len(off) and off[tail]):
                    _hide_joint(px, py, qx, qy, corners[beyond, 0] - x, corners[beyond, 1] - y, horizon)
    for wall in range(len(walls)):
        px, py, qx, qy = walls[wall, 0] - x, walls[wall, 1] - y, walls[wall, 2] - x, walls[wall, 3] - y
        if not _is_beside(px, py, qx, qy, bend):
            _hide(px, py, qx, qy, horizon)
    bundle_up(horizon, bundles)


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
def _facing(rays: Metres, west: float, south: float, east: float, north: float) -> Ints:
    found = np.empty(rays.shape[1], dtype=np.int64)
    size = 0
    for place in range(rays.shape[1]):
        x, y = rays[0, place], rays[1, place]
        bends = rays[2, place], rays[3, place], rays[4, place], rays[5, place]
        if not _is_aside(west - x, south - y, east - x, north - y, *bends):
            found[size] = place
            size += 1
    return found[:size].copy()


@compiled
def _is_out(boxes: Metres, row: int, x: int, y: int, bend: Metres, bundles: Metres) -> bool:
    """Say whether nothing in a box can be seen along a tangent, or reached by a way that bends."""
    west, south, east, north = boxes[row, 0] - x, boxes[row, 1] - y, boxes[row, 2] - x, boxes[row, 3] - y
    if _is_aside(west, south, east, north, bend[0], bend[1], bend[2], bend[3]) or _is_unbent(west, south, east, north, bend):
        return True
    return _is_hidden(west, south, east, north, bundles)


@compiled
def _is_beside(px: float, py: float, qx: float, qy: float, bend: Metres) -> bool:
    """Say whether a whole stretch lies where no way leads that leaves a corner along a tangent and bends there."""
    p_back, q_back = px * bend[1] - py * bend[0], qx * bend[1] - qy * bend[0]
    p_ahead, q_ahead = px * bend[3] - py * bend[2], qx * bend[3] - qy * bend[2]
    p_bent, q_bent = bend[5] * px - bend[4] * py, bend[5] * qx - bend[4] * qy
    if p_bent > 0 and q_bent > 0 and ((p_back < 0 and q_back < 0) or (p_ahead < 0 and q_ahead < 0)):
        return True
    if p_bent < 0 and q_bent < 0 and ((p_back > 0 and q_back > 0) or (p_ahead > 0 and q_ahead > 0)):
        return True
    apart = p_back > 0 and q_back > 0 and p_ahead < 0 and q_ahead < 0
    return bool(apart or (p_back < 0 and q_back < 0 and p_ahead > 0 and q_ahead > 0))


@compiled
def _are_apart(back: float, ahead: float) -> bool:
    """Say whether a line has the two neighbours of a corner on different sides, by the sides they are on: then it is no tangent."""
    return (back > 0 and ahead < 0) or (back < 0 and ahead > 0)


@compiled
def scan(
    corners: Ints,
    after: Ints,
    frame: Ints,
    starts: Ints,
    edges: Heads,
    off: Mask,
    turns: Ints,
    boxes: Metres,
    groups: Metres,
    rays: Metres,
    x: int,
    y: int,
    a: int | np.int64,
    bend: Metres,
    horizon: Metres,
    bundles: Metres,
    first: int,
    found: Heads,
    sight: int | np.int64,
) -> int:
    """Write the places from `first` on that a point sees along a tangent into `found`, and answer how many.

    With `sight` POSSIBLE, those that it may see: the lines of sight themselves are left to whoever needs one of them.

    `a` is the corner the point stands at, or -1. `bend` holds offsets of that corner's neighbours and of where the way comes from
    (0, 0 each for a free point): a way that comes from somewhere must also wrap round the corner's obstacle, or it would not turn there.
    """
    bx, by, fx, fy, ox, oy = bend[0], bend[1], bend[2], bend[3], bend[4], bend[5]
    size = 0
    block = first // BLOCK
    while block < len(boxes):
        if (block % GROUP == 0 or block == first // BLOCK) and _is_out(groups, block // GROUP, x, y, bend, bundles):
            block = (block // GROUP + 1) * GROUP
            continue
        block += 1
        if _is_out(boxes, block - 1, x, y, bend, bundles):
            continue
        for place in range(max((block - 1) * BLOCK, first), min(block * BLOCK, len(turns))):
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
            if sight == POSSIBLE or sees(corners, after, frame, starts, edges, off, x, y, corners[b, 0], corners[b, 1], a, b):
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
    groups: Metres,
    rays: Metres,
    first: int,
    last: int,
) -> Heads:
    """Give the pairs (i < j) of places that see each other along a common tangent, for i in [first, last)."""
    off = np.zeros(0, dtype=np.bool_)
    horizon, bundles = np.empty(BUCKETS), np.empty(BUCKETS // BUNDLE)
    found = np.empty(len(turns), dtype=np.int32)
    bend = np.zeros(6)
    sight = np.int64(WALKED)  # a literal would have an edition of the scan compiled for it alone
    pairs = np.empty((max(1024, (last - first) * 8), 2), dtype=np.int32)
    size = 0
    for i in range(first, last):
        a = turns[i]
        x, y = corners[a, 0], corners[a, 1]
        bend_of(rays, i, bend)
        draw_horizon(corners, after, frame, starts, edges, off, walls, float(x), float(y), a, bend, horizon, bundles)
        count = scan(
            corners, after, frame, starts, edges, off, turns, boxes, groups, rays, x, y, a, bend, horizon, bundles, i + 1, found, sight
        )
        while size + count > len(pairs):
            pairs = np.concatenate((pairs, np.empty_like(pairs)))
        for k in range(count):
            pairs[size, 0], pairs[size, 1] = i, found[k]
            size += 1
    return pairs[:size].copy()
