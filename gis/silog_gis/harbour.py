"""Approaches: the water near the end of a route, where less than the vessel's clearance is enough.

An end that lies nearer to land than the clearance has a *zone* round it. The rule of a zone is how much clearance a route must keep
at a distance from its end: near the end what the end itself has, then more with every metre, until the vessel's full clearance.
The rule belongs to the end and never to the clearance, so whoever asks for more clearance may go nowhere where whoever asks for less
may not. Of several rules the strictest that leads out to the open sea holds.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import Point, box

from silog_gis.coast import METRES_NORTH, grow
from silog_gis.graph.freespace import FreeSpace, Micro, to_lonlat
from silog_gis.graph.sight import Grid, sees_each
from silog_gis.graph.visgraph import NOWHERE, Anchor, VisGraph, spans_m
from silog_gis.land import Land

FINEST_CLEARANCE_M = 0.3
"""No route begins or ends nearer to land: below it the six decimals of a coordinate begin to matter."""
WIDENINGS = ((0.5, 1.0), (0.125, 0.25), (0.03125, 0.0625), (0.0078125, 0.0), (0.0, 0.0))
"""Rules of a zone, strictest first: metres of clearance per metre from the end, and the share of the end's own clearance kept near it."""
FARTHEST_M = 36_000.0
"""A zone ends here at the latest: an end that is farther from open water has no way."""
STEPS_M = (1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1_000.0, 3_000.0)
"""Clearances a zone widens by: the rule is kept in steps, always rounded down."""
CELLS_ACROSS = 40
DISK_STEPS = 4


@dataclass(frozen=True)
class Zone:
    """How little clearance is enough near one end: `near_m` at the end, `widening` metres more for every metre from it."""

    end: Micro
    near_m: float
    widening: float
    clearance_m: float

    @property
    def radius_m(self) -> float:
        """Where the vessel's full clearance holds again."""
        return min(self.clearance_m / self.widening, FARTHEST_M) if self.widening else FARTHEST_M

    @property
    def steps(self) -> tuple[tuple[float, float], ...]:
        """The clearances that hold, each with the distance in metres from which on it does."""
        wider = [(step, step / self.widening) for step in STEPS_M if self.widening and self.near_m < step < self.clearance_m]
        return ((self.near_m, 0.0), *(step for step in wider if step[1] < self.radius_m))


def zones_of(end: Micro, land_m: float, clearance_m: float) -> tuple[Zone, ...]:
    """Give the zones of an end that lies `land_m` from land, strictest first."""
    own_m = min(0.95 * (land_m - FINEST_CLEARANCE_M), clearance_m)
    return tuple(Zone(end, own_m * share, widening, clearance_m) for widening, share in WIDENINGS)


@dataclass(frozen=True)
class Node:
    """A corner on the way from an end through its zone: what it costs, the corners up to it, and how a way bends there."""

    at: Micro
    cost_m: float
    chain: tuple[Micro, ...]
    bend: NDArray[np.float64]
    corner: int


