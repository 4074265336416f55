"""Lines of sight over integer corners: the exact inner loop of every route.

Nothing here allocates per test or knows what is land or sea. Edges lie in a grid of square cells; a sight line walks the cells it
passes, from its start, and stops at the first edge it touches. Touching counts as blocked: a route goes by a corner, not through it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from silog_gis.graph.compiled import Heads, Ints, Mask, compiled, inlined
from silog_gis.graph.freespace import FreeSpace, each_once

NONE_OFF = np.zeros(0, dtype=np.bool_)
"""For edges that are all there."""


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

    def edges_in(self, west: int, south: int, east: int, north: int) -> NDArray[np.int64]:
        """Give the edges of all cells that a box in microdegrees reaches into, in order; every edge that does is among them."""
        left, low, cell, columns, rows = self.frame.tolist()
        firsts = np.arange(max((south - 1 - low) // cell, 0), min((north + 1 - low) // cell, rows - 1) + 1) * columns
        start, stop = max((west - 1 - left) // cell, 0), min((east + 1 - left) // cell, columns - 1) + 1
        if stop <= start:
            return np.empty(0, dtype=np.int64)
        found = [self.edges[self.starts[first + start] : self.starts[first + stop]] for first in firsts.tolist()]
        return each_once(np.concatenate([*found, np.empty(0, dtype=np.int32)]), self._count)

    @cached_property
    def _count(self) -> int:
        """One more than the last edge."""
        return int(self.edges.max(initial=-1)) + 1


Layers = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int32]]


def layered(rings: Sequence[tuple[NDArray[np.int64], NDArray[np.int64]]], cell: int) -> Layers:
    """Put the edges of several layers (corners, and the row after each) in cells of one frame.

    Answers the corners of all, the row after each, the frame, the starts of the cells with one row for each layer, and the edges: a
    line of sight past one layer takes the row of that layer for its starts.
    """
    corners = np.concatenate([np.empty((0, 2), dtype=np.int64), *(layer for layer, _ in rings)])
    sizes = np.cumsum([0, *(len(layer) for layer, _ in rings)])
    after = np.concatenate([np.empty(0, dtype=np.int64), *(rows + size for (_, rows), size in zip(rings, sizes, strict=False))])
    west, south = corners.min(axis=0) if len(corners) else (0, 0)
    columns, rows = (corners.max(axis=0) - (west, south)) // cell + 1 if len(corners) else (1, 1)
    frame = np.array([west, south, cell, columns, rows], dtype=np.int64)
    starts, edges, size = [], [np.empty(0, dtype=np.int32)], 0
    for (layer, rows_after), first in zip(rings, sizes, strict=False):
        counts = np.zeros(int(columns * rows), dtype=np.int64)
        _fill(layer, rows_after, frame, counts, np.empty(0, np.int32))
        starts.append(size + np.concatenate([[0], np.cumsum(counts)]))
        found = np.empty(int(counts.sum()), dtype=np.int32)
        _fill(layer, rows_after, frame, starts[-1][:-1] - size, found)
        edges.append(found + np.int32(first))
        size += len(found)
    return corners, after, frame, np.array(starts, dtype=np.int64), np.concatenate(edges)


@inlined
def columns_along(ax: int, ay: int, bx: int, by: int, row: int, frame: Ints) -> tuple[int, int]:
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
            low, high = columns_along(ax, ay, bx, by, row, frame)
            for column in range(low, high + 1):
                cell = row * frame[3] + column
                if len(edges):
                    edges[cursor[cell]] = edge
                cursor[cell] += 1


@inlined
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
def sees(
    corners: Ints,
    after: Ints,
    frame: Ints,
    starts: Ints,
    edges: Heads,
    off: Mask,
    ax: int,
    ay: int,
    bx: int,
    by: int,
    a: int | np.int64,
    b: int | np.int64,
) -> bool:
    """Say whether nothing stands between two points; a and b are their corner rows, or -1 for a point at no corner.

    Edges marked in `off` are not there; an empty `off` marks none.

    The edges that meet at a corner never block it: which way a corner may be left is the tangent test's question.
    """
    if ax == bx and ay == by:
        return True
    first = max((min(ay, by) - frame[1]) // frame[2], 0)
    last = min((max(ay, by) - frame[1]) // frame[2], frame[4] - 1)
    for step in range(last - first + 1):
        row = first + step if ay <= by else last - step
        low, high = columns_along(ax, ay, bx, by, row, frame)
        for stride in range(high - low + 1):
            column = low + stride if ax <= bx else high - stride
            cell = row * frame[3] + column
            for slot in range(starts[cell], starts[cell + 1]):
                edge = edges[slot]
                tail = after[edge]
                if edge in (a, b) or tail in (a, b) or (len(off) and off[edge]):
                    continue
                if _touches(ax, ay, bx, by, corners[edge, 0], corners[edge, 1], corners[tail, 0], corners[tail, 1]):
                    return False
    return True
