"""The search for the cheapest way over places: from both ends at once, and no farther than it takes."""

import heapq
import math

import numpy as np

from silog_gis.graph import links as linked
from silog_gis.graph.anchor import Joints, Lines, is_joined
from silog_gis.graph.compiled import Heads, Ints, Marks, Metres, compiled, inlined

OUT, HOME = 0, 1
"""The search from the point a way leaves, and the one from the point it goes to."""
Bounds = tuple[Marks, Ints, Metres, Metres]
"""How far every place is from each landmark; which count; and how far the aim of each search is from those, at most and at least."""
Entry = tuple[float, np.int64]
Found = tuple[float, int, int, int, Heads]
"""A way's cost; the place where the searches met, -1 where they did not; whose joint was met there, and which, or -1; what came before."""


@inlined
def _ahead_m(rays: Metres, place: int | np.int64, scale: Metres, aims: Ints, bounds: Bounds, side: int | np.int64) -> float:
    """Give a length that no way from a place to the goal can undercut: in the scale of the shortest degree of the map, and by landmarks."""
    ahead_m = math.hypot((rays[0, place] - aims[side, 0]) * scale[0], (rays[1, place] - aims[side, 1]) * scale[1])
    marks, used, high, low = bounds
    for k in range(len(used)):
        way_m = float(marks[place, used[k]])
        ahead_m = max(ahead_m, way_m - high[side, k], low[side, k] - way_m)
    return ahead_m


@inlined
def _group(links: linked.Rows, rays: Metres, place: int | np.int64, ix: float, iy: float) -> tuple[int, int, float]:
    """Give the links by which a way that comes along (ix, iy) may go on, first and last; and if it turns left (1), right (-1) or any."""
    starts = links[0]
    if not links[4] or (ix == 0 and iy == 0):
        return int(starts[2 * place]), int(starts[2 * place + 2]), 0.0
    if linked.is_coast_left(rays, place, ix, iy):
        return int(starts[2 * place]), int(starts[2 * place + 1]), 1.0
    return int(starts[2 * place + 1]), int(starts[2 * place + 2]), -1.0


@inlined
def _come_by(rays: Metres, joints: Joints, row: int | np.int64) -> tuple[float, float]:
    """Give the direction in which a way comes to the place of a joint; none where it may go on to any side."""
    if len(joints[9]) and joints[9][row]:
        return 0.0, 0.0
    place, node = joints[0][row], joints[2][row]
    return rays[0, place] - joints[5][node, 0], rays[1, place] - joints[5][node, 1]


@compiled
def _leads_on(links: linked.Rows, rays: Metres, joints: Joints, row: int | np.int64, side: int | np.int64) -> bool:
    """Say whether a search that comes to the place of a joint goes on from there."""
    place = joints[0][row]
    ix, iy = _come_by(rays, joints, row)
    first, last, turn = _group(links, rays, place, ix, iy)
    for slot in range(first, last):
        head = links[1][slot]
        if turn * (ix * (rays[1, head] - rays[1, place]) - iy * (rays[0, head] - rays[0, place])) < 0:
            return False
        if side == OUT or not links[3][slot]:
            return True
    return False


@compiled
def _chained(joints: Joints, size: int) -> tuple[Heads, Heads]:
    """Chain the joints of each place: the first of each, and the next of each joint; counted from 1, 0 for none."""
    firsts, nexts = np.zeros(size, dtype=np.int32), np.zeros(len(joints[0]), dtype=np.int32)
    for row in range(len(joints[0]) - 1, -1, -1):
        nexts[row] = firsts[joints[0][row]]
        firsts[joints[0][row]] = row + 1
    return firsts, nexts


@compiled
def _begun(ends: tuple[Joints, Joints], rays: Metres, scale: Metres, aims: Ints, bounds: Bounds) -> list[Entry]:
    """Give the heap both searches begin with: their joints."""
    heap = [(np.inf, np.int64(-1))]
    for side in (OUT, HOME):
        joints = ends[side]
        for row in range(len(joints[0])):
            least = joints[1][row] + _ahead_m(rays, joints[0][row], scale, aims, bounds, side)
            heapq.heappush(heap, (least, np.int64(2 * (rays.shape[1] + row) + side)))
    return heap


