"""The land: full-resolution polygons of the islands and coasts, each with its landmass number.

This is the shoreline that every route is judged against. It is never simplified here; what needs a simpler coast derives one.
"""

import hashlib
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pyogrio.raw
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString, MultiPoint, Point, Polygon, box

from silog_gis.data import data_path
from silog_gis.geodesy import LonLat, distance_m

METRES_PER_DEGREE = 111_320.0
"""At the equator, along it: only ever used to size a search, never to report a distance."""
INLAND_STEPS_M = (3.0, 1.0, 10.0, 30.0, 0.5)
"""How far inside the shore a point from the sea is set down, tried in turn."""
BEARINGS = 16


@dataclass(frozen=True)
class Ashore:
    """A point well inside a landmass, with six decimals, and how far it was moved to get there."""

    lon: float
    lat: float
    landmass: int
    moved_m: float


@dataclass(frozen=True, eq=False)
class Land:
    """Land polygons in WGS84 longitude and latitude, with the landmass number of each.

    A landmass that the edge of the map cuts in two has two polygons and two numbers.
    """

    polygons: NDArray[np.object_]
    landmasses: NDArray[np.int64]

    @classmethod
    def load(cls, path: Path | None = None) -> "Land":
        """Read a FlatGeobuf with an integer column `landmass`; without a path, the land of Kepri."""
        meta, _, geometry, columns = pyogrio.raw.read(path or data_path("kepri_land.fgb"), columns=["landmass"])
        if list(meta["fields"]) != ["landmass"]:
            message = f"{path}: a land file needs a column 'landmass'"
            raise ValueError(message)
        return cls(shapely.from_wkb(geometry), np.asarray(columns[0], dtype=np.int64))

    @classmethod
    def read(cls, path: Path) -> "Land":
        """Read the polygons of any file that GDAL reads, in longitude and latitude; the parts of one feature are separate polygons."""
        meta, _, geometry, _ = pyogrio.raw.read(path, columns=[])
        if meta["crs"] not in {None, "EPSG:4326", "OGC:CRS84"}:
            message = f"its coordinates are in {meta['crs']}, and must be longitude and latitude (EPSG:4326)"
            raise ValueError(message)
        parts = shapely.get_parts(shapely.from_wkb(geometry))
        if not len(parts) or not all(isinstance(part, Polygon) for part in parts):
            message = "it needs polygons, and nothing else"
            raise ValueError(message)
        return cls.of(parts)

    @classmethod
    def of(cls, polygons: Iterable[Polygon]) -> "Land":
        """Make land from polygons and number them from 1: for another coast, or for a test."""
        rows = np.array(list(polygons), dtype=object)
        return cls(rows, np.arange(1, len(rows) + 1, dtype=np.int64))

    @cached_property
    def tree(self) -> shapely.STRtree:
        """Index of the polygons."""
        return shapely.STRtree(self.polygons)

    @cached_property
    def _prepared(self) -> NDArray[np.object_]:
        shapely.prepare(self.polygons)
        return self.polygons

    @cached_property
    def _shores(self) -> NDArray[np.object_]:
        return np.asarray(shapely.boundary(self.polygons), dtype=object)

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the polygons: whether two lands are the same."""
        return hashlib.sha256(b"".join(shapely.to_wkb(self.polygons, byte_order=1))).hexdigest()

    @cached_property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north of all land: the map ends there, and no route leaves it."""
        west, south, east, north = shapely.total_bounds(self.polygons)
        return float(west), float(south), float(east), float(north)

    @cached_property
    def _row_of(self) -> dict[int, int]:
        return {int(number): row for row, number in enumerate(self.landmasses)}

    def polygon(self, landmass: int) -> Polygon:
        """Give the polygon of one landmass; KeyError when there is none of that number."""
        found = self.polygons[self._row_of[landmass]]
        assert isinstance(found, Polygon)  # noqa: S101 - tells the type checker what the reader guarantees
        return found

    def is_cut(self, landmass: int) -> bool:
        """Say whether the edge of the map cuts a landmass: then it is part of something larger."""
        edges = zip(self.polygon(landmass).bounds, self.bounds, strict=True)
        return any(math.isclose(own, edge, abs_tol=1e-9) for own, edge in edges)

    def landmass_at(self, lon: float, lat: float) -> int | None:
        """Give the landmass a point stands on (its shore counts), or None at sea."""
        rows = self.tree.query(Point(lon, lat), predicate="intersects")
        return int(self.landmasses[rows.min()]) if len(rows) else None

    def distance_m(self, lon: float, lat: float) -> float:
        """Measure how far a point is from the nearest land; 0 on land."""
        return self.nearest_land(lon, lat)[2]

    def nearest_land(self, lon: float, lat: float) -> tuple[float, float, float, int]:
        """Give (lon, lat, distance_m, landmass) of the land point nearest to a point; the point itself when it is on land."""
        here = self.landmass_at(lon, lat)
        if here is not None:
            return lon, lat, 0.0, here
        point = Point(lon, lat)
        row = int(self.tree.nearest(point))
        shore = shapely.get_coordinates(shapely.shortest_line(self.polygons[row], point))[0]
        near: LonLat = (float(shore[0]), float(shore[1]))
        return *near, distance_m(near, (lon, lat)), int(self.landmasses[row])

    def shore(self, lon: float, lat: float) -> LonLat:
        """Give the point of the shoreline nearest to a point, which may stand on either side of it."""
        point = Point(lon, lat)
        rows = self.tree.query(point, predicate="intersects")
        row = int(rows[0]) if len(rows) else int(self.tree.nearest(point))
        lon_shore, lat_shore = shapely.get_coordinates(shapely.shortest_line(shapely.boundary(self.polygons[row]), point))[0]
        return float(lon_shore), float(lat_shore)

    def ashore(self, lon: float, lat: float) -> Ashore:
        """Set a point down on land: where it is, or a step inside the nearest shore, so that rounding leaves it on land."""
        return self.ashore_on(self.nearest_land(lon, lat)[3], lon, lat)

    def ashore_on(self, landmass: int, lon: float, lat: float) -> Ashore:
        """Set a point down on one landmass, as near to where it is as rounding lets it stand."""
        polygon = self.polygon(landmass)
        shapely.prepare(polygon)
        near = shapely.get_coordinates(shapely.shortest_line(polygon, Point(lon, lat)))[0]
        for at in _round_about(polygon, (float(near[0]), float(near[1]))):
            if _stands(polygon, at):
                return Ashore(*at, landmass, distance_m((lon, lat), at))
        message = f"landmass {landmass} is too thin to stand on"
        raise ValueError(message)

    def crosses(self, line: LineString) -> bool:
        """Say whether a line touches any land: what no sea leg may do."""
        points = shapely.get_coordinates(line)
        stretches = np.asarray(shapely.linestrings(np.stack([points[:-1], points[1:]], axis=1)), dtype=object)
        which, rows = self.tree.query(stretches)
        return bool(shapely.intersects(self._prepared[rows], stretches[which]).any())

    def covers(self, line: LineString, landmass: int) -> bool:
        """Say whether a line lies wholly on one landmass, its shore included."""
        return bool(shapely.covers(self.polygon(landmass), line))

    def shores_in(self, west: float, south: float, east: float, north: float) -> NDArray[np.object_]:
        """Give the shorelines in a box, cut to it: what a search near one harbour needs."""
        rows = np.sort(self.tree.query(box(west, south, east, north)))
        return np.asarray(shapely.clip_by_rect(self._shores[rows], west, south, east, north), dtype=object)


def _stands(polygon: Polygon, at: LonLat) -> bool:
    """Whether a point lies inside with a rounding step to spare on every side; on the shoreline itself it would see no way inland."""
    lon, lat = at
    step = 1e-6
    return bool(
        shapely.contains_properly(polygon, MultiPoint([(lon - step, lat), (lon + step, lat), (lon, lat - step), (lon, lat + step)]))
    )


def _round_about(polygon: Polygon, at: LonLat) -> Iterator[LonLat]:
    """Give a point, then points round it, then one surely inside the polygon; all with six decimals."""
    yield round(at[0], 6), round(at[1], 6)
    angles = np.arange(BEARINGS) * (2 * np.pi / BEARINGS)
    for reach_m in INLAND_STEPS_M:
        reach = reach_m / METRES_PER_DEGREE
        for angle in angles.tolist():
            yield round(at[0] + reach * math.cos(angle), 6), round(at[1] + reach * math.sin(angle), 6)
    inner = polygon.representative_point()
    yield round(inner.x, 6), round(inner.y, 6)
