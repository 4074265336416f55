"""Approaches: the water near the end of a route, where less than the vessel's clearance is enough.

An end that lies nearer to land than the clearance, or in water that only a narrower way leads out of, has a *zone* round it (see
`zones`). In the zone the coast is drawn finer than in the sea round it; a search over both finds the ways from the end into the sea.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray

from silog_gis.geodesy import LonLat
from silog_gis.graph.anchor import NOWHERE, Anchor, Nodes
from silog_gis.graph.freespace import FreeSpace, Micro, each_once
from silog_gis.graph.joining import fan_out
from silog_gis.graph.lengths import metric
from silog_gis.graph.seeing.turns import Turns
from silog_gis.graph.sight import Grid
from silog_gis.graph.visgraph import VisGraph
from silog_gis.sea.contours import Contours, Window, cut
from silog_gis.sea.shore import walked
from silog_gis.sea.zones import REFERENCE_M, Zone

FINEST_CLEARANCE_M = 0.3
"""No route begins or ends nearer to land: below it the six decimals of a coordinate begin to matter."""
SHARE, SLACK = 1.5, 0.5
"""A way through a zone may cost this many times what the shortest way out costs, and this share of the reference clearance more."""
LEAST_RADII, LEAST_M = 2.0, 16_000.0
"""A way through a zone may always cost so many times its radius, or so many metres where that is less."""
CELLS_ACROSS = 20


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
    cuts: dict[tuple[LonLat, LonLat], LonLat | None] = field(default_factory=dict)
    """Where stretches that begin here leave the sea's coast (see `approaches`): most routes of a port leave it by the same."""

    @classmethod
    def around(
        cls,
        zones: Sequence[Zone],
        *,
        contours: Contours,
        bounds: Window,
        sea: VisGraph,
        coasts: shapely.STRtree,
        barred: Sequence[shapely.Polygon] = (),
    ) -> "Harbour":
        """Draw the coast of zones: near each end the land grown by what the zone asks, beyond it the coast of the sea.

        `barred` waters are part of the coast everywhere.
        """
        disks = [zone.disk for zone in zones]
        replaced, window = _replaced(sea, shapely.total_bounds(disks))
        off = np.zeros(len(sea.space.corners), dtype=np.bool_)
        off[replaced] = True
        drawn = None if barred else walked(zones, contours, sea=sea.space, replaced=replaced, coasts=coasts, bounds=bounds)
        if drawn is None:
            drawn = _cut(zones, contours, cut(coasts, window), window=window, barred=barred, bounds=bounds)
        west, south, east, north = shapely.total_bounds(disks)
        cell = max(200, round(max(east - west, north - south) * 1e6 / CELLS_ACROSS))
        space = _turning(drawn, (west, south, east, north), sea.space, replaced)
        fine = VisGraph.unjoined(space, Grid.of(space, cell), Turns.of(space))
        return cls(tuple(zones), sea, fine, off, window)

    @cached_property
    def bounds(self) -> tuple[float, float, float, float]:
        """The box of the zones, in degrees."""
        west, south, east, north = shapely.total_bounds([zone.disk for zone in self.zones]).tolist()
        return west, south, east, north

    def overlaps(self, other: "Harbour") -> bool:
        """Say whether the finer coast of one reaches into the zones of the other: then both must be drawn as one."""
        return _meet(self.window, other.bounds) or _meet(other.window, self.bounds)

    def joined(self, end: Micro) -> Anchor:
        """Search a way out from an end: the corners a way may turn at within the zones, and the places of the sea they may see."""
        return self._searched(end, (), math.inf)[0]

    def joined_to(self, leave: Micro, arrive: Micro) -> tuple[Anchor, Anchor, float]:
        """Search from both ends of a way; once one is known that stays in this water, only for what a shorter one may go by.

        Gives both anchors, and the length in metres of the way that is known. Not for waters with a cost: a longer way may be better there.
        """
        out, known_m = self._searched(leave, (arrive,), math.inf)
        home, known_m = self._searched(arrive, (leave,), known_m)
        return out, home, known_m

    def _searched(self, end: Micro, goals: Sequence[Micro], known_m: float) -> tuple[Anchor, float]:
        west, south, east, north = np.asarray(self.bounds) * 1e6
        walls = self.sea.walls
        lows, highs = np.minimum(walls[:, :2], walls[:, 2:]), np.maximum(walls[:, :2], walls[:, 2:])
        is_outside = (highs[:, 0] < west) | (lows[:, 0] > east) | (highs[:, 1] < south) | (lows[:, 1] > north)
        sea, fine = self.sea, self.fine
        reach = np.vstack([fine.points, [end]]).astype(np.float64)
        facing, turns = self._places(np.concatenate([reach.min(axis=0), reach.max(axis=0)]))
        graphs = (fine.lines, fine.blocks, sea.lines, turns.blocks, self.off, walls[is_outside], sea.is_main[facing], self._keys, metric())
        towards = np.array(goals, dtype=np.int64).reshape(-1, 2)
        out = fan_out(*graphs, *end, SLACK * REFERENCE_M, SHARE, self._least_m(), towards, known_m)
        points, node_costs_m, before, bends, node_corners, found, costs_m, via, known_m = out
        nodes, places = Nodes(points, node_costs_m, before, bends, node_corners), facing[found]
        corners = sea.turns.corners[places]
        is_loose = self.off[corners] | self.off[sea.space.before[corners]]
        return Anchor(places, costs_m, via, nodes, self._rows(places), self.off, fine.lines, is_loose), known_m

    def _places(self, box: NDArray[np.float64]) -> tuple[NDArray[np.int64], Turns]:
        """Give the places of the sea that points in a box may see along a tangent, and their turns.

        Where a finer coast with a corner there replaces that at a place, it tells what is a tangent: where an edge was cut at the
        rim of a zone the cut has six decimals, so along it the sea's own corner may not look like one to turn at.
        """
        sea, fine = self.sea, self.fine.space
        replaced = np.flatnonzero(self.off)
        touched = sea.place_of[np.concatenate([replaced, sea.space.after[replaced]])].astype(np.int64)
        touched = each_once(touched[touched != NOWHERE], sea.size)
        rows = self._rows(touched)
        is_facing = sea.turns.facing(box)
        is_facing[touched] |= rows != NOWHERE
        places = np.flatnonzero(is_facing)
        turns = sea.turns.some(places)
        at, rows = np.searchsorted(places, touched[rows != NOWHERE]), rows[rows != NOWHERE]
        sides = [fine.corners[fine.before[rows]] - fine.corners[rows], fine.corners[fine.after[rows]] - fine.corners[rows]]
        turns.rays[2:, at] = np.hstack(sides).T
        return places, turns

    def _least_m(self) -> float:
        """Give what a way through the zones may always cost: the same for every vessel of the reference clearance or less."""
        return max(min(LEAST_RADII * zone.under(max(zone.clearance_m, REFERENCE_M)).radius_m, LEAST_M) for zone in self.zones)

    def _rows(self, places: NDArray[np.int64]) -> NDArray[np.int64]:
        """The corner of the finer coast each of some places of the sea stands at, -1 where it stands at none."""
        return self.corners_at(self.sea.points[places])

    def corners_at(self, points: NDArray[np.int64]) -> NDArray[np.int64]:
        """Give the corners of the finer coast that points stand at, -1 where one stands at none."""
        rows = np.full(len(points), NOWHERE, dtype=np.int64)
        keys, order = self._keys
        if not len(keys):
            return rows
        west, south, east, north = self._reach
        lon, lat = points.T
        near = np.flatnonzero((lon >= west) & (lon <= east) & (lat >= south) & (lat <= north))
        if len(near):
            wanted = (lon[near] << 32) + lat[near]
            at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
            rows[near] = np.where(keys[at] == wanted, order[at], NOWHERE)
        return rows

    @cached_property
    def _reach(self) -> tuple[int, int, int, int]:
        """The box round the finer coast, in microdegrees."""
        (west, south), (east, north) = self.fine.space.corners.min(axis=0).tolist(), self.fine.space.corners.max(axis=0).tolist()
        return west, south, east, north

    @cached_property
    def _keys(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        corners = self.fine.space.corners
        keys = (corners[:, 0] << 32) + corners[:, 1]
        order = np.argsort(keys, kind="stable")
        return keys[order], order


def _cut(
    zones: Sequence[Zone],
    contours: Contours,
    far: NDArray[np.object_],
    *,
    window: Window,
    barred: Sequence[shapely.Polygon],
    bounds: Window,
) -> FreeSpace:
    """Draw the coast of zones by cutting polygons: for all of it that `walked` cannot draw."""
    drawn = [zone.drawn(contours, far) for zone in zones]
    coast = drawn[0] if len(drawn) == 1 else shapely.intersection(drawn[0], drawn[1])
    if barred:
        coast = shapely.union(coast, shapely.clip_by_rect(shapely.union_all(barred), *window))
    parts = [part for part in shapely.get_parts(shapely.set_precision(coast, 1e-6)) if isinstance(part, shapely.Polygon)]
    return FreeSpace.around(parts, bounds)


def _meet(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def _turning(fine: FreeSpace, bounds: Window, sea: FreeSpace, replaced: NDArray[np.int64]) -> FreeSpace:
    """Let ways turn at the finer corners inside the zones, and at the ends of the edges replaced.

    Where an edge is cut at the rim of a zone the cut has six decimals, so seen from there the sea's next corner may not look like
    one to turn at.
    """
    west, south, east, north = np.asarray(bounds) * 1e6
    lon, lat = fine.corners.T
    is_near = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
    ends = sea.corners[np.concatenate([replaced, sea.after[replaced]])]
    far = np.flatnonzero(~is_near)
    is_near[far] = np.isin((lon[far] << 32) + lat[far], (ends[:, 0] << 32) + ends[:, 1])
    return replace(fine, is_turn=fine.is_turn & is_near)


def _replaced(sea: VisGraph, bounds: NDArray[np.float64]) -> tuple[NDArray[np.int64], tuple[float, float, float, float]]:
    """Give the edges of the sea's coast that reach into a box in degrees; and the box, grown to hold them whole."""
    west, south, east, north = np.rint(bounds * 1e6 + np.array([-2, -2, 2, 2])).astype(np.int64).tolist()
    edges = sea.grid.edges_in(west, south, east, north)
    tails, heads = sea.space.corners[edges], sea.space.corners[sea.space.after[edges]]
    lows, highs = np.minimum(tails, heads), np.maximum(tails, heads)
    is_in = (lows[:, 0] <= east) & (highs[:, 0] >= west) & (lows[:, 1] <= north) & (highs[:, 1] >= south)
    if is_in.any():
        west, south = min(west, int(lows[is_in, 0].min())), min(south, int(lows[is_in, 1].min()))
        east, north = max(east, int(highs[is_in, 0].max())), max(north, int(highs[is_in, 1].max()))
    return edges[is_in], ((west - 10) / 1e6, (south - 10) / 1e6, (east + 10) / 1e6, (north + 10) / 1e6)
