"""The visibility graph: every corner of a free space a route may turn at, joined to those it sees, and the shortest way over it.

A shortest way among obstacles is a chain of such sight lines, so the answer is the optimum and not an approximation on a raster.
"""

import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from silog_gis.graph.anchor import NOWHERE, Anchor, Lines, Nodes
from silog_gis.graph.freespace import FreeSpace, Micro
from silog_gis.graph.landmarks import bounds_between, marks_of
from silog_gis.graph.lengths import least_metric, lengths_between_m, spans_m
from silog_gis.graph.links import Links
from silog_gis.graph.search import HOME, OUT, find_way, parts_of
from silog_gis.graph.seeing.horizon import BUCKETS, BUNDLE, draw_horizon
from silog_gis.graph.seeing.scan import POSSIBLE, WALKED, scan, visible_pairs
from silog_gis.graph.seeing.turns import Blocks, Turns
from silog_gis.graph.sight import NONE_OFF, Grid, sees

SEA_CELL = 25_000
"""Cell size in microdegrees (2.8 km): measured best for the sea of Kepri at every clearance."""
THREADS = 2
SLICES = 32
FEW = 1_000
"""Turns that are not worth a thread."""
NO_WALLS = np.empty((0, 4))
FREE = np.zeros(6)
"""The bend of a point that stands at no corner."""


@dataclass(frozen=True, eq=False)
class VisGraph:
    """Sight lines among the turns of a free space, its places."""

    space: FreeSpace
    grid: Grid
    turns: Turns
    links: Links
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
        points = space.corners[turns.corners]
        lengths_m = lengths_between_m(points[pairs[:, 0]], points[pairs[:, 1]])
        return cls(space, grid, turns, Links.of(pairs, lengths_m, len(points)), walls)

    @classmethod
    def unjoined(cls, space: FreeSpace, grid: Grid, turns: Turns) -> "VisGraph":
        """Make a graph without sight lines, for a search that looks for those it needs."""
        return cls.of_pairs(space, grid, turns, np.empty((0, 2), dtype=np.int32))

    def prepared(self) -> "VisGraph":
        """Give the graph with landmarks, and its trunk told from its twigs: a search over it then looks at far fewer places."""
        if not self.size:
            return self
        links = self.links
        marks = marks_of(links.starts, links.heads, links.lengths_m, int(self.is_main.argmax()))
        return replace(self, links=links.by_side(self.turns.rays), marks=marks)

    @property
    def size(self) -> int:
        """How many places it has."""
        return len(self.turns.corners)

    @cached_property
    def points(self) -> NDArray[np.int64]:
        """The position of every place (n, 2)."""
        return self.space.corners[self.turns.corners]

    @cached_property
    def place_of(self) -> NDArray[np.int32]:
        """The place at each corner of the space, -1 where a way does not turn."""
        found = np.full(len(self.space.corners), NOWHERE, dtype=np.int32)
        found[self.turns.corners] = np.arange(self.size, dtype=np.int32)
        return found

    @cached_property
    def columns(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Longitudes and latitudes of the places, each in one piece of memory."""
        return np.ascontiguousarray(self.points[:, 0]), np.ascontiguousarray(self.points[:, 1])

    @cached_property
    def is_main(self) -> NDArray[np.bool_]:
        """Say of each place whether it belongs to the largest connected part: the open sea, and not a pocket of it."""
        if not self.size:
            return np.empty(0, dtype=np.bool_)
        parts = parts_of(self.links.starts, self.links.heads)
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
        """Give the places a point sees along a tangent, in order; the point may be a corner with a bend (see `seeing.bends`)."""
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

    def shortest(self, leave: Anchor, arrive: Anchor, toward: Micro, most_m: float = math.inf) -> tuple[tuple[Micro, ...], float] | None:
        """Find the cheapest way over places between two anchors, the second at `toward`: the corners between, and the cost in metres.

        None where there is no way, or none for less than `most_m`.
        """
        marks = np.empty((self.size, 0), dtype=np.float32) if self.marks is None else self.marks
        bounds = (marks, *bounds_between(marks, leave.joints, arrive.joints, self.lines, self.turns.corners))
        aims = np.array([toward, leave.nodes.at(0)], dtype=np.int64)
        ends = (leave.joints, arrive.joints, least_metric(np.vstack([self._corners, aims])), aims)
        graph = (self.links.rows, self.lines, self.turns.corners, self.turns.rays)
        cost_m, place, owner, row, came = find_way(*graph, *ends, bounds, most_m)
        if place == NOWHERE:
            return None
        out = self._way(leave, came[OUT], place, row if owner == OUT else NOWHERE)
        over = (*out, self.point(place), *self._way(arrive, came[HOME], place, row if owner == HOME else NOWHERE)[::-1])
        return over, float(cost_m)

    def _way(self, anchor: Anchor, came: NDArray[np.int32], place: int, row: int) -> tuple[Micro, ...]:
        """Give the corners between a point and a place: by the joint `row`, or where it is -1 as the search came there."""
        over: list[Micro] = []
        before = -1 - row if row != NOWHERE else int(came[place])
        while before > 0:
            over.append(self.point(before - 1))
            before = int(came[before - 1])
        return (*anchor.way(-1 - before), *reversed(over))

    @cached_property
    def _corners(self) -> NDArray[np.int64]:
        """Two points between which all places lie."""
        return np.array([self.points.min(axis=0), self.points.max(axis=0)])


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
