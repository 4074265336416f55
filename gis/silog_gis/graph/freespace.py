"""Free space: where a route may go, as rings of corners with the obstacle on their left.

Corners are integers of a microdegree (0.11 m). Every test of sides is then exact, a route needs no rounding, and what was
checked is what is drawn. The sea around grown land and the inside of an island are the same thing here with the sides swapped.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from silog_gis.geodesy import LonLat

MICRO = 1_000_000

Micro = tuple[int, int]


def to_micro(point: LonLat) -> Micro:
    """Round a (lon, lat) point to microdegrees."""
    return round(point[0] * MICRO), round(point[1] * MICRO)


def to_lonlat(point: Micro) -> LonLat:
    """Give the (lon, lat) of a point in microdegrees, with six decimals."""
    return round(int(point[0]) / MICRO, 6), round(int(point[1]) / MICRO, 6)


@dataclass(frozen=True, eq=False)
class FreeSpace:
    """Corners (n, 2) in microdegrees, the row before and after each on its ring, and which of them a route may turn at.

    A route turns only at a corner that sticks out into free space (`is_turn`) inside the bounds of the map.
    """

    corners: NDArray[np.int64]
    before: NDArray[np.int64]
    after: NDArray[np.int64]
    is_turn: NDArray[np.bool_]

    @classmethod
    def around(cls, obstacles: Iterable[shapely.Polygon], bounds: Sequence[float]) -> "FreeSpace":
        """Make the free space around obstacles, inside bounds (west, south, east, north) in degrees."""
        rings = [ring for polygon in obstacles for ring in _rings(polygon)]
        return cls._of(rings, [round(edge * MICRO) for edge in bounds])

    @classmethod
    def inside(cls, polygon: shapely.Polygon) -> "FreeSpace":
        """Make the free space inside a polygon, its edge included."""
        rings = [ring[::-1] for ring in _rings(polygon)]
        west, south, east, north = polygon.bounds
        return cls._of(rings, [round(edge * MICRO) for edge in (west, south, east, north)])

    @property
    def digest(self) -> str:
        """SHA-256 of the corners: a graph that was kept fits this space or has another name."""
        return hashlib.sha256(self.corners.tobytes() + self.after.tobytes() + self.is_turn.tobytes()).hexdigest()

    @classmethod
    def _of(cls, rings: list[NDArray[np.int64]], bounds: Sequence[int]) -> "FreeSpace":
        rings = [ring for ring in map(_without_flat_corners, rings) if len(ring)]
        sizes = [len(ring) for ring in rings]
        corners = np.concatenate([*rings, np.empty((0, 2), dtype=np.int64)])
        rows = np.arange(len(corners), dtype=np.int64)
        starts = np.repeat(np.cumsum([0, *sizes[:-1]]) if sizes else np.empty(0, np.int64), sizes).astype(np.int64)
        span = np.repeat(np.asarray(sizes, dtype=np.int64), sizes)
        before, after = starts + (rows - starts - 1) % span, starts + (rows - starts + 1) % span
        west, south, east, north = bounds
        lon, lat = corners[:, 0], corners[:, 1]
        is_inside = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
        return cls(corners, before, after, (_turn(corners[before], corners, corners[after]) > 0) & is_inside)


def _rings(polygon: shapely.Polygon) -> list[NDArray[np.int64]]:
    """Give the rings of a polygon in microdegrees, unclosed, with the polygon on the left of each."""
    oriented = shapely.orient_polygons(polygon, exterior_cw=False)
    rings = [oriented.exterior, *oriented.interiors]
    return [np.rint(shapely.get_coordinates(ring)[:-1] * MICRO).astype(np.int64) for ring in rings]


def _turn(a: NDArray[np.int64], b: NDArray[np.int64], c: NDArray[np.int64]) -> NDArray[np.int64]:
    """Positive where the way a, b, c turns left."""
    return np.asarray((b[:, 0] - a[:, 0]) * (c[:, 1] - b[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - b[:, 0]))


def _without_flat_corners(ring: NDArray[np.int64]) -> NDArray[np.int64]:
    """Drop repeated corners and corners on a straight edge: a route that runs along it may then pass them."""
    while len(ring) > 2:  # noqa: PLR2004 - a ring of two corners has no inside
        is_bend = _turn(np.roll(ring, 1, axis=0), ring, np.roll(ring, -1, axis=0)) != 0
        if is_bend.all():
            return ring
        ring = ring[is_bend]
    return ring[:0]
