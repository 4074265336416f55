"""Searches over a graph of places: place p is joined to `heads[starts[p]:starts[p + 1]]`, each `lengths_m` away."""

import heapq
import math

import numpy as np

from silog_gis.graph.compiled import Heads, Ints, Metres, compiled

LOOK_EVERY = 1_024
"""Places a tree grows by before it looks whether it has reached its goals."""


@compiled
def _ahead_m(points: Ints, place: int | np.int64, scale: Metres, x: int, y: int) -> float:
    """Give a distance to the goal that no way can undercut: in the scale of the shortest degree of the map."""
    return math.hypot((points[place, 0] - x) * scale[0], (points[place, 1] - y) * scale[1])


@compiled
def a_star(
    starts: Ints,
    heads: Heads,
    lengths_m: Metres,
    points: Ints,
    scale: Metres,
    places: Ints,
    costs_m: Metres,
    goal_m: Metres,
    x: int,
    y: int,
) -> tuple[int, float, Ints]:
    """A* from many starts to many ends near (x, y); ties fall to the smaller place, so the answer never depends on chance."""
    size = len(goal_m)
    known = np.full(size, np.inf)
    came = np.full(size, -1, dtype=np.int64)
    is_done = np.zeros(size, dtype=np.bool_)
    best, last = np.inf, -1
    heap = [(np.inf, np.int64(-1))]
    for k in range(len(places)):
        if costs_m[k] < known[places[k]]:
            known[places[k]] = costs_m[k]
            heapq.heappush(heap, (costs_m[k] + _ahead_m(points, places[k], scale, x, y), places[k]))
    while heap[0][0] < best:
        _, here = heapq.heappop(heap)
        if is_done[here]:
            continue
        is_done[here] = True
        if known[here] + goal_m[here] < best:
            best, last = known[here] + goal_m[here], int(here)
        for slot in range(starts[here], starts[here + 1]):
            head = np.int64(heads[slot])
            reached = known[here] + lengths_m[slot]
            if reached < known[head]:
                known[head] = reached
                came[head] = here
                heapq.heappush(heap, (reached + _ahead_m(points, head, scale, x, y), head))
    return last, best, came


@compiled
def _farthest_m(known: Metres, goals: Ints, goals_m: Metres, firsts: Ints) -> float:
    """Give the greatest of the best known costs of several goals; goal g is reached from `goals[firsts[g]:firsts[g + 1]]`."""
    farthest = 0.0
    for goal in range(len(firsts) - 1):
        best = 0.0 if firsts[goal] == firsts[goal + 1] else np.inf
        for k in range(firsts[goal], firsts[goal + 1]):
            best = min(best, known[goals[k]] + goals_m[k])
        farthest = max(farthest, best)
    return farthest


@compiled
def tree_of(
    starts: Ints,
    heads: Heads,
    lengths_m: Metres,
    places: Ints,
    costs_m: Metres,
    size: int,
    goals: Ints,
    goals_m: Metres,
    firsts: Ints,
) -> tuple[Metres, Ints]:
    """Dijkstra's tree from many starts, until it has the way to every goal (see `_farthest_m`): what costs more may be wrong in it."""
    known = np.full(size, np.inf)
    came = np.full(size, -1, dtype=np.int64)
    heap = [(np.inf, np.int64(-1))]
    for k in range(len(places)):
        if costs_m[k] < known[places[k]]:
            known[places[k]] = costs_m[k]
            heapq.heappush(heap, (costs_m[k], places[k]))
    count = 0
    while heap[0][0] < np.inf:
        cost, here = heapq.heappop(heap)
        if cost > known[here]:
            continue
        count += 1
        if count % LOOK_EVERY == 0 and _farthest_m(known, goals, goals_m, firsts) <= cost:
            break
        for slot in range(starts[here], starts[here + 1]):
            head = np.int64(heads[slot])
            if known[here] + lengths_m[slot] < known[head]:
                known[head] = known[here] + lengths_m[slot]
                came[head] = here
                heapq.heappush(heap, (known[head], head))
    return known, came


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
