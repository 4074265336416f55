"""Joining a point to a graph through finer water: the search runs over both at once and looks at no more of either than it must."""

import heapq
from typing import Any

import numpy as np

from silog_gis.graph.anchor import Lines
from silog_gis.graph.compiled import Heads, Ints, Mask, Metres, compiled
from silog_gis.graph.lengths import span_m
from silog_gis.graph.seeing.bends import bend_of, is_taut
from silog_gis.graph.seeing.horizon import BUCKETS, BUNDLE, draw_horizon, narrow
from silog_gis.graph.seeing.scan import POSSIBLE, scan
from silog_gis.graph.seeing.turns import Blocks
from silog_gis.graph.sight import sees

Coast = tuple[Lines, Mask, Ints, Ints]
"""A coast, its edges that are not there, and the corners of it that the nodes at either end of a stretch stand at (-1 for none)."""
Coasts = tuple[Coast, Coast, Coast]


@compiled
def _row_at(keys: tuple[Ints, Ints], x: int, y: int) -> int:
    """Find the corner at a position among sorted keys of positions; -1 where none is there."""
    key = (x << 32) + y
    at = np.searchsorted(keys[0], key)
    return int(keys[1][at]) if at < len(keys[0]) and keys[0][at] == key else -1


@compiled
def _longer(values: Any) -> Any:  # noqa: ANN401 -- any array of one dimension
    """Give an array of twice the length that begins with another."""
    return np.concatenate((values, np.empty_like(values)))


@compiled
def _bend_at(fine: Lines, blocks: Blocks, turn: int | np.int64, fx: int, fy: int, bend: Metres) -> None:
    """Say how a way that comes from (fx, fy) bends at a fine turn: offsets of the corner's neighbours and of where it comes from."""
    corner = blocks[0][turn]
    bend_of(blocks[3], turn, bend)
    bend[4], bend[5] = fx - fine[0][corner, 0], fy - fine[0][corner, 1]


