"""The visibility graph: every corner of a free space a route may turn at, joined to those it sees, and the shortest way over it.

A shortest way among obstacles is a chain of such sight lines, so the answer is the optimum and not an approximation on a raster.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from silog_gis.coast import metres_per_degree
from silog_gis.graph.anchor import NOWHERE, Anchor, Lines, Nodes
from silog_gis.graph.freespace import MICRO, FreeSpace, Micro
from silog_gis.graph.landmarks import bounds_to, marks_of
from silog_gis.graph.search import a_star, parts_of
from silog_gis.graph.sieve import BUCKETS, BUNDLE, NONE_OFF, POSSIBLE, WALKED, Blocks, Turns, draw_horizon, scan, visible_pairs
from silog_gis.graph.sight import Grid, sees

SEA_CELL = 25_000
"""Cell size in microdegrees (2.8 km): measured best for the sea of Kepri at every clearance."""
THREADS = 2
SLICES = 32
FEW = 1_000
"""Turns that are not worth a thread."""
NO_WALLS = np.empty((0, 4))
FREE = np.zeros(6)
"""The bend of a point that stands at no corner."""


@cache
def metric() -> NDArray[np.float64]:
    """Give metres per microdegree (east, north) for every thousandth of a degree of latitude, from -90 on; shape (180_000, 2)."""
    middles = (np.arange(180_000) + 0.5) / 1000 - 90
    return np.column_stack(metres_per_degree(middles)) / MICRO


def spans_m(start: Micro, ends: NDArray[np.int64]) -> NDArray[np.float64]:
    """Measure from one point to many, in metres, with the scale of the latitude half way; the same both ways.

    Within a millionth of the geodesic over the lengths a route here has between corners.
    """
    tails = np.broadcast_to(np.asarray(start, dtype=np.int64), (len(ends), 2))
    return lengths_between_m(tails, np.asarray(ends).reshape(-1, 2))


def lengths_between_m(tails: NDArray[np.int64], heads: NDArray[np.int64]) -> NDArray[np.float64]:
    """Measure stretches; the scale is read from a table by a thousandth of a degree, which changes no length by a millionth."""
    scale = metric()[((tails[:, 1] + heads[:, 1]) // 2) // 1000 + 90_000]
    return np.asarray(np.hypot(*((heads - tails) * scale).T))


@dataclass(frozen=True, eq=False)
class VisGraph:
    """Sight lines among the turns of a free space: place p sees `heads[starts[p]:starts[p + 1]]`, `lengths_m` away."""

    space: FreeSpace
    grid: Grid
    turns: Turns
    starts: NDArray[np.int64]
    heads: NDArray[np.int32]
    lengths_m: NDArray[np.float64]
    walls: NDArray[np.float64]
    marks: NDArray[np.float32] | None = None
    """How far every place is from each landmark (see `landmarks`), where that is known."""

    @classmethod
    def build(cls, space: FreeSpace, cell: int = SEA_CELL, *, walls: NDArray[np.float64] = NO_WALLS) -> "VisGraph":
        """Find all sight lines of a free space.

        `walls` are stretches inside its obstacles (see `coast.walls`); they change the time it takes and nothing else.
        """
        grid, turns = Grid.of(space, cell), Turns.of(space)
        return cls.of_pairs(space, grid, turns, pairs_among(space, grid, turns, walls), walls)

    @classmethod
    def of_pairs(
        cls, space: FreeSpace, grid: Grid, turns: Turns, pairs: NDArray[np.int32], walls: NDArray[np.float64] = NO_WALLS
    ) -> "VisGraph":
        """Make the graph of sight lines that are known."""
        tails = np.concatenate([pairs[:, 0], pairs[:, 1]]).astype(np.int64)
        heads = np.concatenate([pairs[:, 1], pairs[:, 0]])
        order = np.lexsort((heads, tails))
        tails, heads = tails[order], heads[order]
        starts = np.searchsorted(tails, np.arange(len(turns.corners) + 1)).astype(np.int64)
        points = space.corners[turns.corners]
        return cls(space, grid, turns, starts, heads, lengths_between_m(points[tails], points[heads]), walls)

    @classmethod
    def unjoined(cls, space: FreeSpace, grid: Grid, turns: Turns) -> "VisGraph":
        """Make a graph without sight lines, for a search that looks for those it needs."""
        return cls.of_pairs(space, grid, turns, np.empty((0, 2), dtype=np.int32))

    def with_landmarks(self) -> "VisGraph":
        """Give the graph with landmarks: a search over it then looks at far fewer places."""
        if not self.size:
            return self
        return replace(self, marks=marks_of(self.starts, self.heads, self.lengths_m, int(self.is_main.argmax())))

    @property
    def size(self) -> int:
        """How many places it has."""
        return len(self.turns.corners)

    @cached_property
    def points(self) -> NDArray[np.int64]:
        """The position of every place (n, 2)."""
        return self.space.corners[self.turns.corners]

    @cached_property
    def columns(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Longitudes and latitudes of the places, each in one piece of memory."""
        return np.ascontiguousarray(self.points[:, 0]), np.ascontiguousarray(self.points[:, 1])

    def pairs(self) -> NDArray[np.int32]:
        """Give the sight lines as pairs i < j."""
        tails = np.repeat(np.arange(self.size, dtype=np.int32), np.diff(self.starts))
        return np.column_stack([tails, self.heads])[tails < self.heads]

    @cached_property
    def is_main(self) -> NDArray[np.bool_]:
        """Say of each place whether it belongs to the largest connected part: the open sea, and not a pocket of it."""
        if not self.size:
            return np.empty(0, dtype=np.bool_)
        parts = parts_of(self.starts, self.heads)
        return np.asarray(parts == np.bincount(parts).argmax())

    def sees(self, a: Micro, b: Micro, off: NDArray[np.bool_] = NONE_OFF) -> bool:
        """Say whether two points in free space see each other; edges marked in `off` are not there."""
        return bool(sees(*self.lines, off, *a, *b, NOWHERE, NOWHERE))

    @property
    def lines(self) -> Lines:
        """The edges of the free space and the grid they lie in, as compiled loops take them."""
        space, grid = self.space, self.grid
        return space.corners, space.after, grid.frame, grid.starts, grid.edges

    @property
    def blocks(self) -> Blocks:
        """The turns in their blocks, as compiled loops take them."""
        return self.turns.blocks

    def seen_from(self, point: Micro, bend: NDArray[np.float64] = FREE, corner: int = NOWHERE, sight: int = WALKED) -> NDArray[np.int64]:
        """Give the places a point sees along a tangent, in order; the point may be a corner with a bend (see `sieve.scan`)."""
        horizon, bundles = np.empty(BUCKETS), np.empty(BUCKETS // BUNDLE)
        draw_horizon(*self.lines, NONE_OFF, self.walls, float(point[0]), float(point[1]), corner, bend, horizon, bundles)
        found = np.empty(self.size, dtype=np.int32)
        count = scan(*self.lines, NONE_OFF, *self.blocks, *point, corner, bend, horizon, bundles, 0, found, sight)
        return found[:count].astype(np.int64)

    def anchor(self, point: Micro) -> Anchor:
        """Join a point in free space to every turn it may see."""
        places = self.seen_from(point, sight=POSSIBLE)
        rows = np.full(len(places), NOWHERE)
        return Anchor(places, spans_m(point, self.points[places]), np.zeros(len(places), np.int64), Nodes.only(point), rows)

    def point(self, place: int) -> Micro:
        """Give the position of a place."""
        lon, lat = self.points[place]
        return int(lon), int(lat)

    def shortest(self, leave: Anchor, arrive: Anchor, toward: Micro) -> tuple[tuple[Micro, ...], float] | None:
        """Find the cheapest way over places between two anchors, the second at `toward`: the corners between, and the cost in metres."""
        links = (self.starts, self.heads, self.lengths_m)
        marks = np.empty((self.size, 0), dtype=np.float32) if self.marks is None else self.marks
        bounds = (marks, *bounds_to(marks, leave.joints, arrive.joints, self.lines, self.turns.corners))
        ends = (leave.joints, arrive.joints, self._least_metric(toward), *toward, bounds)
        row, place, cost_m, came = a_star(links, self.lines, self.turns.corners, self.points, *ends)
        if row == NOWHERE:
            return None
        chain = [int(place)]
        while came[chain[-1]] > 0:
            chain.append(int(came[chain[-1]]) - 1)
        over = [self.point(at) for at in reversed(chain)]
        return (*leave.way(int(-1 - came[chain[-1]])), *over, *arrive.way(row)[::-1]), float(cost_m)

    @cached_property
    def _widest(self) -> int:
        return int(np.abs(self.points[:, 1]).max()) + 1000

    def _least_metric(self, toward: Micro) -> NDArray[np.float64]:
        """Give the scale of the shortest degrees of the map: a distance measured by it no way can undercut."""
        widest = max(self._widest, abs(toward[1]))
        return np.array([metric()[min(widest // 1000 + 90_001, 179_999), 0], metric()[90_000, 1]]) * (1 - 2e-6)


def pairs_among(space: FreeSpace, grid: Grid, turns: Turns, walls: NDArray[np.float64], firsts: int | None = None) -> NDArray[np.int32]:
    """Find the sight lines of the first places (of all unless told), some slices at a time; the compiled loop holds no lock."""
    size = len(turns.corners)
    last = size if firsts is None else firsts
    cuts = sorted({round(last * part / SLICES) for part in range(SLICES + 1)})

    def slice_pairs(ends: tuple[int, int]) -> NDArray[np.int32]:
        lines = (space.corners, space.after, grid.frame, grid.starts, grid.edges, walls)
        return np.asarray(visible_pairs(*lines, *turns.blocks, *ends))

    if size < FEW:
        return slice_pairs((0, last))
    with ThreadPoolExecutor(THREADS) as pool:
        found = list(pool.map(slice_pairs, pairwise(cuts)))
    return np.concatenate([*found, np.empty((0, 2), dtype=np.int32)])
