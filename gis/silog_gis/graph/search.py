"""Searches over a graph of places: place p is joined to `heads[starts[p]:starts[p + 1]]`, each `lengths_m` away."""

import heapq
import math

import numpy as np

from silog_gis.graph.anchor import Joints, Lines, is_joined
from silog_gis.graph.compiled import Heads, Ints, Marks, Metres, compiled

Links = tuple[Ints, Heads, Metres]


Bounds = tuple[Marks, Ints, Metres, Metres]
"""How far every place is from each landmark; which of them count, and how far the goal is from those at most and at least."""


@compiled
def _ahead_m(points: Ints, place: int | np.int64, scale: Metres, x: int, y: int, bounds: Bounds) -> float:
    """Give a length that no way from a place to the goal can undercut: in the scale of the shortest degree of the map, and by landmarks."""
    ahead_m = math.hypot((points[place, 0] - x) * scale[0], (points[place, 1] - y) * scale[1])
    marks, used, high, low = bounds
    for k in range(len(used)):
        way_m = float(marks[place, used[k]])
        ahead_m = max(ahead_m, way_m - high[k])
        ahead_m = max(ahead_m, low[k] - way_m)
    return ahead_m


@compiled
def _by_place(joints: Joints, size: int) -> tuple[Heads, Heads]:
    """Chain the joints of each place: the first of each, and the next of each joint; counted from 1, 0 for none."""
    firsts, nexts = np.zeros(size, dtype=np.int32), np.zeros(len(joints[0]), dtype=np.int32)
    for row in range(len(joints[0]) - 1, -1, -1):
        nexts[row] = firsts[joints[0][row]]
        firsts[joints[0][row]] = row + 1
    return firsts, nexts


@compiled
def a_star(  # noqa: C901 -- one loop over three kinds of entries: places, joints to leave by and joints to arrive by
    links: Links, sea: Lines, turns: Ints, points: Ints, leave: Joints, arrive: Joints, scale: Metres, x: int, y: int, bounds: Bounds
) -> tuple[int, int, float, Ints]:
    """A* from one point to another near (x, y): the joint it arrives by, the place before it, the cost; -1 for both where none leads there.

    Last comes, of each place, the place before it, counted from 1, or the joint it was reached by, counted down from -1; 0 for neither.

    An entry of the heap is a lower bound of the way's cost and what to look at: a place, a joint to leave by, or one to arrive by. Sight
    from the ends is looked into only for joints that the search comes to. Ties fall to the smaller place, so the answer never depends
    on chance.
    """
    starts, heads, lengths_m = links
    size, joints = len(turns), len(leave[0])
    firsts, nexts = _by_place(arrive, size)
    came, known, ahead_m = np.zeros(size, dtype=np.int64), np.empty(size), np.empty(size)  # the last two hold where `came` does
    heap = [(np.inf, np.int64(-1))]
    for joint in range(joints):
        least = leave[1][joint] + _ahead_m(points, leave[0][joint], scale, x, y, bounds)
        heapq.heappush(heap, (least, np.int64(size + joint)))
    while heap[0][0] < np.inf:
        least, here = heapq.heappop(heap)
        if here >= size + joints:
            row = here - size - joints
            if is_joined(arrive, sea, turns, row):
                return int(row), int(arrive[0][row]), least, came
            continue
        if here >= size:
            first, here = here - size, leave[0][here - size]
            if (came[here] != 0 and known[here] <= leave[1][first]) or not is_joined(leave, sea, turns, first):
                continue
            known[here], came[here] = leave[1][first], -1 - first
            ahead_m[here] = _ahead_m(points, here, scale, x, y, bounds)
        elif least > known[here] + ahead_m[here]:
            continue  # reached for less since
        cost = known[here]
        arrival = np.int64(firsts[here])
        while arrival > 0:
            heapq.heappush(heap, (cost + arrive[1][arrival - 1], np.int64(size + joints + arrival - 1)))
            arrival = np.int64(nexts[arrival - 1])
        for slot in range(starts[here], starts[here + 1]):
            head = np.int64(heads[slot])
            reached = cost + lengths_m[slot]
            if came[head] == 0:
                ahead_m[head] = _ahead_m(points, head, scale, x, y, bounds)
            elif reached >= known[head]:
                continue
            known[head], came[head] = reached, here + 1
            heapq.heappush(heap, (reached + ahead_m[head], head))
    return -1, -1, np.inf, came


@compiled
def parts_of(starts: Ints, heads: Heads) -> Ints:
    """Number the connected parts of a graph; the part of each place."""
    size = len(starts) - 1
    part = np.full(size, -1, dtype=np.int64)
    todo = np.empty(size, dtype=np.int64)
    count = 0
    for root in range(size):
        if part[root] >= 0:
            continue
        part[root], todo[0], left = count, root, 1
        while left:
            left -= 1
            here = todo[left]
            for slot in range(starts[here], starts[here + 1]):
                if part[heads[slot]] < 0:
                    part[heads[slot]] = count
                    todo[left] = heads[slot]
                    left += 1
        count += 1
    return part
