"""Sea routes touch no land, keep their clearance, and are the same both ways."""

from collections.abc import Callable
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, box

from silog_gis.coast import short_metres
from silog_gis.geodesy import LonLat, distance_m, length_m
from silog_gis.land import Land
from silog_gis.sea.found import NoWay, SeaRoute
from silog_gis.sea.route import SeaRouter

Berths = dict[str, LonLat]
Routers = Callable[[float], SeaRouter]
CLEARANCES_M = (50.0, 150.0, 500.0)
OPEN_WATER = ((108.0, 3.5), (103.9, 1.2), (109.0, 2.6), (104.0, -0.9), (105.9, 1.9))
VOYAGE = [
    "PORT-kijang",
    "PORT-midai",
    "PORT-serasan",
    "PORT-selat-lampa",
    "PORT-subi",
    "PORT-pulau-laut",
    "PORT-letung",
    "PORT-tarempa",
    "PORT-tambelan",
    "PORT-tanjung-uban",
    "PORT-sekupang",
    "PORT-moro",
    "PORT-tanjung-balai-karimun",
    "PORT-matak",
    "PORT-kelarik",
]


def found(answer: SeaRoute | NoWay) -> SeaRoute:
    """The route, where there must be one."""
    assert isinstance(answer, SeaRoute), answer
    return answer


@pytest.mark.parametrize("clearance_m", [50.0, *(pytest.param(one, marks=pytest.mark.long) for one in (150.0, 500.0))])
def test_no_route_between_any_two_ports_touches_land(clearance_m: float, sea_router: Routers, berths: Berths, land: Land) -> None:
    router = sea_router(clearance_m)
    ports = sorted(code for code in berths if code.startswith("PORT-"))

    for a, b in combinations(ports, 2):
        route = found(router.route(berths[a], berths[b]))
        assert not land.crosses(LineString(route.coords)), (a, b)
        assert distance_m(berths[a], route.coords[0]) < 1
        assert distance_m(berths[b], route.coords[-1]) < 1
        assert route.length_m >= distance_m(berths[a], berths[b]) - 1


@pytest.mark.parametrize("clearance_m", CLEARANCES_M)
def test_every_landing_can_be_reached_from_the_open_sea(clearance_m: float, sea_router: Routers, berths: Berths, land: Land) -> None:
    for code, berth in berths.items():
        route = found(sea_router(clearance_m).route((105.9, 1.9), berth))
        assert not land.crosses(LineString(route.coords)), code


@pytest.mark.parametrize("clearance_m", CLEARANCES_M)
def test_outside_its_approaches_a_route_keeps_the_clearance(clearance_m: float, sea_router: Routers, land: Land) -> None:
    flat = shapely.STRtree(shapely.transform(land.polygons, lambda xy: xy * short_metres(0.0, 0.0)))

    for a, b in combinations(OPEN_WATER, 2):
        route = found(sea_router(clearance_m).route(a, b))
        assert not route.approaches
        line = shapely.transform(LineString(route.coords), lambda xy: xy * short_metres(0.0, 0.0))
        assert not len(flat.query(line, predicate="dwithin", distance=clearance_m * 0.99))


def test_an_approach_is_named_with_its_clearance_and_belongs_to_the_right_end(sea_router: Routers, berths: Berths) -> None:
    there = found(sea_router(500).route(berths["PORT-matak"], OPEN_WATER[0]))
    back = found(sea_router(500).route(OPEN_WATER[0], berths["PORT-matak"]))

    assert [part.end for part in there.approaches] == ["start"]
    assert [part.end for part in back.approaches] == ["finish"]
    assert 0 < there.approaches[0].clearance_m < 500
    assert 0 < there.approaches[0].length_m < there.length_m


@pytest.mark.parametrize("clearance_m", CLEARANCES_M)
def test_the_way_back_is_the_way_there(clearance_m: float, sea_router: Routers, berths: Berths) -> None:
    for a, b in pairwise(VOYAGE):
        there = found(sea_router(clearance_m).route(berths[a], berths[b]))
        back = found(sea_router(clearance_m).route(berths[b], berths[a]))
        assert back.coords == there.coords[::-1]
        assert back.length_m == there.length_m


def test_more_clearance_never_makes_a_way_shorter(sea_router: Routers) -> None:
    for a, b in combinations(OPEN_WATER, 2):
        lengths = [found(sea_router(clearance_m).route(a, b)).length_m for clearance_m in CLEARANCES_M]
        assert lengths == sorted(lengths), (a, b)


def test_the_answer_does_not_depend_on_what_was_asked_before(land: Land, sea_router: Routers, berths: Berths) -> None:
    used = sea_router(500)
    fresh = SeaRouter(land, 500, used.graph, used.obstacles, used.contours)

    asked = [fresh.route(berths[a], berths[b]) for a, b in reversed(list(pairwise(VOYAGE)))]
    assert asked[::-1] == [used.route(berths[a], berths[b]) for a, b in pairwise(VOYAGE)]


def test_the_length_is_the_length_of_the_line_and_points_have_six_decimals(sea_router: Routers, berths: Berths) -> None:
    route = found(sea_router(150).route(berths["PORT-kijang"], berths["PORT-midai"]))

    assert route.length_m == pytest.approx(length_m(route.coords))
    assert all(value == round(value, 6) for point in route.coords for value in point)


