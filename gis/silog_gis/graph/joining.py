"""Joining a point to a graph through finer water: the search runs over both at once and looks at no more of either than it must."""

import heapq
import math

import numpy as np

from silog_gis.graph.compiled import Heads, Ints, Mask, Metres, compiled
from silog_gis.graph.sieve import BUCKETS, BUNDLE, draw_horizon, scan
from silog_gis.graph.sight import sees


@compiled
def span_m(scale: Metres, ax: int, ay: int, bx: int, by: int) -> float:
    """Measure a stretch in metres, with the scale of the latitude half way (see `visgraph.metric`)."""
    row = ((ay + by) // 2) // 1000 + 90_000
    return math.hypot((bx - ax) * scale[row, 0], (by - ay) * scale[row, 1])


@compiled
def _narrow(horizon: Metres, other: Metres, bundles: Metres) -> None:
    """Keep of two horizons the nearer in every direction."""
    for bucket in range(BUCKETS):
        horizon[bucket] = min(horizon[bucket], other[bucket])
    for bundle in range(len(bundles)):
        bundles[bundle] = horizon[bundle * BUNDLE : (bundle + 1) * BUNDLE].max()


@compiled
def fan_out(
    fine: tuple[Ints, Ints, Ints, Ints, Heads],
    fine_blocks: tuple[Ints, Metres, Ints, Metres],
    sea: tuple[Ints, Ints, Ints, Ints, Heads],
    sea_blocks: tuple[Ints, Metres, Ints, Metres],
    off: Mask,
    walls: Metres,
    is_way_out: Mask,
    rows: Ints,
    scale: Metres,
    x: int,
    y: int,
    slack_m: float,
    share: float,
    least_m: float,
) -> tuple[Metres, Ints, Ints, Metres, Ints]:
    """Search from a point over the turns of finer water, and note every place of the sea that is seen on the way.

    The search goes on until the cost is `share` times that of the first place with a way out, and `slack_m` more, but `least_m` at
    least. `rows` name the corner of the finer coast each place of the sea stands at, -1 for none; `off` marks edges of the sea's
    coast that the finer replaces. Answers for each fine turn its cost and the turn before it, the fine turns in the order they
    were left (-1 is the point), and for each place of the sea its cost and which of those it was seen from.
    """
    size = len(fine_blocks[0])
    known, came = np.full(size, np.inf), np.full(size, -1, dtype=np.int64)
    is_done = np.zeros(size, dtype=np.bool_)
    best, via = np.full(len(sea_blocks[0]), np.inf), np.zeros(len(sea_blocks[0]), dtype=np.int64)
    left = np.empty(size + 1, dtype=np.int64)
    horizon, bundles = np.empty(BUCKETS), np.empty(BUCKETS // BUNDLE)
    near_horizon, near_bundles = np.empty(BUCKETS), np.empty(BUCKETS // BUNDLE)
    no_walls = np.empty((0, 4))
    found = np.empty(max(size, len(best)), dtype=np.int32)
    bend = np.zeros(6)
    none_off = np.zeros(0, dtype=np.bool_)
    limit, count = np.inf, 0
    heap = [(0.0, np.int64(-1))]
    while heap and heap[0][0] <= limit:
        cost, here = heapq.heappop(heap)
        corner = np.int64(-1)
        hx, hy = x, y
        if here >= 0:
            if is_done[here]:
                continue
            is_done[here] = True
            corner = fine_blocks[0][here]
            hx, hy = fine[0][corner, 0], fine[0][corner, 1]
            bend[:4] = fine_blocks[3][2:, here]
            before = came[here]
            bend[4] = (x if before < 0 else fine[0][fine_blocks[0][before], 0]) - hx
            bend[5] = (y if before < 0 else fine[0][fine_blocks[0][before], 1]) - hy
        left[count] = here
        draw_horizon(*fine, none_off, no_walls, float(hx), float(hy), corner, near_horizon, near_bundles)
        for k in range(scan(*fine, none_off, *fine_blocks, hx, hy, corner, bend, near_horizon, near_bundles, 0, found)):
            head = np.int64(found[k])
            turn = fine_blocks[0][head]
            reached = cost + span_m(scale, hx, hy, fine[0][turn, 0], fine[0][turn, 1])
            if reached < known[head]:
                known[head], came[head] = reached, here
                heapq.heappush(heap, (reached, head))
        draw_horizon(*sea, off, walls, float(hx), float(hy), np.int64(-1), horizon, bundles)
        _narrow(horizon, near_horizon, bundles)
        for k in range(scan(*sea, off, *sea_blocks, hx, hy, np.int64(-1), bend, horizon, bundles, 0, found)):
            place = np.int64(found[k])
            turn = sea_blocks[0][place]
            tx, ty = sea[0][turn, 0], sea[0][turn, 1]
            reached = cost + span_m(scale, hx, hy, tx, ty)
            if reached < best[place] and sees(*fine, none_off, hx, hy, tx, ty, corner, rows[place]):
                best[place], via[place] = reached, count
                if is_way_out[place]:
                    limit = min(limit, max(cost * share + slack_m, least_m))
        count += 1
    return known, came, left[:count].copy(), best, via
