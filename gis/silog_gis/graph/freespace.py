"""Free space: where a route may go, as rings of corners with the obstacle on their left.

Corners are integers of a microdegree (0.11 m). Every test of sides is then exact, a route needs no rounding, and what was
checked is what is drawn. The sea around grown land and the inside of an island are the same thing here with the sides swapped.
"""

import hashlib
from collections.abc import Sequence
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


def each_once(rows: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Give the rows that are named, each once and in order, out of so many: thousands are marked sooner than sorted."""
    is_named = np.zeros(count, dtype=np.bool_)
    is_named[rows] = True
    return np.flatnonzero(is_named)


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
    def around(cls, obstacles: Sequence[shapely.Polygon], bounds: Sequence[float]) -> "FreeSpace":
        """Make the free space around obstacles, inside bounds (west, south, east, north) in degrees."""
        corners, ring = _rings(obstacles, is_inside=False)
        return cls.along(corners, ring, bounds)

    @classmethod
    def along(
        cls, corners: NDArray[np.int64], chain: NDArray[np.int64], bounds: Sequence[float], is_open: NDArray[np.bool_] | None = None
    ) -> "FreeSpace":
        """Make the free space to the right of chains of corners, inside bounds in degrees; `chain` is the one each belongs to.

        The corners of a chain stand behind each other, and its last is followed by its first; where it `is_open` it ends there, and no
        route turns at its two ends.
        """
        return cls._of(corners, chain, [round(edge * MICRO) for edge in bounds], is_open)

    @classmethod
    def inside(cls, polygon: shapely.Polygon) -> "FreeSpace":
        """Make the free space inside a polygon, its edge included."""
        west, south, east, north = polygon.bounds
        return cls._of(*_rings([polygon], is_inside=True), [round(edge * MICRO) for edge in (west, south, east, north)])

    @property
    def digest(self) -> str:
        """SHA-256 of the corners: a graph that was kept fits this space or has another name."""
        return hashlib.sha256(self.corners.tobytes() + self.after.tobytes() + self.is_turn.tobytes()).hexdigest()

    @classmethod
    def _of(
        cls, corners: NDArray[np.int64], ring: NDArray[np.int64], bounds: Sequence[int], is_open: NDArray[np.bool_] | None = None
    ) -> "FreeSpace":
        """Join corners to rings, those of one ring behind each other; without repeated corners and corners on a straight edge.

        A route that runs along an edge may pass what lies on it.
        """
        while True:
            before, after = _beside(ring, is_open)
            turn = _turn(corners[before], corners, corners[after])
            is_ring = np.bincount(ring, minlength=1)[ring] > 2  # noqa: PLR2004 - a ring of two corners has no inside
            stays = (turn != 0) & is_ring
            if is_open is not None:
                rows = np.arange(len(ring))
                is_end = (before == rows) | (after == rows)
                stays = (turn != 0) & (is_ring | is_open[ring]) | (is_end & is_open[ring])
            if stays.all():
                break
            corners, ring = corners[stays], ring[stays]
        west, south, east, north = bounds
        lon, lat = corners[:, 0], corners[:, 1]
        is_inside = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
        return cls(corners, before, after, (turn > 0) & is_inside)


def _rings(polygons: Sequence[shapely.Polygon], *, is_inside: bool) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give the corners of polygons in microdegrees and the ring of each: unclosed, with the obstacle, outside or inside, on the left."""
    oriented = shapely.orient_polygons(np.asarray(polygons, dtype=object), exterior_cw=is_inside)
    points, ring = shapely.get_coordinates(shapely.get_rings(oriented), return_index=True)
    is_kept = np.append(ring[1:] == ring[:-1], False)[: len(ring)]  # the last of a ring repeats its first
    return np.rint(points[is_kept] * MICRO).astype(np.int64).reshape(-1, 2), ring[is_kept].astype(np.int64)


def _beside(ring: NDArray[np.int64], is_open: NDArray[np.bool_] | None) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give the row before and after each corner on its ring; the first and the last corner of an open one are beside themselves."""
    rows = np.arange(len(ring))
    is_first = np.append(True, ring[1:] != ring[:-1])[: len(ring)]
    firsts = np.flatnonzero(is_first)
    lasts = np.append(firsts[1:], len(ring))[: len(firsts)] - 1
    before, after = rows - 1, rows + 1
    before[firsts], after[lasts] = lasts, firsts
    if is_open is not None:
        ends = is_open[ring[firsts]]
        before[firsts[ends]], after[lasts[ends]] = firsts[ends], lasts[ends]
    return before, after


def _turn(a: NDArray[np.int64], b: NDArray[np.int64], c: NDArray[np.int64]) -> NDArray[np.int64]:
    """Positive where the way a, b, c turns left."""
    return np.asarray((b[:, 0] - a[:, 0]) * (c[:, 1] - b[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - b[:, 0]))
