"""The visibility graph: every corner of a free space a route may turn at, joined to those it sees, and the shortest way over it.

A shortest way among obstacles is a chain of such sight lines, so the answer is the optimum and not an approximation on a raster.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from silog_gis.coast import metres_per_degree
from silog_gis.freespace import MICRO, FreeSpace, Micro
from silog_gis.search import a_star, parts_of, tree_of
from silog_gis.sight import Grid, sees, visible_pairs, visible_turns

SEA_CELL = 25_000
"""Cell size in microdegrees (2.8 km): measured best for the sea of Kepri at every clearance."""
THREADS = 2
NOWHERE = -1
NO_WALLS = np.empty((0, 4))


def metric(latitudes: NDArray[np.int64]) -> NDArray[np.float64]:
    """Give metres per microdegree (east, north) at latitudes in microdegrees; shape (n, 2)."""
    return np.array([metres_per_degree(lat / MICRO) for lat in latitudes.tolist()]).reshape(-1, 2) / MICRO


def spans_m(start: Micro, ends: NDArray[np.int64]) -> NDArray[np.float64]:
    """Measure from one point to many, in metres, with the scale of the latitude half way; the same both ways.

    Within a millionth of the geodesic over the lengths a route here has between corners.
    """
    if not len(ends):
        return np.empty(0)
    scale = metric((ends[:, 1] + start[1]) // 2)
    return np.asarray(np.hypot(*((ends - np.asarray(start)) * scale).T))


@dataclass(frozen=True, eq=False)
class Anchor:
    """How a point joins a graph: the places it reaches, what each costs in metres, and the way there when it is not straight."""

    places: NDArray[np.int64]
    costs_m: NDArray[np.float64]
    ways: tuple[tuple[Micro, ...], ...] = ()
    """For each place the corners between the point and it, in order from the point; empty when all are straight."""

    def way(self, place: int) -> tuple[Micro, ...]:
        """Give the corners between the point and a place."""
        return self.ways[int(np.flatnonzero(self.places == place)[0])] if self.ways else ()


@dataclass(frozen=True, eq=False)
class VisGraph:
    """Sight lines among the turns of a free space: place p sees `heads[starts[p]:starts[p + 1]]`, `lengths_m` away."""

    space: FreeSpace
    grid: Grid
    turns: NDArray[np.int64]
    starts: NDArray[np.int64]
    heads: NDArray[np.int32]
    lengths_m: NDArray[np.float64]

    @classmethod
    def build(
        cls,
        space: FreeSpace,
        cell: int = SEA_CELL,
        *,
        walls: NDArray[np.float64] = NO_WALLS,
        pairs: NDArray[np.int32] | None = None,
    ) -> "VisGraph":
        """Find all sight lines of a free space, or take the pairs of an earlier build of the same space.

        `walls` are stretches inside its obstacles (see `coast.walls`); they change the time it takes and nothing else.
        """
        grid = Grid.of(space, cell)
        turns = np.flatnonzero(space.is_turn)
        if pairs is None:
            pairs = _all_pairs(space, grid, turns, walls)
        tails = np.concatenate([pairs[:, 0], pairs[:, 1]]).astype(np.int64)
        heads = np.concatenate([pairs[:, 1], pairs[:, 0]])
        order = np.lexsort((heads, tails))
        tails, heads = tails[order], heads[order]
        starts = np.searchsorted(tails, np.arange(len(turns) + 1)).astype(np.int64)
        return cls(space, grid, turns, starts, heads, _lengths_m(space.corners[turns], tails, heads))

    def pairs(self) -> NDArray[np.int32]:
        """Give the sight lines as pairs i < j: what is worth keeping of a build."""
        tails = np.repeat(np.arange(len(self.turns), dtype=np.int32), np.diff(self.starts))
        return np.column_stack([tails, self.heads])[tails < self.heads]

    @cached_property
    def is_main(self) -> NDArray[np.bool_]:
        """Say of each place whether it belongs to the largest connected part: the open sea, and not a pocket of it."""
        if not len(self.turns):
            return np.empty(0, dtype=np.bool_)
        parts = parts_of(self.starts, self.heads)
        return np.asarray(parts == np.bincount(parts).argmax())

    def sees(self, a: Micro, b: Micro) -> bool:
        """Say whether two points in free space see each other."""
        space, grid = self.space, self.grid
        return bool(sees(space.corners, space.after, grid.frame, grid.starts, grid.edges, *a, *b, NOWHERE, NOWHERE))

    def anchor(self, point: Micro) -> Anchor:
        """Join a point in free space to every turn it sees."""
        space, grid = self.space, self.grid
        mask = visible_turns(space.corners, space.before, space.after, self.turns, grid.frame, grid.starts, grid.edges, *point)
        places = np.flatnonzero(mask)
        return Anchor(places, spans_m(point, space.corners[self.turns[places]]))

    def point(self, place: int) -> Micro:
        """Give the position of a place."""
        lon, lat = self.space.corners[self.turns[place]]
        return int(lon), int(lat)

    def shortest(self, start: Anchor, end: Anchor, toward: Micro) -> tuple[list[int], float] | None:
        """Find the cheapest chain of places from one anchor to another that ends at `toward`; (places, cost_m) or None."""
        goal_m = np.full(len(self.turns), np.inf)
        goal_m[end.places] = end.costs_m
        ahead_m = _ahead_m(self.space.corners[self.turns], toward) if len(self.turns) else np.empty(0)
        last, cost_m, came = a_star(self.starts, self.heads, self.lengths_m, start.places, start.costs_m, goal_m, ahead_m)
        if last == NOWHERE:
            return None
        chain = [int(last)]
        while came[chain[-1]] != NOWHERE:
            chain.append(int(came[chain[-1]]))
        return chain[::-1], float(cost_m)

    def spread(self, start: Anchor) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Give the cost in metres from an anchor to every place (inf where none leads) and the place before each."""
        size = len(self.turns)
        return tree_of(self.starts, self.heads, self.lengths_m, start.places, start.costs_m, size)


