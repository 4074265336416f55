"""Approaches: the water near the end of a route, where less than the vessel's clearance is enough.

An end that lies nearer to land than the clearance has a *zone* round it. The rule of a zone is how much clearance a route must keep
at a distance from its end: near the end what the end itself has, then more with every metre, until the vessel's full clearance.
A rule belongs to the end and not to the clearance, so under one rule whoever asks for more clearance may go nowhere where whoever asks
for less may not. Of several rules the strictest that leads out holds; in narrow straits that may be a weaker one for more clearance.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import Point, box

from silog_gis.coast import METRES_NORTH, grow
from silog_gis.graph.freespace import FreeSpace, Micro, to_lonlat
from silog_gis.graph.joining import fan_out
from silog_gis.graph.sieve import NONE_OFF, Turns
from silog_gis.graph.sight import Grid, sees
from silog_gis.graph.visgraph import BLOCK_CELLS, NOWHERE, Anchor, VisGraph, metric
from silog_gis.land import Land

FINEST_CLEARANCE_M = 0.3
"""No route begins or ends nearer to land: below it the six decimals of a coordinate begin to matter."""
WIDENINGS = ((1 / 2, 1.0), (1 / 4, 1 / 2), (1 / 8, 1 / 4), (1 / 16, 1 / 8), (1 / 32, 1 / 16), (1 / 128, 0.0), (0.0, 0.0))
"""Rules of a zone, strictest first: metres of clearance per metre from the end, and the share of the end's own clearance kept near it."""
FARTHEST_M = 36_000.0
"""A zone ends here at the latest: an end that is farther from open water has no way."""
SHARE, SLACK = 1.5, 0.5
"""A way through a zone may cost this many times what the shortest way out costs, and this share of the clearance more."""
STEPS_M = (1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1_000.0, 3_000.0)
"""Clearances a zone widens by: the rule is kept in steps, always rounded down."""
CELLS_ACROSS = 20
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
        coast = drawn[0] if len(drawn) == 1 else shapely.intersection(drawn[0], drawn[1])
        if barred:
            coast = shapely.union(coast, shapely.clip_by_rect(shapely.union_all(barred), *window))
        parts = [part for part in shapely.get_parts(shapely.set_precision(coast, 1e-6)) if isinstance(part, shapely.Polygon)]
        west, south, east, north = shapely.total_bounds(disks)
        edges = land.bounds
        bounds = (max(west, edges[0]), max(south, edges[1]), min(east, edges[2]), min(north, edges[3]))
        cell = max(200, round(max(east - west, north - south) * 1e6 / CELLS_ACROSS))
        space = FreeSpace.around(parts, bounds)
        fine = VisGraph.unjoined(space, Grid.of(space, cell), Turns.of(space, cell * BLOCK_CELLS))
        return cls(tuple(zones), sea, fine, off, window)

    @cached_property
    def bounds(self) -> tuple[float, float, float, float]:
        """The box of the zones, in degrees."""
        west, south, east, north = shapely.total_bounds([_disk(zone, zone.radius_m) for zone in self.zones]).tolist()
        return west, south, east, north

    def overlaps(self, other: "Harbour") -> bool:
        """Say whether the finer coast of one reaches into the zones of the other: then both must be drawn as one."""
        return _meet(self.window, other.bounds) or _meet(other.window, self.bounds)

    def joined(self, end: Micro) -> tuple[tuple[Node, ...], Anchor]:
        """Search a way out from an end: the corners a way may turn at before it has left the zones, and the places of the sea it sees."""
        west, south, east, north = np.asarray(self.bounds) * 1e6
        walls = self.sea.walls
        lows, highs = np.minimum(walls[:, :2], walls[:, 2:]), np.maximum(walls[:, :2], walls[:, 2:])
        is_outside = (highs[:, 0] < west) | (lows[:, 0] > east) | (highs[:, 1] < south) | (lows[:, 1] > north)
        sea, fine = self.sea, self.fine
        graphs = (fine.lines, fine.blocks, sea.lines, sea.blocks, self.off, walls[is_outside], sea.is_main, self._rows(), metric())
        costs_m, came, left, best_m, via = fan_out(*graphs, *end, SLACK * self.zones[0].clearance_m, SHARE)
        nodes = self._nodes(end, costs_m, came, left)
        places = np.flatnonzero(np.isfinite(best_m))
        return nodes, Anchor(places, best_m[places], via[places], tuple(node.chain for node in nodes))

    def _nodes(self, end: Micro, costs_m: NDArray[np.float64], came: NDArray[np.int64], left: NDArray[np.int64]) -> tuple[Node, ...]:
        fine = self.fine
        found = [Node(end, 0.0, (), np.zeros(6), NOWHERE)]
        chains: dict[int, tuple[Micro, ...]] = {NOWHERE: ()}
        for place in left[1:].tolist():
            before, at = int(came[place]), fine.point(place)
            chains[place] = (*chains[before], at)
            origin = fine.point(before) if before != NOWHERE else end
            bend = np.append(fine.turns.rays[2:, place], np.asarray(origin) - np.asarray(at)).astype(np.float64)
            found.append(Node(at, float(costs_m[place]), chains[place], bend, int(fine.turns.corners[place])))
        return tuple(found)

    def is_clear(self, node: Node, end: Micro) -> bool:
        """Say whether the finer coast leaves the line from a node to a point that stands at none of its corners free."""
        return bool(sees(*self.fine.lines, NONE_OFF, *node.at, *end, node.corner, self._corner_at(end)))

    def _corner_at(self, at: Micro) -> int:
        rows = np.flatnonzero((self.fine.space.corners == np.asarray(at)).all(axis=1))
        return int(rows[0]) if len(rows) else NOWHERE

    def _rows(self) -> NDArray[np.int64]:
        """The corner of the finer coast that each place of the sea stands at, -1 where it stands at none."""
        rows = np.full(self.sea.size, NOWHERE, dtype=np.int64)
        west, south, east, north = np.asarray(self.window) * 1e6
        lon, lat = self.sea.columns
        near = np.flatnonzero((lon >= west) & (lon <= east) & (lat >= south) & (lat <= north))
        keys, order = self._keys
        if len(keys) and len(near):
            wanted = (lon[near] << 32) + lat[near]
            at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
            rows[near] = np.where(keys[at] == wanted, order[at], NOWHERE)
        return rows

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
    west, south, east, north = np.rint(bounds * 1e6 + np.array([-2, -2, 2, 2])).astype(np.int64).tolist()
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
