"""Joining a point to a graph through finer water: the search runs over both at once and looks at no more of either than it must."""

import heapq
from typing import Any

import numpy as np

from silog_gis.graph.anchor import Lines
from silog_gis.graph.compiled import Heads, Ints, Mask, Metres, compiled, inlined
from silog_gis.graph.lengths import span_m
from silog_gis.graph.seeing.bends import bend_of, is_box_out, is_taut, sector_of
from silog_gis.graph.seeing.horizon import BUCKETS, BUNDLE, draw_horizon, narrow
from silog_gis.graph.seeing.scan import POSSIBLE, scan
from silog_gis.graph.seeing.turns import Blocks
from silog_gis.graph.sight import sees

Coast = tuple[Lines, Mask, Ints, Ints]
"""A coast, its edges that are not there, and the corners of it that the nodes at either end of a stretch stand at (-1 for none)."""
Coasts = tuple[Coast, Coast, Coast]
Corner = tuple[int, int, int | np.int64]
"""A point, and the corner of the finer coast it stands at (-1 for none)."""
View = tuple[Metres, Metres]
"""A horizon and its bundles (see `horizon`)."""
Noted = tuple[Heads, Metres]
"""Places of the sea, and what each is reached for."""
WHISKER_M = 1.0
"""What may cost so much more than a way that is known is looked at all the same: sums of lengths differ in their last digits."""


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


@inlined
def _is_too_dear(scale: Metres, cost_m: float, x: int, y: int, goals: Ints, known_m: float) -> bool:
    """Say whether no way by a point that is reached for a cost can be as short as one that is known; goals as in `fan_out`."""
    return len(goals) > 0 and cost_m + span_m(scale, x, y, goals[0, 0], goals[0, 1]) > known_m + WHISKER_M


@compiled
def _see_each_other(fine: Lines, sea: Lines, off: Mask, one: Corner, other: Corner, other_in_sea: int | np.int64) -> bool:
    """Say whether two points see each other past the finer coast and what it leaves of the sea's, where the second may be a corner too."""
    (ax, ay, a), (bx, by, b) = one, other
    return sees(*fine, np.zeros(0, dtype=np.bool_), ax, ay, bx, by, a, b) and sees(*sea, off, ax, ay, bx, by, -1, other_in_sea)


@compiled
def _draw_views(fine: Lines, sea: Lines, off: Mask, walls: Metres, here: Corner, bend: Metres, near: View, far: View) -> View:
    """Draw how far a point sees past the finer coast, in `near`; and give how far past both, for which there is `far`."""
    x, y, corner = here
    draw_horizon(*fine, np.zeros(0, dtype=np.bool_), np.empty((0, 4)), float(x), float(y), corner, bend, *near)
    if near[1].max() < np.inf:
        return near  # the finer coast ends every view: three of four corners lie in inlets
    draw_horizon(*sea, off, walls, float(x), float(y), np.int64(-1), bend, *far)
    narrow(far[0], near[0], far[1], bend)
    return far


@compiled
def _note(
    sea: Lines, places: Ints, found: Heads, here: Corner, cost_m: float, scale: Metres, goals: Ints, known_m: float, joints: Noted, row: int
) -> int:
    """Note those of the sea's places found that a way may go on by, from a row on; give the row after. The cost is that of the point."""
    for place in found:
        turn = places[place]
        reached_m = cost_m + span_m(scale, here[0], here[1], sea[0][turn, 0], sea[0][turn, 1])
        if not _is_too_dear(scale, reached_m, sea[0][turn, 0], sea[0][turn, 1], goals, known_m):
            joints[0][row], joints[1][row] = place, reached_m
            row += 1
    return row


@compiled
def _sees_one(
    fine: Lines, sea: Lines, off: Mask, here: Corner, places: Ints, noted: Heads, is_way_out: Mask, keys: tuple[Ints, Ints]
) -> bool:
    """Say whether a point sees one of some places of the sea that has a way out."""
    for place in noted:
        turn = places[place]
        x, y = sea[0][turn, 0], sea[0][turn, 1]
        if is_way_out[place] and _see_each_other(fine, sea, off, here, (x, y, _row_at(keys, x, y)), turn):
            return True
    return False