@dataclass(frozen=True, eq=False)
class Harbour:
    """The water of one zone, or of two that overlap: finer there than the sea round it, and joined to it without a seam."""

    zones: tuple[Zone, ...]
    sea: VisGraph
    fine: VisGraph
    off: NDArray[np.bool_]
    """Edges of the sea's coast that the finer coast replaces."""
    window: tuple[float, float, float, float]
    """Where the finer coast is drawn, in degrees: the zones, and all of every edge that it replaces."""

    @classmethod
    def around(
        cls, zones: Sequence[Zone], land: Land, sea: VisGraph, coasts: shapely.STRtree, barred: Sequence[shapely.Polygon] = ()
    ) -> "Harbour":
        """Draw the coast of zones: near each end the land grown by what the zone asks, beyond it the coast of the sea.

        `barred` waters are part of the coast everywhere.
        """
        disks = [_disk(zone, zone.radius_m) for zone in zones]
        off, window = _replaced(sea, shapely.total_bounds(disks))
        far = shapely.clip_by_rect(coasts.geometries[np.sort(coasts.query(box(*window)))], *window)
        drawn = [_drawn(zone, disk, land, far) for zone, disk in zip(zones, disks, strict=True)]
        coast = drawn[0] if len(drawn) == 1 else shapely.intersection(*drawn)
        if barred:
            coast = shapely.union(coast, shapely.clip_by_rect(shapely.union_all(barred), *window))
        parts = [part for part in shapely.get_parts(shapely.set_precision(coast, 1e-6)) if isinstance(part, shapely.Polygon)]
        west, south, east, north = shapely.total_bounds(disks)
        edges = land.bounds
        bounds = (max(west, edges[0]), max(south, edges[1]), min(east, edges[2]), min(north, edges[3]))
        cell = max(200, round(max(east - west, north - south) * 1e6 / CELLS_ACROSS))
        return cls(tuple(zones), sea, VisGraph.build(FreeSpace.around(parts, bounds), cell), off, window)

    @cached_property
    def bounds(self) -> tuple[float, float, float, float]:
        """The box of the zones, in degrees."""
        west, south, east, north = shapely.total_bounds([_disk(zone, zone.radius_m) for zone in self.zones]).tolist()
        return west, south, east, north

    def overlaps(self, other: "Harbour") -> bool:
        """Say whether the finer coast of one reaches into the zones of the other: then both must be drawn as one."""
        return _meet(self.window, other.bounds) or _meet(other.window, self.bounds)

    def nodes(self, end: Micro) -> tuple[Node, ...]:
        """Give the end and every corner a way from it may turn at before it has left the zones, cheapest first."""
        fine = self.fine
        costs_m, came = fine.spread(fine.anchor(end))
        found = [Node(end, 0.0, (), np.zeros(6), NOWHERE)]
        chains: dict[int, tuple[Micro, ...]] = {NOWHERE: ()}
        for place in np.argsort(costs_m, kind="stable").tolist():
            if not math.isfinite(costs_m[place]):
                break
            before, at = int(came[place]), fine.point(place)
            chains[place] = (*chains[before], at)
            if self._is_within(at):
                origin = fine.point(before) if before != NOWHERE else end
                bend = np.append(fine.turns.rays[2:, place], np.asarray(origin) - np.asarray(at)).astype(np.float64)
                found.append(Node(at, float(costs_m[place]), chains[place], bend, int(fine.turns.corners[place])))
        return tuple(found)

    def _is_within(self, at: Micro) -> bool:
        return any(float(spans_m(zone.end, np.array([at]))[0]) <= zone.radius_m + 1 for zone in self.zones)

    def anchor(self, nodes: Sequence[Node]) -> Anchor:
        """Join an end to every turn of the sea that it or one of its nodes sees, by the cheapest way to each."""
        best_m = np.full(self.sea.size, np.inf)
        via = np.zeros(self.sea.size, dtype=np.int64)
        for row, node in enumerate(nodes):
            places = self.seen_from(node)
            totals_m = node.cost_m + spans_m(node.at, self.sea.points[places])
            is_better = totals_m < best_m[places]
            best_m[places[is_better]] = totals_m[is_better]
            via[places[is_better]] = row
        places = np.flatnonzero(np.isfinite(best_m))
        return Anchor(places, best_m[places], via[places], tuple(node.chain for node in nodes))

    def seen_from(self, node: Node) -> NDArray[np.int64]:
        """Give the places of the sea that a node sees."""
        places = self._sea.seen_from(node.at, node.bend, self.off)
        return places[self.is_clear(node, self.sea.points[places])]

    @cached_property
    def _sea(self) -> VisGraph:
        """The sea's graph with only those walls that stand outside the window: in it the coast is another."""
        west, south, east, north = np.asarray(self.bounds) * 1e6
        walls = self.sea.walls
        lows, highs = np.minimum(walls[:, :2], walls[:, 2:]), np.maximum(walls[:, :2], walls[:, 2:])
        is_outside = (highs[:, 0] < west) | (lows[:, 0] > east) | (highs[:, 1] < south) | (lows[:, 1] > north)
        sea = self.sea
        return VisGraph(sea.space, sea.grid, sea.turns, sea.starts, sea.heads, sea.lengths_m, walls[is_outside])

    def is_clear(self, node: Node, ends: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Say of each point whether the finer coast leaves the line to it from a node free."""
        space, grid = self.fine.space, self.fine.grid
        corner = node.corner
        lines = (space.corners, space.after, grid.frame, grid.starts, grid.edges)
        return np.asarray(sees_each(*lines, *node.at, corner, np.ascontiguousarray(ends), self._rows(ends)))

    def _rows(self, ends: NDArray[np.int64]) -> NDArray[np.int64]:
        """Give the corner of the finer coast at each point, -1 where there is none."""
        keys, rows = self._keys
        if not len(keys):
            return np.full(len(ends), NOWHERE)
        wanted = (ends[:, 0] << 32) + ends[:, 1]
        at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        return np.where(keys[at] == wanted, rows[at], NOWHERE)

    @cached_property
    def _keys(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        corners = self.fine.space.corners
        keys = (corners[:, 0] << 32) + corners[:, 1]
        order = np.argsort(keys, kind="stable")
        return keys[order], order


def _disk(zone: Zone, radius_m: float) -> shapely.Polygon:
    """Draw a disk round an end: a polygon inside the true circle, in degrees."""
    found = shapely.buffer(Point(to_lonlat(zone.end)), radius_m / METRES_NORTH, quad_segs=DISK_STEPS)
    assert isinstance(found, shapely.Polygon)  # noqa: S101 - tells the type checker what a buffer is
    return found


def _meet(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def _replaced(sea: VisGraph, bounds: NDArray[np.float64]) -> tuple[NDArray[np.bool_], tuple[float, float, float, float]]:
    """Mark the edges of the sea's coast that reach into a box in degrees; and the box, grown to hold them whole."""
    west, south, east, north = (np.rint(bounds * 1e6).astype(np.int64) + (-2, -2, 2, 2)).tolist()
    lows, highs = sea.space.edge_boxes
    off = (lows[0] <= east) & (highs[0] >= west) & (lows[1] <= north) & (highs[1] >= south)
    if off.any():
        west, south = min(west, int(lows[0][off].min())), min(south, int(lows[1][off].min()))
        east, north = max(east, int(highs[0][off].max())), max(north, int(highs[1][off].max()))
    return off, ((west - 10) / 1e6, (south - 10) / 1e6, (east + 10) / 1e6, (north + 10) / 1e6)


def _drawn(zone: Zone, disk: shapely.Polygon, land: Land, far: NDArray[np.object_]) -> shapely.Geometry:
    """Draw the coast of one zone: each step of clearance in the ring where it holds."""
    pieces = [shapely.difference(shapely.make_valid(far), disk)]
    ends_m = [*(step[1] for step in zone.steps[1:]), zone.radius_m]
    near: NDArray[np.object_] | None = None
    for (clearance_m, from_m), to_m in reversed(list(zip(zone.steps, ends_m, strict=True))):
        reach = (to_m + 2 * clearance_m + 5) / METRES_NORTH
        lon, lat = to_lonlat(zone.end)
        window = (lon - reach, lat - reach, lon + reach, lat + reach)
        near = land.within(*window) if near is None else shapely.clip_by_rect(near, *window)
        ring = shapely.intersection(np.asarray(grow(shapely.make_valid(near), clearance_m), dtype=object), _disk(zone, to_m))
        pieces.append(shapely.difference(ring, _disk(zone, from_m)) if from_m else ring)
    return shapely.union_all(np.concatenate([np.atleast_1d(piece) for piece in pieces]))
