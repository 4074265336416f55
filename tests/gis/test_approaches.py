"""Ends near the coast: the approach is marked, what lies beyond it keeps the clearance, and more clearance is never shorter."""

import math
from collections.abc import Callable
from itertools import combinations, pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, Polygon, box

from silog_gis.geodesy import LonLat, length_m
from silog_gis.graph.freespace import to_micro
from silog_gis.land import Land
from silog_gis.sea.approaches import least_distance_m
from silog_gis.sea.found import NoWay, SeaRoute
from silog_gis.sea.matrix import lengths_among_m, routes_among
from silog_gis.sea.route import End, SeaRouter

CLEARANCES_M = (50.0, 150.0, 500.0)
Routers = Callable[[float], SeaRouter]


def found(answer: SeaRoute | NoWay) -> SeaRoute:
    assert isinstance(answer, SeaRoute), answer
    return answer


def drawn_off(land: Land, bounds: tuple[float, float, float, float], count: int) -> list[LonLat]:
    """Points in water within 600 m of the shoreline in a box, drawn by a seed."""
    chance = np.random.default_rng(20241127)
    shore = shapely.get_coordinates(list(land.polygons))
    west, south, east, north = bounds
    drawn: list[LonLat] = []
    while len(drawn) < count:
        lon, lat = (shore[chance.integers(len(shore))] + chance.uniform(-0.004, 0.004, 2)).round(6).tolist()
        if west + 0.01 < lon < east - 0.01 and south + 0.01 < lat < north - 0.01 and land.distance_m(lon, lat) > 1:
            drawn.append((lon, lat))
    return drawn


@pytest.fixture(scope="module")
def off_the_coast(land: Land) -> list[LonLat]:
    """Points off the shoreline of all of Kepri."""
    return drawn_off(land, land.bounds, 40)


@pytest.mark.parametrize("clearance_m", CLEARANCES_M)
def test_between_any_points_off_the_coast_no_line_touches_land(
    clearance_m: float, sea_router: Routers, off_the_coast: list[LonLat], land: Land
) -> None:
    for a, b in pairwise(off_the_coast):
        route = found(sea_router(clearance_m).route(a, b))
        assert not shapely.intersects(land.polygons, LineString(route.coords)).any()
        assert (route.coords[0], route.coords[-1]) == (a, b)
        assert route.length_m == pytest.approx(length_m(route.coords))


@pytest.mark.parametrize("clearance_m", CLEARANCES_M)
def test_what_is_not_marked_as_approach_keeps_the_clearance(
    clearance_m: float, sea_router: Routers, off_the_coast: list[LonLat], land: Land
) -> None:
    for a, b in pairwise(off_the_coast):
        route = found(sea_router(clearance_m).route(a, b))
        first = max((part.last for part in route.approaches if part.end in {"start", "whole"}), default=0)
        last = min((part.first for part in route.approaches if part.end == "finish"), default=len(route.coords) - 1)
        if first < last:
            assert least_distance_m(route.coords[first : last + 1], land) >= clearance_m * 0.999
        for part in route.approaches:
            assert part.length_m == pytest.approx(length_m(route.coords[part.first : part.last + 1]))
            assert 0 < part.clearance_m < clearance_m


def test_more_clearance_is_never_shorter(sea_router: Routers, off_the_coast: list[LonLat]) -> None:
    for a, b in pairwise(off_the_coast):
        lengths = [found(sea_router(clearance_m).route(a, b)).length_m for clearance_m in CLEARANCES_M]
        assert all(more >= less * (1 - 5e-4) for less, more in pairwise(lengths)), (a, b, lengths)


def test_the_rule_of_an_end_is_the_same_for_every_clearance(sea_router: Routers, off_the_coast: list[LonLat]) -> None:
    for at in off_the_coast:
        ends = [sea_router(clearance_m).end(to_micro(at)) for clearance_m in CLEARANCES_M]
        zones = [end.harbour.zones[0] for end in ends if isinstance(end, End) and end.harbour]
        assert len({(zone.near_m, zone.widening) for zone in zones}) <= 1, at


def test_all_routes_among_points_are_those_found_one_by_one(sea_router: Routers, off_the_coast: list[LonLat]) -> None:
    router, points = sea_router(150), off_the_coast[:8]

    lengths_m = lengths_among_m(routes_among(router, points))

    assert lengths_m == pytest.approx(lengths_m.T)
    for row, a in enumerate(points):
        for column, b in enumerate(points):
            assert lengths_m[row, column] == pytest.approx(found(router.route(a, b)).length_m, rel=1e-9)


ISLAND = box(104.0, 1.0, 104.1, 1.1)
LAGOON = Polygon(box(104.0, 1.0, 104.1, 1.1).exterior, [box(104.03, 1.03, 104.07, 1.07).exterior])
EDGES = (box(103.4, 0.4, 103.4001, 0.4001), box(104.6, 1.6, 104.6001, 1.6001))


