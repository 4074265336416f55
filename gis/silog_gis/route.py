"""Sea routes: the shortest way from berth to berth that keeps a vessel's clearance from land, proved against the full shoreline.

Outside harbours a route keeps the clearance of the vessel's class. A berth lies nearer to land than that, so the way from it to
open water is an *approach*, routed at half the clearance, or a quarter, and so on: the widest that leads out. Approaches are
made as short as the coast allows. No route is ever returned that touches land: where none can be had, the answer says why.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString, Point

from silog_gis.coast import grow, walls, without_holes
from silog_gis.freespace import FreeSpace, Micro, to_lonlat, to_micro
from silog_gis.geodesy import LonLat, length_m
from silog_gis.land import METRES_PER_DEGREE, Land
from silog_gis.visgraph import Anchor, VisGraph, save_pairs, spans_m

FINEST_CLEARANCE_M = 3.0
"""No approach comes nearer to land: below it the six decimals of a coordinate begin to matter."""
APPROACH_WINDOWS_M = (4_000.0, 12_000.0, 36_000.0)
"""How far round a berth its approach is looked for, in turn."""
APPROACH_COST = 3.0
"""A metre inside the clearance counts as three: a vessel leaves narrow water by the short way, not the short cut."""
WINDOW_CELL = 5_000


@dataclass(frozen=True)
class Approach:
    """The stretch of a route between a berth and open water, and the clearance it keeps."""

    end: str
    """`start` or `finish`: which end of the route it belongs to; `whole` where the route never leaves narrow water."""
    clearance_m: float
    length_m: float


@dataclass(frozen=True)
class SeaRoute:
    """A line of (lon, lat) points with six decimals, straight between them, that touches no land."""

    coords: tuple[LonLat, ...]
    length_m: float
    approaches: tuple[Approach, ...] = ()


@dataclass(frozen=True)
class NoWay:
    """Why there is no route, in words for the person who asked."""

    reason: str


@dataclass(frozen=True, eq=False)
class _Harbour:
    """Free space near a berth at a finer clearance, and the cost of every corner from the berth."""

    clearance_m: float
    graph: VisGraph
    berth: Anchor


@dataclass(eq=False)
class SeaRouter:
    """Routes for one clearance. Build once, ask often; answers do not depend on what was asked before."""

    land: Land
    clearance_m: float
    graph: VisGraph
    obstacles: shapely.STRtree
    """The coast grown by the clearance, its enclosed water filled."""
    _anchors: dict[Micro, "tuple[Anchor, float] | NoWay"] = field(default_factory=dict)

    @classmethod
    def build(cls, land: Land, clearance_m: float, cache_dir: Path | None = None) -> "SeaRouter":
        """Make the router of a clearance in metres; with a cache folder, read the sight lines kept there or keep them."""
        obstacles = without_holes(grow(land.polygons, clearance_m))
        space, tree = FreeSpace.around(obstacles, land.bounds), shapely.STRtree(obstacles)
        if cache_dir is None:
            return cls(land, clearance_m, VisGraph.build(space, walls=walls(obstacles)), tree)
        path = cache_dir / f"sea-{clearance_m:g}m-{space.digest[:16]}.npy"
        if path.is_file():
            graph = VisGraph.build(space, pairs=np.load(path))
        else:
            graph = VisGraph.build(space, walls=walls(obstacles))
            save_pairs(path, graph.pairs())
        return cls(land, clearance_m, graph, tree)

    def is_open(self, point: LonLat) -> bool:
        """Say whether a point keeps the clearance and lies in water that joins the open sea."""
        return not len(self.obstacles.query(Point(point), predicate="intersects"))

    def route(self, a: LonLat, b: LonLat) -> SeaRoute | NoWay:
        """Find the way between two points in water; the way back is the same line turned round."""
        start, finish = to_micro(a), to_micro(b)
        is_turned = finish < start
        found = self._route(*((finish, start) if is_turned else (start, finish)))
        if isinstance(found, NoWay) or not is_turned:
            return found
        ends = {"start": "finish", "finish": "start"}
        turned = tuple(Approach(ends.get(part.end, part.end), part.clearance_m, part.length_m) for part in found.approaches)
        return SeaRoute(found.coords[::-1], found.length_m, turned[::-1])

    def _route(self, start: Micro, finish: Micro) -> SeaRoute | NoWay:
        joined = [self._anchor(point) for point in (start, finish)]
        for end in joined:
            if isinstance(end, NoWay):
                return end
        (leave, leave_m), (arrive, arrive_m) = [end for end in joined if not isinstance(end, NoWay)]
        is_open = self.clearance_m in {leave_m} & {arrive_m}
        if is_open and self.graph.sees(start, finish):
            return self._checked((start, finish), ())
        best = None if is_open else self._narrow_way(start, finish, min(leave_m, arrive_m))
        chain = self.graph.shortest(leave, arrive, finish)
        if best and (chain is None or best[1] <= chain[1]):
            whole = Approach("whole", min(leave_m, arrive_m), length_m([to_lonlat(point) for point in best[0]]))
            return self._checked(best[0], (whole,))
        if chain is None:
            return NoWay(f"no water {2 * self.clearance_m:g} m wide joins {to_lonlat(start)} and {to_lonlat(finish)}")
        places = chain[0]
        out, home = leave.way(places[0]), arrive.way(places[-1])
        sea = [self.graph.point(place) for place in places]
        approaches = []
        if leave_m < self.clearance_m:
            approaches.append(_approach("start", leave_m, (start, *out, sea[0])))
        if arrive_m < self.clearance_m:
            approaches.append(_approach("finish", arrive_m, (finish, *home, sea[-1])))
        return self._checked((start, *out, *sea, *home[::-1], finish), tuple(approaches))

    def _checked(self, points: tuple[Micro, ...], approaches: tuple[Approach, ...]) -> SeaRoute | NoWay:
        """Hold the line against the full shoreline: the last word, whatever the graph believed."""
        coords = tuple(to_lonlat(point) for at, point in enumerate(points) if at == 0 or point != points[at - 1])
        if len(coords) < 2:  # noqa: PLR2004 - a line of one point
            coords = coords * 2
        if self.land.crosses(LineString(coords)):
            return NoWay(f"the way found between {coords[0]} and {coords[-1]} would touch land")
        return SeaRoute(coords, length_m(coords), approaches)

    def _anchor(self, point: Micro) -> "tuple[Anchor, float] | NoWay":
        if point not in self._anchors:
            self._anchors[point] = self._join(point)
        return self._anchors[point]

    def _join(self, point: Micro) -> "tuple[Anchor, float] | NoWay":
        """Join a point to the graph: straight from open water, else through an approach; with the clearance kept."""
        at = to_lonlat(point)
        west, south, east, north = self.land.bounds
        if not (west <= at[0] <= east and south <= at[1] <= north):
            return NoWay(f"{at} lies outside the map")
        if self.is_open(at):
            return self.graph.anchor(point), self.clearance_m
        if self.land.distance_m(*at) < FINEST_CLEARANCE_M:
            return NoWay(f"{at} is on land or within {FINEST_CLEARANCE_M:g} m of it: a sea route starts in water")
        for harbour in self._harbours(point):
            anchor = self._through(harbour, point)
            if len(anchor.places):
                return anchor, harbour.clearance_m
        return NoWay(f"no water leads from {at} to the open sea within {APPROACH_WINDOWS_M[-1] / 1000:g} km")

    def _harbours(self, point: Micro) -> Iterator[_Harbour]:
        """Give the free spaces round a berth that hold it, widest clearance first, then farther round."""
        clearance_m = self.clearance_m / 2
        while clearance_m >= FINEST_CLEARANCE_M:
            for reach_m in APPROACH_WINDOWS_M:
                graph = self._window(point, point, reach_m, clearance_m)
                if graph is None:
                    break
                yield _Harbour(clearance_m, graph, graph.anchor(point))
            clearance_m /= 2

    def _window(self, a: Micro, b: Micro, reach_m: float, clearance_m: float) -> VisGraph | None:
        """Build the graph of a finer clearance in a box round two points; None when either stands too near to land."""
        reach = reach_m / METRES_PER_DEGREE
        (west, south), (east, north) = to_lonlat(_low(a, b)), to_lonlat(_high(a, b))
        bounds = (west - reach, south - reach, east + reach, north + reach)
        margin = 4 * clearance_m / METRES_PER_DEGREE
        near = self.land.within(bounds[0] - margin, bounds[1] - margin, bounds[2] + margin, bounds[3] + margin)
        obstacles = grow(near, clearance_m)
        tree = shapely.STRtree(obstacles)
        if any(len(tree.query(Point(to_lonlat(point)), predicate="intersects")) for point in (a, b)):
            return None
        return VisGraph.build(FreeSpace.around(obstacles, bounds), WINDOW_CELL)

    def _through(self, harbour: _Harbour, berth: Micro) -> Anchor:
        """Join a berth to the turns of the open sea that lie in its harbour's window, by the cheapest way to each."""
        corners = self.graph.space.corners[self.graph.turns]
        low, high = _reach_of(harbour.graph, berth)
        is_near = (corners >= low).all(axis=1) & (corners <= high).all(axis=1)
        gates = np.flatnonzero(is_near & self.graph.is_main)
        costs_m, came = harbour.graph.spread(harbour.berth)
        places, prices_m, ways = [], [], []
        for gate in gates.tolist():
            way = _way_to(harbour.graph, costs_m, came, berth, self.graph.point(gate))
            if way is not None:
                places.append(gate)
                prices_m.append(way[1] * APPROACH_COST)
                ways.append(way[0])
        return Anchor(np.array(places, dtype=np.int64), np.array(prices_m), tuple(ways))

    def _narrow_way(self, a: Micro, b: Micro, clearance_m: float) -> tuple[tuple[Micro, ...], float] | None:
        """Find the way between two near points that never leaves narrow water; (points, cost_m) or None."""
        if clearance_m >= self.clearance_m or float(spans_m(a, np.array([b]))[0]) > APPROACH_WINDOWS_M[1]:
            return None
        graph = self._window(a, b, APPROACH_WINDOWS_M[0], clearance_m)
        if graph is None:
            return None
        costs_m, came = graph.spread(graph.anchor(a))
        way = _way_to(graph, costs_m, came, a, b)
        return None if way is None else ((a, *way[0], b), way[1] * APPROACH_COST)


