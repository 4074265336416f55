"""The free space of a zone from the shore that is followed round it (see `drawing`), None where that does not tell."""

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from silog_gis.graph.freespace import MICRO, FreeSpace, each_once
from silog_gis.sea.contours import Contours, Window
from silog_gis.sea.drawing import END, Coast, shore_of
from silog_gis.sea.zones import Zone, rims_of


def walked(
    zones: Sequence[Zone], contours: Contours, *, sea: FreeSpace, replaced: NDArray[np.int64], coasts: shapely.STRtree, bounds: Window
) -> FreeSpace | None:
    """Draw the coast of zones: their rings, and all of the sea's edges that are `replaced`; None where numbers met that decide nothing.

    Only a zone that asks for less than the vessel's clearance has rings that lie one inside the next.
    """
    if not all(zone.is_needed for zone in zones):
        return None
    rims = rims_of(zones)
    begins = [shapely.Point(at) for at in (rims[1][:, 0] / MICRO).tolist()]
    is_far_closed = np.array([bool(shapely.intersects(coasts.geometries[coasts.query(at)], at).any()) for at in begins])
    is_whole, corners, stretches, is_open = shore_of((contours.lines, _near(sea, replaced), rims), is_far_closed)
    if not is_whole:
        return None
    return FreeSpace.along(np.ascontiguousarray(corners[::-1]), stretches[::-1], bounds, is_open)  # what is closed is on the left now


def _near(sea: FreeSpace, replaced: NDArray[np.int64]) -> Coast:
    """Give the edges replaced, and one more at each end of a run of them, turned round: with what is closed on the right."""
    edges = each_once(np.concatenate([replaced, sea.before[replaced], sea.after[replaced]]), len(sea.corners))
    rows, heads = each_once(np.concatenate([edges, sea.after[edges]]), len(sea.corners)), sea.after[edges]
    ahead = np.full(len(rows), END, dtype=np.int64)
    ahead[np.searchsorted(rows, heads)] = np.searchsorted(rows, edges)
    begins = ahead != END
    begins[ahead[begins]] = False
    return sea.corners[rows], ahead, begins
