"""The grown coast never falls short of its clearance."""

from functools import partial

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Point, Polygon

from silog_gis.coast import grow, metres_per_degree, short_metres, without_holes
from silog_gis.geodesy import distance_m
from silog_gis.land import Land


@settings(max_examples=60, deadline=None)
@given(
    corners=st.lists(st.tuples(st.floats(104, 104.05), st.floats(3, 3.05)), min_size=3, max_size=12),
    clearance_m=st.sampled_from([50.0, 150.0, 500.0]),
)
def test_a_grown_coast_keeps_the_clearance_from_any_shape(corners: list[tuple[float, float]], clearance_m: float) -> None:
    shape = shapely.MultiPoint(corners).convex_hull.buffer(1e-4, quad_segs=1)
    assert isinstance(shape, Polygon)
    land = Land.of([shape])

    for polygon in grow([shape], clearance_m):
        for lon, lat in shapely.get_coordinates(shapely.segmentize(polygon.exterior, 0.001)):
            nearest = land.nearest_land(float(lon), float(lat))
            assert clearance_m * 0.999 <= nearest[2] <= clearance_m * 1.013 + 0.3


@pytest.mark.parametrize("clearance_m", [50.0, 500.0])
def test_the_coast_of_kepri_keeps_the_clearance_everywhere_and_hardly_more(clearance_m: float, land: Land) -> None:
    rings = [part.exterior for part in grow(land.polygons, clearance_m)]
    corners = shapely.get_coordinates(rings)
    for south in (-1.5, 0.0, 1.0, 4.0):
        # A plane whose degrees are as long as in the middle of a narrow band: right within a few hundred-thousandths there.
        scale = np.array(metres_per_degree(south + 0.1))
        near = corners[(corners[:, 1] > south) & (corners[:, 1] < south + 0.2)] * scale
        flat = shapely.STRtree(shapely.transform(land.shores_in(102, south - 0.1, 111, south + 0.3), partial(np.multiply, scale)))
        points = shapely.points(near)
        _, distances_m = flat.query_nearest(points, return_distance=True, all_matches=False)
        assert distances_m.min() >= clearance_m * 0.9995
        assert distances_m.max() <= clearance_m * 1.013 + 0.3


def test_enclosed_water_is_filled() -> None:
    ring = Point(104, 1).buffer(0.05).difference(Point(104, 1).buffer(0.03))
    assert isinstance(ring, Polygon)

    (grown,) = grow([ring], 150)
    assert len(grown.interiors) == 1
    assert all(not part.interiors for part in without_holes([grown]))


def test_the_shortest_degree_is_shorter_than_any_in_the_band() -> None:
    east_m, north_m = short_metres(-1.4, 5.2)

    for lat in (-1.4, 0.0, 3.0, 5.2):
        assert east_m <= distance_m((104, lat), (105, lat)) + 1
        assert north_m <= distance_m((104, lat - 0.5), (104, lat + 0.5)) + 1