def _all_pairs(space: FreeSpace, grid: Grid, turns: NDArray[np.int64], walls: NDArray[np.float64]) -> NDArray[np.int32]:
    """Find the sight lines in slices that cost about the same, two at a time; the compiled loop holds no lock."""
    size = len(turns)
    cuts = sorted({round(size * (1 - (1 - part / 16) ** 0.5)) for part in range(17)})

    def slice_pairs(ends: tuple[int, int]) -> NDArray[np.int32]:
        lines = (space.corners, space.before, space.after, turns, grid.frame, grid.starts, grid.edges, walls)
        return np.asarray(visible_pairs(*lines, *ends))

    with ThreadPoolExecutor(THREADS) as pool:
        found = list(pool.map(slice_pairs, pairwise(cuts)))
    return np.concatenate([*found, np.empty((0, 2), dtype=np.int32)])


def _lengths_m(points: NDArray[np.int64], tails: NDArray[np.int64], heads: NDArray[np.int32]) -> NDArray[np.float64]:
    """Measure every sight line; latitudes are binned to a thousandth of a degree, which changes no length by a millionth."""
    if not len(tails):
        return np.empty(0)
    half_way = (points[tails, 1] + points[heads, 1]) // 2
    bins, which = np.unique(half_way // 1000, return_inverse=True)
    return np.asarray(np.hypot(*((points[heads] - points[tails]) * metric(bins * 1000 + 500)[which]).T))


def _ahead_m(points: NDArray[np.int64], toward: Micro) -> NDArray[np.float64]:
    """Give a distance to the goal that no way can undercut: in the scale of the shortest degree of the map."""
    widest = int(np.abs(points[:, 1]).max()) + 1000
    shortest = np.array([metric(np.array([widest]))[0, 0], metric(np.array([0]))[0, 1]])
    return np.asarray(np.hypot(*((points - np.asarray(toward)) * shortest).T)) * (1 - 1e-9)


def save_pairs(path: Path, pairs: NDArray[np.int32]) -> None:
    """Keep the sight lines of a build; written aside and renamed, so that no reader sees half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_suffix(f".{id(pairs):x}.npy")
    np.save(aside, pairs)
    aside.replace(path)
