"""The grown coast never falls short of its clearance."""

import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Point, Polygon

from silog_gis.coast import grow, short_metres, without_holes
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
            assert clearance_m * 0.999 <= nearest[2] <= clearance_m * 1.7


def test_the_coast_of_kepri_keeps_the_clearance_everywhere(land: Land) -> None:
    scale = short_metres(-1.4, 5.2)
    flat = shapely.STRtree(shapely.transform(land.polygons, lambda xy: xy * scale))
    for clearance_m in (150.0, 500.0):
        rings = [shapely.transform(part.exterior, lambda xy: xy * scale) for part in grow(land.polygons, clearance_m)]
        assert not flat.query(rings, predicate="dwithin", distance=clearance_m).size


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
