"""Lines of sight over integer corners: the exact inner loop of every route.

Nothing here allocates per test or knows what is land or sea. Edges lie in a grid of square cells; a sight line walks the cells it
passes, from its start, and stops at the first edge it touches. Touching counts as blocked: a route goes by a corner, not through it.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from silog_gis.compiled import Heads, Ints, Mask, Metres, compiled
from silog_gis.freespace import FreeSpace

BUCKETS = 2048
"""Directions a corner's horizon is kept for."""
SHADOW_CELLS = 1
HAIR = 1e-6


@dataclass(frozen=True, eq=False)
class Grid:
    """Edges by cell: the edges of cell c are `edges[starts[c]:starts[c + 1]]`, each named by its first corner."""

    frame: NDArray[np.int64]
    """West, south, cell size, columns, rows; in microdegrees and counts."""
    starts: NDArray[np.int64]
    edges: NDArray[np.int32]

    @classmethod
    def of(cls, space: FreeSpace, cell: int) -> "Grid":
        """Put the edges of a free space in cells of a size in microdegrees."""
        if not len(space.corners):
            return cls(np.array([0, 0, cell, 1, 1]), np.zeros(2, np.int64), np.empty(0, np.int32))
        west, south = space.corners.min(axis=0)
        columns, rows = (space.corners.max(axis=0) - (west, south)) // cell + 1
        frame = np.array([west, south, cell, columns, rows], dtype=np.int64)
        counts = np.zeros(int(columns * rows) + 1, dtype=np.int64)
        _fill(space.corners, space.after, frame, counts, np.empty(0, np.int32))
        starts = np.concatenate([[0], np.cumsum(counts[:-1])])
        edges = np.empty(int(starts[-1]), dtype=np.int32)
        _fill(space.corners, space.after, frame, starts[:-1].copy(), edges)
        return cls(frame, starts, edges)