def test_two_ends_in_one_water_are_searched_from_no_farther_than_a_shorter_way_needs(sea_router: Routers, land: Land) -> None:
    router = sea_router(500.0)
    points = drawn_off(land, (103.9, 0.8, 104.2, 1.1), 14)  # the straits south of Batam
    ends = [end for end in (router.end(to_micro(point)) for point in points) if isinstance(end, End)]
    looked_at, would_be = 0, 0
    for one, other in combinations(sorted(ends, key=lambda end: end.at), 2):
        if one.harbour is None or other.harbour is None or not one.harbour.overlaps(other.harbour):
            continue
        water = router._harbour(*one.harbour.zones, *other.harbour.zones)
        out, home, known_m = water.joined_to(one.at, other.at)
        ways, looked_at_each = [], []
        for leave, arrive, most_m in ((out, home, known_m), (water.joined(one.at), water.joined(other.at), math.inf)):
            over_sea = router.graph.shortest(leave, arrive, other.at, most_m)
            ways.append(router._shorter(End(one.at, leave, water), End(other.at, arrive, water), over_sea))
            looked_at_each.append(len(leave.nodes.points) + len(arrive.nodes.points))
        assert ways[0] == ways[1]
        assert ways[0] is not None
        assert ways[0][1] <= known_m
        looked_at, would_be = looked_at + looked_at_each[0], would_be + looked_at_each[1]
    assert 0 < looked_at < 0.8 * would_be


def test_an_enclosed_water_has_no_way_out_and_says_so() -> None:
    router = SeaRouter.build(Land.of([*EDGES, LAGOON]), 50)

    out = router.route((104.05, 1.05), (103.9, 1.0))
    inside = router.route((104.05, 1.05), (104.04, 1.05))

    assert isinstance(out, NoWay)
    assert "no water leads from (104.05, 1.05) to the open sea" in out.reason
    assert found(inside).approaches[0].end == "whole"


def test_a_bay_behind_a_narrow_mouth_is_left_through_the_mouth() -> None:
    bay = LAGOON.difference(box(104.0495, 0.9, 104.0505, 1.05))
    assert isinstance(bay, Polygon)
    router = SeaRouter.build(Land.of([*EDGES, bay]), 500)

    route = found(router.route((104.045, 1.05), (103.9, 0.9)))

    assert not shapely.intersects(bay, LineString(route.coords))
    assert route.approaches[0].clearance_m < 56
    assert route.approaches[0].length_m > 2_000


def test_a_point_on_land_is_told_how_far_water_is_and_may_be_moved_into_it() -> None:
    router = SeaRouter.build(Land.of([*EDGES, ISLAND]), 150)

    refused = router.route((104.0005, 1.05), (103.9, 1.0))
    moved = router.afloat((104.0005, 1.05), 100)

    assert isinstance(refused, NoWay)
    assert "the nearest is 56 m away" in refused.reason
    assert 55 < moved.moved_m < 58
    assert found(router.route(moved.at, (103.9, 1.0))).approaches
    assert router.afloat((104.0005, 1.05), 20).moved_m == 0


@pytest.mark.parametrize("clearance_m", [-1.0, float("nan"), float("inf")])
def test_a_clearance_without_sense_is_refused(clearance_m: float) -> None:
    with pytest.raises(ValueError, match="a clearance is a number of metres"):
        SeaRouter.build(Land.of([ISLAND]), clearance_m)


@pytest.mark.long
@settings(max_examples=60, deadline=None)
@given(
    squares=st.lists(st.tuples(st.floats(103.95, 104.05), st.floats(0.95, 1.05), st.floats(0.002, 0.02)), min_size=1, max_size=6),
    ends=st.tuples(st.floats(103.93, 104.07), st.floats(0.93, 1.07), st.floats(103.93, 104.07), st.floats(0.93, 1.07)),
)
def test_among_islets_a_way_with_more_clearance_is_never_shorter(
    squares: list[tuple[float, float, float]], ends: tuple[float, float, float, float]
) -> None:
    drawn = shapely.union_all([box(lon - half, lat - half, lon + half, lat + half) for lon, lat, half in squares])
    land = Land.of([*EDGES, *(part for part in shapely.get_parts(drawn) if isinstance(part, Polygon))])
    a, b = (ends[0], ends[1]), (ends[2], ends[3])
    answers = [SeaRouter.build(land, clearance_m).route(a, b) for clearance_m in (50.0, 150.0, 250.0, 500.0)]

    for answer in answers:
        assert isinstance(answer, NoWay) or not land.crosses(LineString(answer.coords))
    lengths = [np.inf if isinstance(answer, NoWay) else answer.length_m for answer in answers]
    assert all(more >= less * (1 - 5e-4) for less, more in pairwise(lengths)), lengths
