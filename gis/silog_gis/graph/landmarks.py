"""Landmarks: a few far places from which the way to every place is known, so a search knows how far its goal is at least.

A way that goes from here to the goal is no shorter than the difference of how far both are from any landmark. Where islands stand in
the way that says far more than the straight distance does. The bound never exceeds the truth, so the answer stays exact.
"""

import heapq

import numpy as np
from numpy.typing import NDArray

from silog_gis.graph.anchor import APART, Joints, Lines, is_joined
from silog_gis.graph.compiled import Heads, Ints, Marks, Metres, compiled

MARKS, USED = 16, 4
"""Landmarks of a graph, and how many of them one search looks to: those that say most of its way."""
MARGIN_M = 1.0
"""Distances are kept in 32 bits; over the lengths of this sea that rounds them by less than a decimetre."""
LOOKS = 24
"""Joints that are looked into for one bound before it is taken as it stands."""


@compiled
def _ways_from(starts: Ints, heads: Heads, lengths_m: Metres, root: int | np.int64) -> Metres:
    """Give the length of the shortest way from one place to every place, infinite where there is none."""
    known = np.full(len(starts) // 2, np.inf)
    known[root] = 0.0
    heap = [(0.0, np.int64(root))]
    while heap:
        cost, here = heapq.heappop(heap)
        if cost > known[here]:
            continue
        for slot in range(starts[2 * here], starts[2 * here + 2]):
            head = np.int64(heads[slot])
            if cost + lengths_m[slot] < known[head]:
                known[head] = cost + lengths_m[slot]
                heapq.heappush(heap, (known[head], head))
    return known


def marks_of(starts: NDArray[np.int64], heads: NDArray[np.int32], lengths_m: NDArray[np.float64], root: int) -> NDArray[np.float32]:
    """Choose landmarks, each as far as can be from those before, in the part of a graph that `root` belongs to.

    Answers how far each place is from each, in metres (n, MARKS); not a number where no way leads.
    """
    found = np.empty((len(starts) // 2, MARKS), dtype=np.float32)
    nearest_m = _ways_from(starts, heads, lengths_m, root)
    is_first = True
    for mark in range(MARKS):
        reached = np.where(np.isfinite(nearest_m), nearest_m, -1.0)
        ways_m = _ways_from(starts, heads, lengths_m, int(reached.argmax()))
        found[:, mark] = np.where(np.isfinite(ways_m), ways_m, np.nan)
        nearest_m = ways_m if is_first else np.minimum(nearest_m, ways_m)
        is_first = False
    return found


@compiled
def bounds_between(marks: Marks, leave: Joints, arrive: Joints, sea: Lines, turns: Ints) -> tuple[Ints, Metres, Metres]:
    """Choose the landmarks that say most of a way: their numbers, and how far its two points are from each, at most and at least.

    The point it goes to comes first, then the one it leaves. Both hold over all joints by which a point is reached. A joint without sight
    is let count only where others without were many: the bound is then weaker, and still one.
    """
    worth_m = np.zeros(marks.shape[1])
    if len(leave[0]) and len(arrive[0]):
        start, finish = leave[0][leave[1].argmin()], arrive[0][arrive[1].argmin()]
        for mark in range(marks.shape[1]):
            gap_m = abs(marks[start, mark] - marks[finish, mark])
            worth_m[mark] = gap_m if gap_m > 0 else 0.0
    used = np.empty(min(USED, len(worth_m)), dtype=np.int64)
    highs, lows = np.empty((2, len(used))), np.empty((2, len(used)))
    for k in range(len(used)):
        used[k] = worth_m.argmax()
        worth_m[used[k]] = -1.0
        highs[0, k], lows[0, k] = _reach(marks, used[k], arrive, sea, turns)
        highs[1, k], lows[1, k] = _reach(marks, used[k], leave, sea, turns)
    return used, highs, lows


@compiled
def _reach(marks: Marks, mark: int | np.int64, joints: Joints, sea: Lines, turns: Ints) -> tuple[float, float]:
    """Give how far a point is from a landmark at most and at least, by the places of its joints."""
    costs_m, verdicts = joints[1], joints[4]
    near = np.empty(len(costs_m))
    for row in range(len(near)):
        near[row] = marks[joints[0][row], mark]
    high, low = np.inf, -np.inf
    for sign in (1.0, -1.0):
        for look in range(LOOKS):
            best, least = np.int64(-1), np.inf
            for row in range(len(near)):
                key = costs_m[row] + sign * near[row]
                if key < least and verdicts[row] != APART:
                    best, least = np.int64(row), key
            if best < 0:
                break
            if sign > 0:
                low = least - MARGIN_M
            else:
                high = MARGIN_M - least
            if look == LOOKS - 1 or is_joined(joints, sea, turns, best):
                break
    return high, low