def _approach(end: str, clearance_m: float, points: tuple[Micro, ...]) -> Approach:
    return Approach(end, clearance_m, length_m([to_lonlat(point) for point in points]))


def _low(a: Micro, b: Micro) -> Micro:
    return min(a[0], b[0]), min(a[1], b[1])


def _high(a: Micro, b: Micro) -> Micro:
    return max(a[0], b[0]), max(a[1], b[1])


def _reach_of(graph: VisGraph, berth: Micro) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give the box of a window: its turns and the berth."""
    points = np.concatenate([graph.space.corners[graph.turns], [berth]])
    return points.min(axis=0), points.max(axis=0)


def _way_to(
    graph: VisGraph, costs_m: NDArray[np.float64], came: NDArray[np.int64], start: Micro, goal: Micro
) -> tuple[tuple[Micro, ...], float] | None:
    """Read the way from the start of a spread to a goal point off its tree: (corners between, length_m), or None."""
    if graph.sees(start, goal):
        return (), float(spans_m(start, np.array([goal]))[0])
    seen = graph.anchor(goal)
    totals_m = costs_m[seen.places] + seen.costs_m
    if not len(totals_m) or not np.isfinite(totals_m.min()):
        return None
    place = int(seen.places[totals_m.argmin()])
    corners = []
    while place >= 0:
        corners.append(graph.point(place))
        place = int(came[place])
    return tuple(corners[::-1]), float(totals_m.min())