@compiled
def find_way(  # noqa: C901, PLR0912 -- one loop over three kinds of entries: places, joints to begin by and joints to be met
    links: linked.Rows,
    sea: Lines,
    turns: Ints,
    rays: Metres,
    leave: Joints,
    arrive: Joints,
    scale: Metres,
    aims: Ints,
    bounds: Bounds,
    most_m: float,
) -> Found:
    """Find the cheapest way from one point to another: the search OUT follows trunk and twigs, the search HOME twigs alone (see `links`).

    No way for `most_m` or more is looked for. `aims` (2, 2) are the points the searches go to. An entry of the heap is a lower bound of the
    way's cost and what to look at: a place, a joint to begin by, or one that the other search has come to. Sight from the ends is looked
    into only for joints that are looked at.
    Ties fall to the smaller number, so the answer never depends on chance.

    The last of what is answered holds of each place, for both searches, the place before it, counted from 1, or the joint it was reached
    by, counted down from -1; 0 for neither.
    """
    ends, size, most = (leave, arrive), len(turns), max(len(leave[0]), len(arrive[0]))
    heap = _begun(ends, rays, scale, aims, bounds)
    chains = (_chained(leave, size), _chained(arrive, size))
    came, costs_m = np.zeros((2, size), dtype=np.int32), np.empty((2, size, 2))  # what it costs, and what lies ahead, where `came` holds
    best, met = most_m, np.int64(-1)
    while heap[0][0] < best:
        least, entry = heapq.heappop(heap)
        side, here = entry % 2, entry // 2
        joints, (firsts, nexts) = ends[side], chains[1 - side]
        if here >= size + most:
            if is_joined(joints, sea, turns, here - size - most):
                return least, int(joints[0][here - size - most]), int(side), int(here - size - most), came
            continue
        if here >= size:
            first, here = here - size, joints[0][here - size]
            if came[side, here] != 0 and costs_m[side, here, 0] <= joints[1][first]:
                continue
            is_wanted = firsts[here] > 0 or came[1 - side, here] != 0 or _leads_on(links, rays, joints, first, side)
            if not is_wanted or not is_joined(joints, sea, turns, first):
                continue
            costs_m[side, here, 0], came[side, here] = joints[1][first], -1 - first
            costs_m[side, here, 1] = _ahead_m(rays, here, scale, aims, bounds, side)
        elif least > costs_m[side, here, 0] + costs_m[side, here, 1]:
            continue  # reached for less since
        cost, x, y = costs_m[side, here, 0], rays[0, here], rays[1, here]
        if came[1 - side, here] != 0 and cost + costs_m[1 - side, here, 0] < best:
            best, met = cost + costs_m[1 - side, here, 0], here
        waits = np.int64(firsts[here])
        while waits > 0:
            heapq.heappush(heap, (cost + ends[1 - side][1][waits - 1], np.int64(2 * (size + most + waits - 1) + 1 - side)))
            waits = np.int64(nexts[waits - 1])
        before = np.int64(came[side, here])
        ix, iy = (x - rays[0, before - 1], y - rays[1, before - 1]) if before > 0 else _come_by(rays, joints, -1 - before)
        begin, end, turn = _group(links, rays, here, ix, iy)
        for slot in range(begin, end):
            head = np.int64(links[1][slot])
            if turn * (ix * (rays[1, head] - y) - iy * (rays[0, head] - x)) < 0:
                break
            if side == HOME and links[3][slot]:
                continue
            reached = cost + links[2][slot]
            if came[side, head] == 0:
                costs_m[side, head, 1] = _ahead_m(rays, head, scale, aims, bounds, side)
            elif reached >= costs_m[side, head, 0]:
                continue
            costs_m[side, head, 0], came[side, head] = reached, here + 1
            heapq.heappush(heap, (reached + costs_m[side, head, 1], 2 * head + side))
    return best, int(met), -1, -1, came


@compiled
def parts_of(starts: Ints, heads: Heads) -> Ints:
    """Name the connected part of each place by its least place; a link may stand at one of its ends only."""
    part = np.arange(len(starts) // 2)
    for place in range(len(part)):
        for slot in range(starts[2 * place], starts[2 * place + 2]):
            one, other = np.int64(place), np.int64(heads[slot])
            while part[one] != one:
                part[one] = part[part[one]]
                one = part[one]
            while part[other] != other:
                part[other] = part[part[other]]
                other = part[other]
            part[max(one, other)] = min(one, other)
    for place in range(len(part)):
        part[place] = part[part[place]]
    return part
