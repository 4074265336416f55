"""Berths: the point in water where a vessel lies for a port or a landing whose own point stands on land.

A berth keeps a clearance from land and joins the open sea. It is computed from the shoreline we have, so it is a start: an
operator who knows the pier moves it.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import Point, Polygon

from silog_gis.coast import grow, without_holes
from silog_gis.geodesy import LonLat, distance_m
from silog_gis.graph.freespace import to_lonlat, to_micro
from silog_gis.land import Land

OFFING_DEG = 2e-5
"""About two metres beyond the grown coast, so that a berth is clear of its edge after rounding."""
BEARINGS = 64


@dataclass(frozen=True)
class Berth:
    """A point in open water, and how far it lies from the shore point it serves."""

    lon: float
    lat: float
    distance_m: float


@dataclass(frozen=True, eq=False)
class BerthFinder:
    """Finds berths for one clearance; the coast is grown once."""

    land: Land
    clearance_m: float
    coasts: shapely.STRtree

    @classmethod
    def build(cls, land: Land, clearance_m: float) -> "BerthFinder":
        """Grow the coast by the clearance in metres; water it encloses counts as land."""
        return cls(land, clearance_m, shapely.STRtree(without_holes(grow(land.polygons, clearance_m))))

    def is_open(self, point: LonLat) -> bool:
        """Say whether a point keeps the clearance, joins the open sea and lies inside the map."""
        west, south, east, north = self.land.bounds
        is_on_map = west < point[0] < east and south < point[1] < north
        return is_on_map and not len(self.coasts.query(Point(point), predicate="intersects"))

    def berth(self, lon: float, lat: float) -> Berth | None:
        """Give the open water nearest to a shore point; the point itself where it is open water already."""
        here = to_lonlat(to_micro((lon, lat)))
        if self.is_open(here):
            return Berth(*here, 0.0)
        return self._nearest_edge(here)

    def berth_of_landmass(self, lon: float, lat: float, landmass: int) -> Berth | None:
        """Give the open water nearest to a point among that which washes one landmass.

        The nearest water may belong to a neighbour island across a strait; whoever lands there would stand on the wrong shore.
        """
        near = _around(self.land.polygon(landmass), self.clearance_m)
        stretches = [shapely.intersection(self.coasts.geometries[row].exterior, near) for row in self.coasts.query(near)]
        return self._off(Point(lon, lat), shapely.union_all(stretches))

    def _nearest_edge(self, here: LonLat) -> Berth | None:
        row = int(self.coasts.query(Point(here), predicate="intersects")[0])
        return self._off(Point(here), self.coasts.geometries[row].exterior)

    def _off(self, here: Point, edge: shapely.Geometry) -> Berth | None:
        """Step off the nearest point of a grown coast into open water."""
        if shapely.is_empty(edge):
            return None
        inside_map = shapely.box(*self.land.bounds).buffer(-2 * OFFING_DEG)
        lon, lat = shapely.get_coordinates(shapely.shortest_line(shapely.intersection(edge, inside_map), here))[0]
        for reach in (OFFING_DEG, 3 * OFFING_DEG, 10 * OFFING_DEG, 30 * OFFING_DEG):
            angles = np.arange(BEARINGS) * (2 * np.pi / BEARINGS)
            ring = [to_lonlat(to_micro((lon + reach * np.cos(at), lat + reach * np.sin(at)))) for at in angles]
            water = [point for point in ring if self.is_open(point)]
            if water:
                best = max(water, key=lambda point: (round(self.land.distance_m(*point), 1), point))
                return Berth(*best, distance_m(best, (here.x, here.y)))
        return None


def _around(polygon: Polygon, clearance_m: float) -> shapely.Geometry:
    """Give the water within half as much again as the clearance of one landmass."""
    return shapely.union_all(grow([polygon], clearance_m * 1.6))