@compiled
def fan_out(  # noqa: C901 -- one search, with a reason to go on for each kind of node
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
    goals: Ints,
    known_m: float,
) -> tuple[Ints, Metres, Ints, Metres, Ints, Heads, Metres, Ints, float]:
    """Search from a point over the turns of finer water, and note every place of the sea that may be seen on the way.

    The search goes on until the cost is `share` times that of the first place seen with a way out, and `slack_m` more, but `least_m` at
    least. `keys` find the corner of the finer coast a place of the sea stands at; `off` marks edges of the sea's coast that the finer
    replaces. `goals` (n, 2) is where the way ends if that lies in the same water, else empty: then nothing is looked at that cannot be part
    of a way for `known_m`, or for what the search finds a way for itself.

    Answers the point and the fine turns in the order they were left: position, cost, which came before, bend, corner (see `anchor.Nodes`);
    the places of the sea with cost and from which of those, a place perhaps more than once; and what a way to the goal is known for.
    """
    size = len(fine_blocks[0])
    is_done = np.zeros(size, dtype=np.bool_)
    points, costs_m, before = np.empty((size + 1, 2), dtype=np.int64), np.empty(size + 1), np.empty(size + 1, dtype=np.int64)
    bends, corners = np.zeros((size + 1, 6)), np.empty(size + 1, dtype=np.int64)
    places, reached_m, via = np.empty(1024, dtype=np.int32), np.empty(1024), np.empty(1024, dtype=np.int64)
    near, far = (np.empty(BUCKETS), np.empty(BUCKETS // BUNDLE)), (np.empty(BUCKETS), np.empty(BUCKETS // BUNDLE))
    found = np.empty(max(size, len(sea_blocks[0])), dtype=np.int32)
    none_off = np.zeros(0, dtype=np.bool_)
    limit, count, noted = np.inf, 0, 0
    heap = [(0.0, np.int64(-1), np.int64(-1))]
    while heap and heap[0][0] <= limit:
        cost, turn, origin = heapq.heappop(heap)
        hx, hy, corner = x, y, np.int64(-1)
        if turn >= 0:
            corner = fine_blocks[0][turn]
            hx, hy = fine[0][corner, 0], fine[0][corner, 1]
            if is_done[turn] or _is_too_dear(scale, cost, hx, hy, goals, known_m):
                continue
            if not sees(*fine, none_off, points[origin, 0], points[origin, 1], hx, hy, corners[origin], corner):
                continue
            is_done[turn] = True
            _bend_at(fine, fine_blocks, turn, points[origin, 0], points[origin, 1], bends[count])
        here, bend = (hx, hy, corner), bends[count]
        for goal in goals:
            around_m = cost + span_m(scale, hx, hy, goal[0], goal[1])
            if around_m < known_m and _see_each_other(fine, sea, off, here, (goal[0], goal[1], np.int64(-1)), -1):
                known_m = around_m
        points[count, 0], points[count, 1], costs_m[count], before[count], corners[count] = hx, hy, cost, origin, corner
        seen = _draw_views(fine, sea, off, walls, here, bend, near, far)
        for head in found[: scan(*fine, none_off, *fine_blocks, hx, hy, corner, bend, *near, 0, found, POSSIBLE)]:
            ahead = fine_blocks[0][head]
            reached = cost + span_m(scale, hx, hy, fine[0][ahead, 0], fine[0][ahead, 1])
            if not is_done[head] and reached <= limit:
                heapq.heappush(heap, (reached, np.int64(head), np.int64(count)))
        facing = found[: scan(*sea, off, *sea_blocks, hx, hy, np.int64(-1), bend, *seen, 0, found, POSSIBLE)]
        while noted + len(facing) > len(places):
            places, reached_m, via = _longer(places), _longer(reached_m), _longer(via)
        first, noted = noted, _note(sea, sea_blocks[0], facing, here, cost, scale, goals, known_m, (places, reached_m), noted)
        via[first:noted] = count
        if limit == np.inf and _sees_one(fine, sea, off, here, sea_blocks[0], places[first:noted], is_way_out, keys):
            limit = max(cost * share + slack_m, least_m)
        count += 1
    nodes = (points[:count], costs_m[:count], before[:count], bends[:count], corners[:count])
    return *nodes, places[:noted], reached_m[:noted], via[:noted], known_m


@compiled
def _facing(points: Ints, bends: Metres, others: Ints) -> Ints:
    """Give the rows of nodes that a way may leave straight into the box round others: of those far off, a few."""
    rows = np.empty(len(points), dtype=np.int64)
    if not len(others):
        return rows[:0]
    west, south, east, north = others[:, 0].min(), others[:, 1].min(), others[:, 0].max(), others[:, 1].max()
    size = 0
    for i in range(len(points)):
        x, y = points[i]
        if not is_box_out(float(west - x), float(south - y), float(east - x), float(north - y), bends[i], sector_of(bends[i])):
            rows[size] = i
            size += 1
    return rows[:size]


@compiled
def straight(
    outs: Ints, outs_m: Metres, out_bends: Metres, homes: Ints, homes_m: Metres, home_bends: Metres, scale: Metres, bound_m: float
) -> tuple[Ints, Metres]:
    """Give the pairs of nodes (rows of each) that a straight line may join for less than a bound, and the cost of each."""
    pairs, totals_m = np.empty((64, 2), dtype=np.int64), np.empty(64)
    size = 0
    facing = _facing(homes, home_bends, outs)
    for i in _facing(outs, out_bends, homes):
        for j in facing:
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
