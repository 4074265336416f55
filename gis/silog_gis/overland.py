"""Land routes where no road network is loaded: the shortest way that stays on one landmass, always an estimate.

It is the same search as at sea with the sides swapped: the inside of the island is free, its shore is the obstacle. Real roads
are longer; whoever reports a time from these lengths must say that it is an estimate.
"""

from dataclasses import dataclass, field

import shapely
from shapely.geometry import LineString, Polygon

from silog_gis.geodesy import LonLat, length_m
from silog_gis.graph.freespace import FreeSpace, Micro, to_lonlat, to_micro
from silog_gis.graph.visgraph import VisGraph
from silog_gis.land import Land
from silog_gis.sea.found import NoWay

CELLS_ACROSS = 64
ROUNDING_DEG = 1e-9
"""A tenth of a millimetre: what a line along the shore may stray by when its corners are written as decimals."""


DETOUR_FACTOR = 1.3
"""How much longer a road is taken to be than the shortest way over land, where no roads are loaded: an assumption, told in each answer."""


@dataclass(frozen=True)
class LandRoute:
    """A line of (lon, lat) points on one landmass, and how far each end was moved to stand on it.

    `length_m` is the length of the line; whoever reports a length by road takes `road_m` and says that it is an estimate.
    """

    coords: tuple[LonLat, ...]
    length_m: float
    landmass: int
    start_moved_m: float
    finish_moved_m: float
    is_estimate: bool = True
    detour_factor: float = DETOUR_FACTOR

    @property
    def road_m(self) -> float:
        """The length by road that is assumed, in metres."""
        return self.length_m * self.detour_factor


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
        start, finish = self.land.ashore(*a), self.land.ashore(*b)
        if start.landmass != finish.landmass:
            return NoWay(f"{a} is on landmass {start.landmass}, {b} on landmass {finish.landmass}: no way over land joins them")
        points = self._way(to_micro((start.lon, start.lat)), to_micro((finish.lon, finish.lat)), start.landmass)
        if points is None or not self._is_on_land(points, start.landmass):
            return NoWay(f"no way over landmass {start.landmass} was found between {a} and {b}")
        coords = tuple(map(to_lonlat, points))
        return LandRoute(coords, length_m(coords), start.landmass, start.moved_m, finish.moved_m)

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
        return None if found is None else (start, *found[0], finish)

    def _graph(self, landmass: int) -> VisGraph:
        if landmass not in self._graphs:
            polygon = self.land.polygon(landmass)
            west, south, east, north = polygon.bounds
            cell = max(1_000, to_micro((max(east - west, north - south), 0))[0] // CELLS_ACROSS)
            self._graphs[landmass] = VisGraph.build(FreeSpace.inside(polygon), cell)
        return self._graphs[landmass]
