"""Land routes where no road network is loaded: the shortest way that stays on one landmass, always an estimate.

It is the same search as at sea with the sides swapped: the inside of the island is free, its shore is the obstacle. Real roads
are longer; whoever reports a time from these lengths must say that it is an estimate.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import shapely
from shapely.geometry import LineString, Point, Polygon

from silog_gis.freespace import FreeSpace, Micro, to_lonlat, to_micro
from silog_gis.geodesy import LonLat, distance_m, length_m
from silog_gis.land import METRES_PER_DEGREE, Land
from silog_gis.route import NoWay
from silog_gis.visgraph import VisGraph

INLAND_STEPS_M = (3.0, 1.0, 10.0, 30.0, 0.5)
"""How far inside the shore a point from the sea is set down, tried in turn."""
BEARINGS = 16
CELLS_ACROSS = 64
ROUNDING_DEG = 1e-9
"""A tenth of a millimetre: what a line along the shore may stray by when its corners are written as decimals."""


@dataclass(frozen=True)
class LandRoute:
    """A line of (lon, lat) points on one landmass, and how far each end was moved to stand on it."""

    coords: tuple[LonLat, ...]
    length_m: float
    landmass: int
    start_moved_m: float
    finish_moved_m: float
    is_estimate: bool = True


@dataclass(eq=False)
class LandRouter:
    """Routes over land. The graph of a landmass is built when a route first needs it."""

    land: Land
    _graphs: dict[int, VisGraph] = field(default_factory=dict)
    _slack: dict[int, shapely.Geometry] = field(default_factory=dict)

    def route(self, a: LonLat, b: LonLat) -> LandRoute | NoWay:
        """Find the way between two points on one landmass; points at sea are first moved to the land nearest to them."""
        start, finish = to_micro(a), to_micro(b)
        is_turned = finish < start
        found = self._route(*((b, a) if is_turned else (a, b)))
        if isinstance(found, NoWay) or not is_turned:
            return found
        return LandRoute(found.coords[::-1], found.length_m, found.landmass, found.finish_moved_m, found.start_moved_m)

    def _route(self, a: LonLat, b: LonLat) -> LandRoute | NoWay:
        (start, from_landmass, start_m), (finish, to_landmass, finish_m) = self._ashore(a), self._ashore(b)
        if from_landmass != to_landmass:
            return NoWay(f"{a} is on landmass {from_landmass} and {b} on landmass {to_landmass}: no way over land joins them")
        points = self._way(start, finish, from_landmass)
        if points is None or not self._is_on_land(points, from_landmass):
            return NoWay(f"no way over landmass {from_landmass} was found between {a} and {b}")
        coords = tuple(map(to_lonlat, points))
        return LandRoute(coords, length_m(coords), from_landmass, start_m, finish_m)

    def _ashore(self, point: LonLat) -> tuple[Micro, int, float]:
        """Move a point to land: (point, landmass, metres moved); a point on the very shore steps a little inside."""
        lon, lat, _, landmass = self.land.nearest_land(*point)
        polygon = self._inside(landmass)
        for candidate in _candidates(polygon, (lon, lat)):
            if shapely.contains_properly(polygon, Point(to_lonlat(candidate))):
                return candidate, landmass, distance_m(point, to_lonlat(candidate))
        message = f"landmass {landmass} has no inside to stand on"
        raise ValueError(message)

    def _inside(self, landmass: int) -> Polygon:
        polygon = self.land.polygon(landmass)
        shapely.prepare(polygon)
        return polygon

    def _is_on_land(self, points: tuple[Micro, ...], landmass: int) -> bool:
        """Hold the line against the full shoreline, give or take the rounding of a decimal."""
        line = LineString([to_lonlat(point) for point in points])
        if self.land.covers(line, landmass):
            return True
        if landmass not in self._slack:
            self._slack[landmass] = shapely.buffer(self.land.polygon(landmass), ROUNDING_DEG)
            shapely.prepare(self._slack[landmass])
        return bool(shapely.covers(self._slack[landmass], line))

    def _way(self, start: Micro, finish: Micro, landmass: int) -> tuple[Micro, ...] | None:
        if start == finish:
            return start, finish
        if shapely.covers(self._inside(landmass), LineString([to_lonlat(start), to_lonlat(finish)])):
            return start, finish
        graph = self._graph(landmass)
        found = graph.shortest(graph.anchor(start), graph.anchor(finish), finish)
        return None if found is None else (start, *map(graph.point, found[0]), finish)

    def _graph(self, landmass: int) -> VisGraph:
        if landmass not in self._graphs:
            polygon = self.land.polygon(landmass)
            west, south, east, north = polygon.bounds
            cell = max(1_000, to_micro((max(east - west, north - south), 0))[0] // CELLS_ACROSS)
            self._graphs[landmass] = VisGraph.build(FreeSpace.inside(polygon), cell)
        return self._graphs[landmass]


def _candidates(polygon: Polygon, at: LonLat) -> Iterator[Micro]:
    """Give the point, then points round it, then one surely inside."""
    yield to_micro(at)
    angles = np.arange(BEARINGS) * (2 * np.pi / BEARINGS)
    for reach_m in INLAND_STEPS_M:
        reach = reach_m / METRES_PER_DEGREE
        for angle in angles:
            yield to_micro((at[0] + reach * float(np.cos(angle)), at[1] + reach * float(np.sin(angle))))
    inner = polygon.representative_point()
    yield to_micro((inner.x, inner.y))
