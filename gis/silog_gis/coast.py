"""The coast a vessel sees: land grown by the clearance its class keeps from the shore.

The grown coast never falls short of the clearance. It errs outward only, by about one per cent of the clearance: capes are polygons round
the arc, the line is simplified a little, corners have six decimals. So a way round it is hardly longer than the best there is, and
never comes nearer to land than was promised.
"""

import math
from collections.abc import Iterator, Sequence
from typing import Any, overload

import numpy as np
import shapely
from numpy.typing import NDArray

GRID_DEG = 1e-6
EQUATOR_RADIUS_M = 6_378_137.0
ECCENTRICITY_SQUARED = 0.006_694_379_990_14
METRES_NORTH = 110_574.0
"""The shortest degree of latitude, at the equator: what is taken as this long is never too short."""
ARC_STEPS = 10
"""Stretches in a quarter of a round cape. GEOS rounds their number, so one may span half as much again; the growth makes up for that."""
BAND_DEG = 0.5
WALL_DEPTH_DEG, WALL_LENGTH_DEG = 0.01, 0.1
SLACK_SHARE = 0.002
"""How far the simplified coast may leave the grown one, as a share of the clearance; the growth makes up for it."""


@overload
def metres_per_degree(lat: float) -> tuple[float, float]: ...


@overload
def metres_per_degree(lat: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]: ...


def metres_per_degree(lat: float | NDArray[np.float64]) -> tuple[Any, Any]:
    """Give the metres of one degree of longitude and one of latitude, on the WGS84 ellipsoid at a latitude or at many."""
    bend = 1.0 - ECCENTRICITY_SQUARED * np.sin(np.radians(lat)) ** 2
    east = np.radians(EQUATOR_RADIUS_M * np.cos(np.radians(lat)) / np.sqrt(bend))
    north = np.radians(EQUATOR_RADIUS_M * (1.0 - ECCENTRICITY_SQUARED) / bend**1.5)
    return east, north


def short_metres(south: float, north: float) -> NDArray[np.float64]:
    """Give the shortest degree of longitude and of latitude, in metres, between two latitudes.

    In a plane scaled by them no distance comes out longer than it is on the ground, so what is grown by r metres in that
    plane has grown by r metres or more everywhere.
    """
    widest = max(abs(south), abs(north))
    nearest = 0.0 if south <= 0 <= north else min(abs(south), abs(north))
    return np.array([metres_per_degree(widest)[0], metres_per_degree(nearest)[1]])


def grow(
    polygons: Sequence[shapely.Geometry] | NDArray[np.object_],
    clearance_m: float,
    *,
    arc_steps: int = ARC_STEPS,
    slack_share: float = SLACK_SHARE,
) -> list[shapely.Polygon]:
    """Grow land by a clearance in metres, 0 or more, and join what grows together, on the grid of six decimals.

    Answers polygons that do not overlap; the water they enclose stays as holes. Fewer steps in an arc and more slack give fewer
    corners, and a coast that errs farther outward.
    """
    land = np.asarray(polygons, dtype=object)
    south, north = shapely.total_bounds(land)[[1, 3]] if land.size else (np.nan, np.nan)
    if not np.isfinite(south):
        return []
    slack_m = clearance_m * slack_share
    radius_m = (clearance_m + slack_m + GRID_DEG * METRES_NORTH) / math.cos(0.75 * math.pi / (2 * arc_steps))
    grown = shapely.union_all(np.concatenate([_grown(band, radius_m, arc_steps) for band in _bands(land, south, north)]))
    simple = shapely.make_valid(shapely.simplify(grown, slack_m / METRES_NORTH, preserve_topology=True))
    degrees = shapely.set_precision(simple, GRID_DEG)
    return [part for part in shapely.get_parts(degrees) if isinstance(part, shapely.Polygon)]


def _bands(land: NDArray[np.object_], south: float, north: float) -> Iterator[NDArray[np.object_]]:
    """Cut land into bands of latitude, so narrow that a degree of longitude is as long at both edges, within a thousandth."""
    if north - south <= BAND_DEG:
        yield land
        return
    west, _, east, _ = shapely.total_bounds(land)
    lows, highs = shapely.bounds(land)[:, 1], shapely.bounds(land)[:, 3]
    for low in np.arange(south, north, BAND_DEG).tolist():
        rows = land[(highs >= low) & (lows <= low + BAND_DEG)]
        if len(rows):
            shapely.prepare(rows)
            yield np.asarray(shapely.intersection(rows, shapely.box(west - 1, low, east + 1, low + BAND_DEG)), dtype=object)


def _grown(band: NDArray[np.object_], radius_m: float, arc_steps: int) -> NDArray[np.object_]:
    _, south, _, north = shapely.total_bounds(band)
    reach = radius_m / METRES_NORTH
    scale = short_metres(south - reach, north + reach)
    flat = shapely.buffer(shapely.transform(band, lambda xy: xy * scale), radius_m, quad_segs=arc_steps)
    return np.asarray(shapely.transform(flat, lambda xy: xy / scale), dtype=object)


def without_holes(polygons: Sequence[shapely.Polygon]) -> list[shapely.Polygon]:
    """Fill the water that a grown coast encloses: no vessel of that class gets in or out of it."""
    filled = shapely.union_all([shapely.Polygon(polygon.exterior) for polygon in polygons])
    return [part for part in shapely.get_parts(filled) if isinstance(part, shapely.Polygon)]


def walls(obstacles: Sequence[shapely.Polygon]) -> NDArray[np.float64]:
    """Give stretches that lie well inside obstacles, in microdegrees (n, 4): a few long lines that hide whatever is behind them.

    They only speed a search up: what they hide is hidden by the obstacle round them too.
    """
    plain = shapely.simplify(np.asarray(obstacles, dtype=object), WALL_DEPTH_DEG / 8)  # at this depth no creek is told from another
    inner = shapely.buffer(plain, -WALL_DEPTH_DEG, quad_segs=1)
    rough = shapely.segmentize(shapely.boundary(shapely.simplify(inner, WALL_DEPTH_DEG / 2)), WALL_LENGTH_DEG)
    points, which = shapely.get_coordinates(shapely.get_parts(rough), return_index=True)
    is_long = np.hypot(*(points[1:] - points[:-1]).T) > WALL_LENGTH_DEG / 4
    is_joined = (which[1:] == which[:-1]) & is_long
    return np.asarray(np.hstack([points[:-1], points[1:]])[is_joined] * 1e6)
