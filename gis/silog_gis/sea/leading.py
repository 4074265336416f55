"""Whether a zone leads out, told from the contours alone: the zone is drawn only where a route goes through it."""

import numpy as np
import shapely
from numpy.typing import NDArray

from silog_gis.graph.freespace import MICRO
from silog_gis.sea.contours import LEVELS_M, Contours
from silog_gis.sea.tracing import OPEN, UNSURE, walked_round
from silog_gis.sea.zones import Zone, disk_round

SEA = len(LEVELS_M)
"""The layer of the contours' lines that holds the coast of the open sea."""


def leads_out_by_walking(zone: Zone, contours: Contours) -> bool | None:
    """Say whether the water of a zone joins its end to the open sea of the largest class; None where that is not plain."""
    if not zone.rings:
        return None
    rims = np.array([LEVELS_M.index(ring.level_m) for ring in zone.rings], dtype=np.int64)
    rounds = np.array([_corners(disk_round(zone.end, ring.to_m)) for ring in zone.rings], dtype=np.int64)
    came = walked_round(*contours.lines, *zone.end, rims, rounds, SEA)
    return None if came == UNSURE else came == OPEN


def _corners(disk: shapely.Polygon) -> NDArray[np.int64]:
    """Give the corners of a disk in microdegrees, turning left."""
    return np.rint(shapely.get_coordinates(shapely.orient_polygons(disk))[:-1] * MICRO).astype(np.int64)
