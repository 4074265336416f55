"""Land routes stay on their landmass, are marked estimates, and say how far they moved their ends."""

from collections.abc import Callable
from itertools import combinations

import pytest
import shapely
from shapely.geometry import LineString, Polygon

from silog_gis.geodesy import LonLat, distance_m
from silog_gis.land import Land
from silog_gis.overland import LandRoute, LandRouter
from silog_gis.sea.found import NoWay

Row = dict[str, str]
Rows = Callable[[str], list[Row]]
HAIR_DEG = 1e-8


def at(row: Row) -> LonLat:
    """The point of a row."""
    return float(row["lon"]), float(row["lat"])


def test_every_station_is_reached_from_its_village_office_over_land(rows: Rows, land: Land, land_router: LandRouter) -> None:
    offices = {row["region_code"]: row for row in rows("facilities") if row["kind"] == "PPS"}

    for station in rows("stations"):
        route = land_router.route(at(offices[station["region_code"]]), at(station))
        assert isinstance(route, LandRoute), (station["code"], route)
        assert route.is_estimate
        assert shapely.covers(shapely.buffer(land.polygon(route.landmass), HAIR_DEG), LineString(route.coords))


def test_long_ways_round_bays_stay_on_the_island(rows: Rows, land: Land, land_router: LandRouter) -> None:
    places = [row for row in rows("facilities") if row["kind"] in {"PPK", "WAREHOUSE"} and row["landmass"] in {"4", "5", "8", "13"}]

    for a, b in combinations(places, 2):
        if a["landmass"] != b["landmass"]:
            continue
        route = land_router.route(at(a), at(b))
        assert isinstance(route, LandRoute), (a["code"], b["code"], route)
        assert shapely.covers(shapely.buffer(land.polygon(route.landmass), HAIR_DEG), LineString(route.coords))
        assert route.length_m >= distance_m(at(a), at(b)) - 1
        back = land_router.route(at(b), at(a))
        assert isinstance(back, LandRoute)
        assert back.coords == route.coords[::-1]


def test_no_road_leads_over_the_sea(rows: Rows, land_router: LandRouter) -> None:
    facilities = {row["code"]: row for row in rows("facilities")}

    answer = land_router.route(at(facilities["WH-21.03"]), at(facilities["PPK-21.03.04"]))

    assert isinstance(answer, NoWay)
    assert "no way over land joins them" in answer.reason


def test_an_end_in_the_water_is_moved_to_the_shore_and_the_distance_told() -> None:
    island = Land.of([Polygon([(104, 1), (104.1, 1), (104.1, 1.1), (104, 1.1)])])

    route = LandRouter(island).route((103.999, 1.05), (104.05, 1.05))

    assert isinstance(route, LandRoute)
    assert 111 < route.start_moved_m < 120
    assert route.finish_moved_m == 0


def test_the_way_round_a_bay_turns_at_its_head() -> None:
    bay = Polygon([(104, 1), (104.1, 1), (104.1, 1.1), (104.06, 1.1), (104.05, 1.02), (104.04, 1.1), (104, 1.1)])

    route = LandRouter(Land.of([bay])).route((104.02, 1.09), (104.08, 1.09))

    assert isinstance(route, LandRoute)
    assert route.coords == ((104.02, 1.09), (104.05, 1.02), (104.08, 1.09))


def test_a_length_by_road_states_its_detour_and_is_an_estimate() -> None:
    land = Land.of([shapely.box(104.0, 1.0, 104.1, 1.1)])

    route = LandRouter(land).route((104.02, 1.02), (104.08, 1.08))

    assert isinstance(route, LandRoute)
    assert route.is_estimate
    assert route.road_m == pytest.approx(route.length_m * route.detour_factor)
    assert route.detour_factor > 1
