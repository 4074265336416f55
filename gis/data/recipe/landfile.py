"""The FlatGeobuf of the land polygons: one feature per landmass, in the order of their numbers.

A landmass has the number of its rank by area in the box (1 is the largest). Every other file points at these numbers, so the
land is written first and everything that names a landmass is written after it, by the same run of the recipe.
"""

from pathlib import Path

import numpy as np
import pyogrio.raw
import shapely
from pyproj import Geod
from shapely.geometry import Polygon

WGS84 = Geod(ellps="WGS84")


def area_km2(polygon: Polygon) -> float:
    """Measure a polygon on the ellipsoid, in square kilometres with four decimals."""
    return round(abs(WGS84.geometry_area_perimeter(polygon)[0]) / 1e6, 4)


def write_land(path: Path, polygons: list[Polygon]) -> None:
    """Write the polygons, largest first; the same polygons always give the same bytes."""
    path.unlink(missing_ok=True)
    pyogrio.raw.write(
        path,
        geometry=shapely.to_wkb(np.array(polygons, dtype=object)),
        field_data=[
            np.arange(1, len(polygons) + 1, dtype=np.int32),
            np.array([area_km2(polygon) for polygon in polygons]),
        ],
        fields=["landmass", "km2"],
        geometry_type="Polygon",
        crs="EPSG:4326",
        driver="FlatGeobuf",
        layer="land",
        SPATIAL_INDEX="NO",
    )
