"""Areas in force: closed waters stay untouched and the way round them is the best; waters that cost are passed where it pays."""

import math
from pathlib import Path

import pytest
from shapely.geometry import LineString, Polygon, box

from silog_gis.geodesy import distance_m, length_m
from silog_gis.land import Land
from silog_gis.sea.found import NoWay, SeaRoute
from silog_gis.sea.route import SeaRouter
from silog_gis.sea.sea_areas import SeaArea

A, B = (103.7, 1.0), (104.3, 1.0)
RANGE = box(103.95, 0.9, 104.05, 1.2)


@pytest.fixture(scope="module")
def router() -> SeaRouter:
    """A sea with an island in the north, on a map of one degree."""
    corners = [box(103.4, 0.4, 103.4001, 0.4001), box(104.6, 1.6, 104.6001, 1.6001)]
    return SeaRouter.build(Land.of([*corners, box(103.9, 1.15, 104.1, 1.3)]), 500)


def found(answer: SeaRoute | NoWay) -> SeaRoute:
    assert isinstance(answer, SeaRoute), answer
    return answer


def test_a_closed_area_is_gone_round_by_the_shortest_way(router: SeaRouter) -> None:
    route = found(router.route(A, B, areas=[SeaArea("firing range", RANGE)]))

    assert not LineString(route.coords).intersects(RANGE)
    assert route.length_m == pytest.approx(length_m([A, (103.95, 0.9), (104.05, 0.9), B]), rel=1e-5)


def test_the_way_back_round_a_closed_area_is_the_same(router: SeaRouter) -> None:
    areas = [SeaArea("firing range", RANGE)]

    assert found(router.route(B, A, areas=areas)).coords == found(router.route(A, B, areas=areas)).coords[::-1]


def test_a_route_without_areas_is_as_before(router: SeaRouter) -> None:
    before = router.route(A, B)
    router.route(A, B, areas=[SeaArea("firing range", RANGE)])

    assert router.route(A, B) == before
    assert found(before).length_m == pytest.approx(distance_m(A, B))


def test_an_end_in_a_closed_area_is_refused_by_its_name(router: SeaRouter) -> None:
    answer = router.route((104.0, 1.0), B, areas=[SeaArea("firing range", RANGE)])

    assert isinstance(answer, NoWay)
    assert "lies in firing range" in answer.reason


def test_water_that_is_closed_all_round_has_no_way_and_says_what_is_closed(router: SeaRouter) -> None:
    ring = Polygon(box(104.2, 0.9, 104.4, 1.1).exterior, [box(104.25, 0.95, 104.35, 1.05).exterior])

    answer = router.route(A, B, areas=[SeaArea("blockade", ring)])

    assert isinstance(answer, NoWay)
    assert "blockade" in answer.reason


@pytest.mark.parametrize("cost", [1.0, 1.02, 1.05, 2.0, 20.0])
def test_an_area_with_a_cost_is_crossed_only_where_that_is_cheaper(router: SeaRouter, cost: float) -> None:
    round_it = length_m([A, (103.95, 0.9), (104.05, 0.9), B])
    straight = distance_m(A, B) + (cost - 1) * distance_m((103.95, 1.0), (104.05, 1.0))

    route = found(router.route(A, B, areas=[SeaArea("foreign waters", RANGE, cost)]))
    inside_m = LineString(route.coords).intersection(RANGE.buffer(-1e-5)).length * 111_300
    paid = route.length_m + (cost - 1) * (inside_m if inside_m > 1 else 0)

    assert paid <= min(round_it, straight) * 1.0005
    assert bool(route.passes) == (inside_m > 1)


def test_areas_in_any_order_give_the_same_route(router: SeaRouter) -> None:
    areas = [SeaArea("range", RANGE), SeaArea("waters", box(103.8, 0.7, 103.9, 1.05), 2.0)]

    assert router.route(A, B, areas=areas) == router.route(A, B, areas=areas[::-1])


def test_an_approach_keeps_out_of_a_closed_area_too(router: SeaRouter) -> None:
    shore = (104.0, 1.149)
    closed = box(103.98, 1.13, 103.999, 1.1485)

    route = found(router.route(shore, A, areas=[SeaArea("wreck", closed)]))

    assert not LineString(route.coords).intersects(closed)
    assert [part.end for part in route.approaches] == ["start"]


@pytest.mark.parametrize(("polygon", "cost"), [(RANGE, 0.5), (RANGE, math.inf), (Polygon([(0, 0), (1, 1), (1, 0), (0, 1)]), None)])
def test_an_area_without_sense_is_refused(polygon: Polygon, cost: float | None) -> None:
    with pytest.raises(ValueError, match="the area 'odd'"):
        SeaArea("odd", polygon, cost)


def test_areas_hold_on_a_kept_graph(tmp_path: Path, router: SeaRouter) -> None:
    SeaRouter.build(router.land, 500, tmp_path)
    again = SeaRouter.build(router.land, 500, tmp_path)

    areas = [SeaArea("firing range", RANGE)]
    assert again.route(A, B, areas=areas) == router.route(A, B, areas=areas)