@compiled
def _span(ax: int, ay: int, bx: int, by: int, row: int, frame: Ints) -> tuple[int, int]:
    """Give the first and last column that the line a-b can pass in a row of cells, one microdegree generous."""
    if ay == by:
        low, high = min(ax, bx), max(ax, bx)
    else:
        south = frame[1] + row * frame[2]
        at_south = min(max(south - 1, min(ay, by)), max(ay, by))
        at_north = min(max(south + frame[2] + 1, min(ay, by)), max(ay, by))
        slope = (bx - ax) / (by - ay)
        x0, x1 = ax + slope * (at_south - ay), ax + slope * (at_north - ay)
        low, high = math.floor(min(x0, x1)) - 1, math.ceil(max(x0, x1)) + 1
    return max((low - frame[0]) // frame[2], 0), min((high - frame[0]) // frame[2], frame[3] - 1)


@compiled
def _fill(corners: Ints, after: Ints, frame: Ints, cursor: Ints, edges: Heads) -> None:
    """Count the edges of each cell (when `edges` is empty), or write them at the cursor of their cell."""
    for edge in range(len(corners)):
        ax, ay = corners[edge]
        bx, by = corners[after[edge]]
        first = (min(ay, by) - 1 - frame[1]) // frame[2]
        last = (max(ay, by) + 1 - frame[1]) // frame[2]
        for row in range(max(first, 0), min(last, frame[4] - 1) + 1):
            low, high = _span(ax, ay, bx, by, row, frame)
            for column in range(low, high + 1):
                cell = row * frame[3] + column
                if len(edges):
                    edges[cursor[cell]] = edge
                cursor[cell] += 1


@compiled
def _touches(ax: int, ay: int, bx: int, by: int, px: int, py: int, qx: int, qy: int) -> bool:
    """Say whether the closed stretches a-b and p-q have a point in common; exact in integers."""
    p_side = (bx - ax) * (py - ay) - (by - ay) * (px - ax)
    q_side = (bx - ax) * (qy - ay) - (by - ay) * (qx - ax)
    if (p_side > 0 and q_side > 0) or (p_side < 0 and q_side < 0):
        return False
    a_side = (qx - px) * (ay - py) - (qy - py) * (ax - px)
    b_side = (qx - px) * (by - py) - (qy - py) * (bx - px)
    if (a_side > 0 and b_side > 0) or (a_side < 0 and b_side < 0):
        return False
    if p_side == 0 and q_side == 0:
        apart = max(px, qx) < min(ax, bx) or min(px, qx) > max(ax, bx)
        return not (apart or max(py, qy) < min(ay, by) or min(py, qy) > max(ay, by))
    return True


@compiled
def sees(corners: Ints, after: Ints, frame: Ints, starts: Ints, edges: Heads, ax: int, ay: int, bx: int, by: int, a: int, b: int) -> bool:
    """Say whether nothing stands between two points; a and b are their corner rows, or -1 for a point at no corner.

    The edges that meet at a corner never block it: which way a corner may be left is the tangent test's question.
    """
    if ax == bx and ay == by:
        return True
    first = max((min(ay, by) - frame[1]) // frame[2], 0)
    last = min((max(ay, by) - frame[1]) // frame[2], frame[4] - 1)
    for step in range(last - first + 1):
        row = first + step if ay <= by else last - step
        low, high = _span(ax, ay, bx, by, row, frame)
        for stride in range(high - low + 1):
            column = low + stride if ax <= bx else high - stride
            cell = row * frame[3] + column
            for slot in range(starts[cell], starts[cell + 1]):
                edge = edges[slot]
                tail = after[edge]
                if edge in (a, b) or tail in (a, b):
                    continue
                if _touches(ax, ay, bx, by, corners[edge, 0], corners[edge, 1], corners[tail, 0], corners[tail, 1]):
                    return False
    return True


@compiled
def is_tangent(corners: Ints, before: Ints, after: Ints, corner: int, x: int, y: int) -> bool:
    """Say whether a line from (x, y) passes a corner with the obstacle on one side: only such lines are on a shortest way."""
    cx, cy = corners[corner]
    dx, dy = x - cx, y - cy
    back = dx * (corners[before[corner], 1] - cy) - dy * (corners[before[corner], 0] - cx)
    ahead = dx * (corners[after[corner], 1] - cy) - dy * (corners[after[corner], 0] - cx)
    return not ((back > 0 and ahead < 0) or (back < 0 and ahead > 0))


@compiled
def visible_turns(corners: Ints, before: Ints, after: Ints, turns: Ints, frame: Ints, starts: Ints, edges: Heads, x: int, y: int) -> Mask:
    """Give the places in `turns` that a point in free space sees, as a mask."""
    seen = np.zeros(len(turns), dtype=np.bool_)
    for place in range(len(turns)):
        corner = turns[place]
        if is_tangent(corners, before, after, corner, x, y):
            cx, cy = corners[corner]
            seen[place] = sees(corners, after, frame, starts, edges, cx, cy, x, y, corner, -1)
    return seen


@compiled
def _common_tangents(at: Metres, back: Metres, ahead: Metres, i: int, found: Mask) -> None:
    """Mark the places j > i whose line to i is tangent at both; plain arrays, so that the machine does many at once."""
    ax, ay = at[0, i], at[1, i]
    bx, by, fx, fy = back[0, i], back[1, i], ahead[0, i], ahead[1, i]
    for j in range(i + 1, at.shape[1]):
        dx, dy = at[0, j] - ax, at[1, j] - ay
        at_i = (dx * by - dy * bx > 0) & (dx * fy - dy * fx < 0) | (dx * by - dy * bx < 0) & (dx * fy - dy * fx > 0)
        back_j = dx * back[1, j] - dy * back[0, j]
        ahead_j = dx * ahead[1, j] - dy * ahead[0, j]
        found[j] = not (at_i | (back_j > 0) & (ahead_j < 0) | (back_j < 0) & (ahead_j > 0))


@compiled
def _turned(dx: float, dy: float) -> float:
    """Give the direction of an offset as a number in [0, BUCKETS) that grows counter-clockwise; cheaper than an angle."""
    share = dx / (abs(dx) + abs(dy))
    return (1.0 - share if dy >= 0 else 3.0 + share) * (BUCKETS / 4)


@compiled
def _shadow(corners: Ints, after: Ints, frame: Ints, starts: Ints, edges: Heads, a: int, horizon: Metres) -> None:
    """Find how far a corner can see at most in each direction, from the edges in the cells round it.

    An edge hides whatever lies beyond both its ends in the directions it covers wholly. Squared distances; a first sieve that
    never hides what can be seen, so that few sight lines have to be walked.
    """
    horizon[:] = np.inf
    column, row = (corners[a, 0] - frame[0]) // frame[2], (corners[a, 1] - frame[1]) // frame[2]
    for cell_row in range(max(row - SHADOW_CELLS, 0), min(row + SHADOW_CELLS, frame[4] - 1) + 1):
        first = cell_row * frame[3] + max(column - SHADOW_CELLS, 0)
        last = cell_row * frame[3] + min(column + SHADOW_CELLS, frame[3] - 1)
        for slot in range(starts[first], starts[last + 1]):
            edge = np.int64(edges[slot])
            tail = after[edge]
            if a not in (edge, tail):
                _hide(
                    float(corners[edge, 0] - corners[a, 0]),
                    float(corners[edge, 1] - corners[a, 1]),
                    float(corners[tail, 0] - corners[a, 0]),
                    float(corners[tail, 1] - corners[a, 1]),
                    horizon,
                )


@compiled
def _hide(px: float, py: float, qx: float, qy: float, horizon: Metres) -> None:
    """Draw the shadow of one edge, from offsets of its ends."""
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
def visible_pairs(
    corners: Ints, before: Ints, after: Ints, turns: Ints, frame: Ints, starts: Ints, edges: Heads, walls: Metres, first: int, last: int
) -> Heads:
    """Give the pairs (i < j) of places in `turns` that see each other along a common tangent, for i in [first, last).

    `walls` (n, 4) are stretches inside obstacles, which hide what is far beyond them.
    """
    at = corners[turns].T.astype(np.float64).copy()
    back = corners[before[turns]].T.astype(np.float64) - at
    ahead = corners[after[turns]].T.astype(np.float64) - at
    found = np.zeros(len(turns), dtype=np.bool_)
    horizon = np.empty(BUCKETS, dtype=np.float64)
    pairs = np.empty((max(1024, (last - first) * 8), 2), dtype=np.int32)
    size = 0
    for i in range(first, last):
        _common_tangents(at, back, ahead, i, found)
        a = turns[i]
        _shadow(corners, after, frame, starts, edges, a, horizon)
        for wall in range(len(walls)):
            x, y = at[0, i], at[1, i]
            _hide(walls[wall, 0] - x, walls[wall, 1] - y, walls[wall, 2] - x, walls[wall, 3] - y, horizon)
        for j in range(i + 1, len(turns)):
            if not found[j]:
                continue
            dx, dy = at[0, j] - at[0, i], at[1, j] - at[1, i]
            if (dx != 0 or dy != 0) and dx * dx + dy * dy > horizon[int(_turned(dx, dy)) % BUCKETS]:
                continue
            b = turns[j]
            if sees(corners, after, frame, starts, edges, corners[a, 0], corners[a, 1], corners[b, 0], corners[b, 1], a, b):
                if size == len(pairs):
                    pairs = np.concatenate((pairs, np.empty_like(pairs)))
                pairs[size, 0], pairs[size, 1] = i, j
                size += 1
    return pairs[:size].copy()
