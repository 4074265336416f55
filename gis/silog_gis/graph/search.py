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
def _by_place(joints: Joints, firsts: Heads) -> Heads:
    """Chain the joints of each place: `firsts` gets the first of a place, the answer the next of each; counted from 1, 0 for none."""
    nexts = np.zeros(len(joints[0]), dtype=np.int32)
    for row in range(len(joints[0]) - 1, -1, -1):
        nexts[row] = firsts[joints[0][row]]
        firsts[joints[0][row]] = row + 1
    return nexts


@compiled
def a_star(  # noqa: C901 -- one loop over three kinds of entries: places, joints to leave by and joints to arrive by
    links: Links,
    sea: Lines,
    turns: Ints,
    points: Ints,
    leave: Joints,
    arrive: Joints,
    scale: Metres,
    x: int,
    y: int,
    bounds: Bounds,
    known: Metres,
    came: Ints,
    firsts: Heads,
) -> tuple[int, int, float]:
    """A* from one point to another near (x, y): the joint it arrives by, the place before it, the cost; -1 for both where none leads there.

    Sight from the ends is looked into only for joints that the search comes to. `known`, `came` and `firsts` begin as zeros, one of each
    for every place. `came` is then the place before each, counted from 1, or the joint it was reached by, counted down from -1.
    Ties fall to the smaller place, so the answer never depends on chance.
    """
    starts, heads, lengths_m = links
    size, joints = len(turns), len(leave[0])
    nexts = _by_place(arrive, firsts)
    heap = [(np.inf, np.inf, np.int64(-1))]
    for joint in range(joints):
        heapq.heappush(
            heap, (leave[1][joint] + _ahead_m(points, leave[0][joint], scale, x, y, bounds), leave[1][joint], np.int64(size + joint))
        )
    while heap[0][0] < np.inf:
        _, cost, here = heapq.heappop(heap)
        if here >= size + joints:
            if is_joined(arrive, sea, turns, here - size - joints):
                return int(here - size - joints), int(arrive[0][here - size - joints]), cost
            continue
        if here >= size:
            first, here = here - size, leave[0][here - size]
            if (came[here] != 0 and known[here] <= cost) or not is_joined(leave, sea, turns, first):
                continue
            known[here], came[here] = cost, -1 - first
        elif cost > known[here]:
            continue
        row = np.int64(firsts[here])
        while row > 0:
            total = float(cost + arrive[1][row - 1])
            heapq.heappush(heap, (total, total, np.int64(size + joints + row - 1)))
            row = np.int64(nexts[row - 1])
        for slot in range(starts[here], starts[here + 1]):
            head = np.int64(heads[slot])
            reached = cost + lengths_m[slot]
            if came[head] == 0 or reached < known[head]:
                known[head], came[head] = reached, here + 1
                heapq.heappush(heap, (reached + _ahead_m(points, head, scale, x, y, bounds), reached, head))
    return -1, -1, np.inf


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
