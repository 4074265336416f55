"""Areas out of GeoJSON geometries, noting what is wrong with each."""

from typing import Any

import shapely
from shapely.geometry import MultiPolygon, Polygon, shape

from silog.places.reading.cells import Cells


def area_of(geometry: Any, cells: Cells) -> MultiPolygon | None:  # noqa: ANN401 -- JSON as it came
    """Take a Polygon or MultiPolygon in or near Indonesia, two-dimensional; None where there is none or it is wrong."""
    if geometry is None:
        return None
    try:
        found = shapely.force_2d(shape(geometry))
    except (shapely.errors.ShapelyError, ValueError, TypeError, IndexError, KeyError, AttributeError) as error:
        cells.wrong("geometry", f"cannot be read: {error}")
        return None
    area = MultiPolygon([found]) if isinstance(found, Polygon) else found
    if not isinstance(area, MultiPolygon) or area.is_empty or not area.is_valid:
        cells.wrong("geometry", f"is no valid area: {shapely.is_valid_reason(found)}")
        return None
    west, south, east, north = area.bounds
    corners = [cells.checked_point("geometry", "geometry", corner) for corner in ((west, south), (east, north))]
    return None if None in corners else area
