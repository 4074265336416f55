"""What a point sees of all turns of a free space, without looking at each of them.

Three sieves come before any line of sight is walked. A shortest way passes a corner only along a tangent, so from a corner with a
small bend most directions are out (`bends`). What stands near hides what lies behind it (`horizon`). And turns are kept in blocks, so that
whole blocks fall to the first two (`turns`). None of them drops what could be seen.
"""

import numpy as np

from silog_gis.graph.compiled import Heads, Ints, Mask, Metres, compiled, inlined
from silog_gis.graph.seeing.bends import Sector, are_apart, bend_of, is_box_out, is_outside, sector_of
from silog_gis.graph.seeing.horizon import BUCKETS, BUNDLE, draw_horizon, is_hidden, turned
from silog_gis.graph.seeing.turns import BLOCK, GROUP
from silog_gis.graph.sight import sees

POSSIBLE, WALKED = 0, 1
"""What a scan answers: what passes its sieves, or only that to which the line of sight was walked."""


@inlined
def _is_out(boxes: Metres, row: int, x: int, y: int, bend: Metres, sector: Sector, bundles: Metres, farthest: float) -> bool:
    """Say whether nothing in a box can be seen along a tangent, or reached by a way that bends.

    `farthest` is the squared distance beyond which nothing is seen in any direction: from most corners of an inlet that is not far.
    """
    west, south, east, north = boxes[row, 0] - x, boxes[row, 1] - y, boxes[row, 2] - x, boxes[row, 3] - y
    dx, dy = max(west, -east, 0.0), max(south, -north, 0.0)
    if dx * dx + dy * dy > farthest:
        return True
    return bool(is_box_out(west, south, east, north, bend, sector) or is_hidden(west, south, east, north, bundles))


@compiled
def scan(  # noqa: C901 -- one loop, with a reason to go on for each sieve
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

    With `sight` POSSIBLE, those that it may see: the lines of sight themselves are left to whoever needs one of them. `a` is the corner the
    point stands at, or -1, and `bend` how a way bends there.
    """
    sector, farthest = sector_of(bend), float(bundles.max())
    size = 0
    block = first // BLOCK
    while block < len(boxes):
        if (block % GROUP == 0 or block == first // BLOCK) and _is_out(groups, block // GROUP, x, y, bend, sector, bundles, farthest):
            block = (block // GROUP + 1) * GROUP
            continue
        block += 1
        if _is_out(boxes, block - 1, x, y, bend, sector, bundles, farthest):
            continue
        for place in range(max((block - 1) * BLOCK, first), min(block * BLOCK, len(turns))):
            dx, dy = rays[0, place] - x, rays[1, place] - y
            if are_apart(dx * rays[3, place] - dy * rays[2, place], dx * rays[5, place] - dy * rays[4, place]):
                continue
            if sector[0]:
                if is_outside(sector, dx, dy):
                    continue
            elif are_apart(dx * bend[1] - dy * bend[0], dx * bend[3] - dy * bend[2]):
                continue
            if (dx != 0 or dy != 0) and dx * dx + dy * dy > horizon[int(turned(dx, dy)) % BUCKETS]:
                continue
            b = turns[place]
            # from there to here: what stands round the point was looked at already, for its horizon
            if sight == POSSIBLE or sees(corners, after, frame, starts, edges, off, corners[b, 0], corners[b, 1], x, y, b, a):
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