def test_a_point_on_land_or_off_the_map_is_refused_with_the_reason(sea_router: Routers) -> None:
    on_land = sea_router(500).route((104.5, 1.1), OPEN_WATER[0])
    off_map = sea_router(500).route((95.0, 5.0), OPEN_WATER[0])

    assert isinstance(on_land, NoWay)
    assert "on land" in on_land.reason
    assert isinstance(off_map, NoWay)
    assert "outside the map" in off_map.reason


def test_a_route_to_where_one_is_has_no_length(sea_router: Routers) -> None:
    route = found(sea_router(500).route(OPEN_WATER[0], OPEN_WATER[0]))

    assert route.length_m == 0
    assert len(route.coords) == 2


def test_a_kept_graph_gives_the_same_routes(tmp_path: Path) -> None:
    land = islands([(104.0, 1.0, 0.05), (104.2, 1.02, 0.08)])
    first = SeaRouter.build(land, 150, tmp_path)
    again = SeaRouter.build(land, 150, tmp_path)

    assert sorted(path.name.split("-")[0] for path in tmp_path.glob("*.npz")) == ["contours", "sea"]
    assert again.route((103.9, 1.0), (104.4, 1.0)) == first.route((103.9, 1.0), (104.4, 1.0))


def test_a_router_is_warmed_wherever_it_stands_and_answers_as_before() -> None:
    for squares in ([], [(104.0, 1.0, 0.05)], [(104.0, 1.0, 0.05), (104.2, 1.02, 0.08)]):
        router = SeaRouter.build(islands(squares), 150)
        warmed = SeaRouter(router.land, 150, router.graph, router.obstacles, router.contours).warmed()

        for way in (((103.9, 1.0), (104.4, 1.0)), ((103.949, 1.0), (104.281, 1.02))):
            assert warmed.route(*way) == router.route(*way)


def islands(squares: list[tuple[float, float, float]]) -> Land:
    """Land of square islands by centre and half width, on a map of one degree round (104, 1)."""
    corners = [box(103.4, 0.4, 103.4001, 0.4001), box(104.6, 1.6, 104.6001, 1.6001)]
    return Land.of([*corners, *(box(lon - half, lat - half, lon + half, lat + half) for lon, lat, half in squares)])


def raster_length_m(router: SeaRouter, a: LonLat, b: LonLat) -> float:
    """The way along a fine grid of open points, moving to 8 neighbours: never shorter than the best way."""
    xs, ys = np.linspace(a[0], b[0], 60), np.linspace(0.6, 1.4, 60)
    is_open = np.array([[router.is_open((x, y)) for y in ys] for x in xs])
    best = np.full(is_open.shape, np.inf)
    best[0, int(np.abs(ys - a[1]).argmin())] = 0.0
    for _ in range(4):
        for i in range(60):
            for j in (*range(60), *range(59, -1, -1)):
                for di, dj in ((-1, -1), (-1, 0), (-1, 1), (0, -1), (0, 1)):
                    u, v = i + di, j + dj
                    if 0 <= u < 60 and 0 <= v < 60 and is_open[i, j] and np.isfinite(best[u, v]):
                        step = LineString([(xs[u], ys[v]), (xs[i], ys[j])])
                        if not len(router.obstacles.query(step, predicate="intersects")):
                            best[i, j] = min(best[i, j], best[u, v] + distance_m((xs[u], ys[v]), (xs[i], ys[j])))
    return float(best[-1, int(np.abs(ys - b[1]).argmin())])


def test_no_way_along_a_raster_is_shorter() -> None:
    land = islands([(103.9, 1.0, 0.1), (104.1, 0.9, 0.12), (104.05, 1.25, 0.09)])
    router = SeaRouter.build(land, 500)
    ys = np.linspace(0.6, 1.4, 60)
    a, b = (103.7, float(ys[30])), (104.3, float(ys[30]))

    assert found(router.route(a, b)).length_m <= raster_length_m(router, a, b) + 1


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    squares=st.lists(
        st.tuples(st.floats(103.7, 104.3), st.floats(0.7, 1.3), st.floats(0.005, 0.12)),
        min_size=1,
        max_size=6,
    ),
    ends=st.tuples(st.floats(103.5, 104.5), st.floats(0.5, 1.5), st.floats(103.5, 104.5), st.floats(0.5, 1.5)),
    clearance_m=st.sampled_from([50.0, 150.0, 500.0]),
)
def test_among_any_islands_a_route_touches_none(
    squares: list[tuple[float, float, float]], ends: tuple[float, float, float, float], clearance_m: float
) -> None:
    drawn = shapely.union_all(islands(squares).polygons)
    land = Land.of([part for part in shapely.get_parts(drawn) if isinstance(part, shapely.Polygon)])
    router = SeaRouter.build(land, clearance_m)
    a, b = (ends[0], ends[1]), (ends[2], ends[3])
    assume(router.is_open(a) and router.is_open(b))

    answer = router.route(a, b)

    if isinstance(answer, SeaRoute):
        assert not land.crosses(LineString(answer.coords))
        assert answer.coords == found(router.route(b, a)).coords[::-1]
    else:
        assert "joins" in answer.reason
