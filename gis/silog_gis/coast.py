"""The coast a vessel sees: land grown by the clearance its class keeps from the shore.

The grown coast never falls short of the clearance; where capes are squared off and the line is simplified it errs outward, by a
fifth of the clearance on an open shore and two fifths at a cape. That is what lets a router look at half the corners of
the shore, and still never come nearer to land than it promised.
"""

import math
from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

GRID_DEG = 1e-6
EQUATOR_RADIUS_M = 6_378_137.0
ECCENTRICITY_SQUARED = 0.006_694_379_990_14
CAPE_LIMIT = 1.1
"""A grown cape comes to a point, cut off at this many clearances: one or two corners where an arc would need many."""
WALL_DEPTH_DEG, WALL_LENGTH_DEG = 0.01, 0.1
SLACK_SHARE = 0.1
"""How far the simplified coast may leave the grown one, as a share of the clearance; the growth makes up for it."""


def metres_per_degree(lat: float) -> tuple[float, float]:
    """Give the metres of one degree of longitude and one of latitude, on the WGS84 ellipsoid at a latitude."""
    sine = math.sin(math.radians(lat))
    bend = 1.0 - ECCENTRICITY_SQUARED * sine * sine
    east = math.radians(EQUATOR_RADIUS_M * math.cos(math.radians(lat)) / math.sqrt(bend))
    north = math.radians(EQUATOR_RADIUS_M * (1.0 - ECCENTRICITY_SQUARED) / bend**1.5)
    return east, north


def short_metres(south: float, north: float) -> NDArray[np.float64]:
    """Give the shortest degree of longitude and of latitude, in metres, between two latitudes.

    In a plane scaled by them no distance comes out longer than it is on the ground, so what is grown by r metres in that
    plane has grown by r metres or more everywhere.
    """
    widest = max(abs(south), abs(north))
    nearest = 0.0 if south <= 0 <= north else min(abs(south), abs(north))
    return np.array([metres_per_degree(widest)[0], metres_per_degree(nearest)[1]])


def grow(polygons: Sequence[shapely.Geometry] | NDArray[np.object_], clearance_m: float) -> list[shapely.Polygon]:
    """Grow land by a clearance and join what grows together, on the grid of six decimals.

    Answers polygons that do not overlap; the water they enclose stays as holes.
    """
    _, south, _, north = shapely.total_bounds(polygons)
    if not np.isfinite(south):
        return []
    scale = short_metres(south, north)
    slack_m = clearance_m * SLACK_SHARE
    radius_m = clearance_m + slack_m + GRID_DEG * scale[1]
    flat = shapely.transform(np.asarray(polygons, dtype=object), lambda xy: xy * scale)
    grown = shapely.union_all(shapely.buffer(flat, radius_m, join_style="mitre", mitre_limit=CAPE_LIMIT))
    simple = shapely.make_valid(shapely.simplify(grown, slack_m, preserve_topology=True))
    degrees = shapely.set_precision(shapely.transform(simple, lambda xy: xy / scale), GRID_DEG)
    return [part for part in shapely.get_parts(degrees) if isinstance(part, shapely.Polygon)]


def without_holes(polygons: Sequence[shapely.Polygon]) -> list[shapely.Polygon]:
    """Fill the water that a grown coast encloses: no vessel of that class gets in or out of it."""
    filled = shapely.union_all([shapely.Polygon(polygon.exterior) for polygon in polygons])
    return [part for part in shapely.get_parts(filled) if isinstance(part, shapely.Polygon)]


def walls(obstacles: Sequence[shapely.Polygon]) -> NDArray[np.float64]:
    """Give stretches that lie well inside obstacles, in microdegrees (n, 4): a few long lines that hide whatever is behind them.

    They only speed a search up: what they hide is hidden by the obstacle round them too.
    """
    inner = shapely.buffer(np.asarray(obstacles, dtype=object), -WALL_DEPTH_DEG, quad_segs=1)
    rough = shapely.segmentize(shapely.boundary(shapely.simplify(inner, WALL_DEPTH_DEG / 2)), WALL_LENGTH_DEG)
    points, which = shapely.get_coordinates(shapely.get_parts(rough), return_index=True)
    is_joined = which[1:] == which[:-1]
    return np.asarray(np.hstack([points[:-1], points[1:]])[is_joined] * 1e6)