@compiled
def fan_out(
    fine: Lines,
    fine_blocks: Blocks,
    sea: Lines,
    sea_blocks: Blocks,
    off: Mask,
    walls: Metres,
    is_way_out: Mask,
    keys: tuple[Ints, Ints],
    scale: Metres,
    x: int,
    y: int,
    slack_m: float,
    share: float,
    least_m: float,
) -> tuple[Ints, Metres, Ints, Metres, Ints, Heads, Metres, Ints]:
    """Search from a point over the turns of finer water, and note every place of the sea that may be seen on the way.

    The search goes on until the cost is `share` times that of the first place seen with a way out, and `slack_m` more, but `least_m` at
    least. `keys` find the corner of the finer coast a place of the sea stands at; `off` marks edges of the sea's coast that the finer
    replaces. Answers the point and the fine turns in the order they were left: position, cost, which came before, bend, corner
    (see `anchor.Nodes`); and the places of the sea with cost and from which of those. A place may be noted from more than one.
    """
    size = len(fine_blocks[0])
    is_done = np.zeros(size, dtype=np.bool_)
    points, costs_m, before = np.empty((size + 1, 2), dtype=np.int64), np.empty(size + 1), np.empty(size + 1, dtype=np.int64)
    bends, corners = np.zeros((size + 1, 6)), np.empty(size + 1, dtype=np.int64)
    places, reached_m, via = np.empty(1024, dtype=np.int32), np.empty(1024), np.empty(1024, dtype=np.int64)
    horizon, bundles = np.empty(BUCKETS), np.empty(BUCKETS // BUNDLE)
    near_horizon, near_bundles = np.empty(BUCKETS), np.empty(BUCKETS // BUNDLE)
    no_walls = np.empty((0, 4))
    found = np.empty(max(size, len(sea_blocks[0])), dtype=np.int32)
    none_off = np.zeros(0, dtype=np.bool_)
    limit, count, noted = np.inf, 0, 0
    heap = [(0.0, np.int64(-1), np.int64(-1))]
    while heap and heap[0][0] <= limit:
        cost, here, origin = heapq.heappop(heap)
        hx, hy, corner = x, y, np.int64(-1)
        if here >= 0:
            corner = fine_blocks[0][here]
            hx, hy = fine[0][corner, 0], fine[0][corner, 1]
            if is_done[here] or not sees(*fine, none_off, points[origin, 0], points[origin, 1], hx, hy, corners[origin], corner):
                continue
            is_done[here] = True
            _bend_at(fine, fine_blocks, here, points[origin, 0], points[origin, 1], bends[count])
        points[count, 0], points[count, 1], costs_m[count], before[count], corners[count] = hx, hy, cost, origin, corner
        bend = bends[count]
        draw_horizon(*fine, none_off, no_walls, float(hx), float(hy), corner, bend, near_horizon, near_bundles)
        draw_horizon(*sea, off, walls, float(hx), float(hy), np.int64(-1), bend, horizon, bundles)
        narrow(horizon, near_horizon, bundles, bend)
        for k in range(scan(*fine, none_off, *fine_blocks, hx, hy, corner, bend, near_horizon, near_bundles, 0, found, POSSIBLE)):
            head = np.int64(found[k])
            turn = fine_blocks[0][head]
            reached = cost + span_m(scale, hx, hy, fine[0][turn, 0], fine[0][turn, 1])
            if not is_done[head] and reached <= limit:
                heapq.heappush(heap, (reached, head, np.int64(count)))
        seen = scan(*sea, off, *sea_blocks, hx, hy, np.int64(-1), bend, horizon, bundles, 0, found, POSSIBLE)
        while noted + seen > len(places):
            places, reached_m, via = _longer(places), _longer(reached_m), _longer(via)
        for k in range(seen):
            turn = sea_blocks[0][found[k]]
            tx, ty = sea[0][turn, 0], sea[0][turn, 1]
            places[noted + k], via[noted + k] = found[k], count
            reached_m[noted + k] = cost + span_m(scale, hx, hy, tx, ty)
            if limit < np.inf or not is_way_out[found[k]]:
                continue
            is_seen = sees(*fine, none_off, hx, hy, tx, ty, corner, _row_at(keys, tx, ty))
            if is_seen and sees(*sea, off, hx, hy, tx, ty, -1, turn):
                limit = max(cost * share + slack_m, least_m)
        noted += seen
        count += 1
    return points[:count], costs_m[:count], before[:count], bends[:count], corners[:count], places[:noted], reached_m[:noted], via[:noted]


@compiled
def straight(
    outs: Ints, outs_m: Metres, out_bends: Metres, homes: Ints, homes_m: Metres, home_bends: Metres, scale: Metres, bound_m: float
) -> tuple[Ints, Metres]:
    """Give the pairs of nodes (rows of each) that a straight line may join for less than a bound, and the cost of each."""
    pairs, totals_m = np.empty((64, 2), dtype=np.int64), np.empty(64)
    size = 0
    for i in range(len(outs)):
        for j in range(len(homes)):
            around_m = outs_m[i] + homes_m[j]
            if around_m >= bound_m:
                break
            total_m = around_m + span_m(scale, outs[i, 0], outs[i, 1], homes[j, 0], homes[j, 1])
            dx, dy = float(homes[j, 0] - outs[i, 0]), float(homes[j, 1] - outs[i, 1])
            if total_m < bound_m and is_taut(dx, dy, out_bends[i]) and is_taut(-dx, -dy, home_bends[j]):
                if size == len(totals_m):
                    pairs, totals_m = np.concatenate((pairs, np.empty_like(pairs))), _longer(totals_m)
                pairs[size, 0], pairs[size, 1], totals_m[size] = i, j, total_m
                size += 1
    return pairs[:size], totals_m[:size]


@compiled
def next_clear(pairs: Ints, totals_m: Metres, first: int, bound_m: float, outs: Ints, homes: Ints, coasts: Coasts) -> int:
    """Give the first of some pairs of nodes, the cheapest first, from a row on and for less than a bound, that see each other; or -1."""
    for row in range(first, len(pairs)):
        if totals_m[row] >= bound_m:
            break
        i, j = pairs[row]
        is_clear = True
        for lines, off, out_rows, home_rows in coasts:
            is_clear = is_clear and sees(*lines, off, outs[i, 0], outs[i, 1], homes[j, 0], homes[j, 1], out_rows[i], home_rows[j])
        if is_clear:
            return row
    return -1
