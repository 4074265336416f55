"""Ways of several modes on a small coast: the quickest is taken, in the modes that are asked for, with what is an estimate said."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
import shapely
from tests.factories.harbours import BERTHS, LAND

from silog.places.queries import FacilityFacts
from silog.places.rules import FacilityKind
from silog.routes.figures import figures
from silog.routes.multimodal import Part, Search, Stop, Way, nearest_harbours
from silog.routes.routers import Routers
from silog.routes.rules import LonLat, TravelMode, VesselClass
from silog_gis.geodesy import length_m
from silog_gis.sea.found import NoWay

ROUTERS = Routers(LAND)
POMPONG = figures().vessels[VesselClass.POMPONG]
EVERY = frozenset(TravelMode)


def harbour(code: str, at: LonLat, berth: LonLat, landmass: int) -> FacilityFacts:
    return FacilityFacts(code, FacilityKind.PORT, code, "21.03", *at, berth, landmass, False, None)  # noqa: FBT003


WEST = harbour("PORT-BARAT", (105.095, 3.05), BERTHS["PORT-BARAT"], 1)
FAR_WEST = harbour("PORT-JAUH", (105.005, 3.05), (104.997, 3.05), 1)
EAST = harbour("PORT-TIMUR", (105.405, 3.05), BERTHS["PORT-TIMUR"], 3)
WAREHOUSE, STATION = Stop((105.05, 3.05), "WH", 1), Stop((105.41, 3.052), "TPS", 3)


def searching(modes: frozenset[TravelMode] = EVERY, roads: Mapping[tuple[LonLat, LonLat], float] | None = None) -> Search:
    """A search where land is crossed in a straight line at 36 km/h, or as a road says."""

    def overland(a: Stop, b: Stop) -> Part | None:
        if not modes & {TravelMode.ROAD, TravelMode.FOOT}:
            return None
        metres = (roads or {}).get((a.at, b.at), length_m((a.at, b.at)))
        return Part(TravelMode.ROAD, a.code, b.code, (a.at, b.at), metres, timedelta(seconds=metres / 10), is_estimate=not roads)

    return Search(overland, lambda a, b: ROUTERS.sea_route(50, a, b), POMPONG, modes, figures())


def found(way: Way | NoWay) -> Way:
    assert isinstance(way, Way)
    return way


def test_a_way_leads_from_the_warehouse_over_both_ports_to_the_station() -> None:
    way = found(searching().best(WAREHOUSE, STATION, [WEST, FAR_WEST], [EAST]))

    assert [(part.mode, part.from_code, part.to_code) for part in way.parts] == [
        (TravelMode.ROAD, "WH", "PORT-BARAT"),
        (TravelMode.TRANSFER, "PORT-BARAT", "PORT-BARAT"),
        (TravelMode.SEA, "PORT-BARAT", "PORT-TIMUR"),
        (TravelMode.TRANSFER, "PORT-TIMUR", "PORT-TIMUR"),
        (TravelMode.ROAD, "PORT-TIMUR", "TPS"),
    ]
    assert all(before.line[-1] == after.line[0] for before, after in zip(way.parts, way.parts[1:], strict=False))
    assert not LAND.crosses(shapely.LineString(way.parts[2].line))
    assert [part.is_estimate for part in way.parts] == [True, True, False, True, True]
    assert [part.handling for part in way.parts] == [timedelta(0), timedelta(0), figures().board, figures().land, timedelta(0)]
    assert way.duration == sum((part.duration + part.handling for part in way.parts), timedelta(0))
    assert way.length_m == sum(part.length_m for part in way.parts)


def test_the_port_is_chosen_by_time_and_not_by_distance() -> None:
    """A good road to the far port cannot make up for the sail round the island; a mountain before the near one can."""
    mountain = {(WAREHOUSE.at, (105.095, 3.05)): 300_000.0}

    near = found(searching().best(WAREHOUSE, STATION, [WEST, FAR_WEST], [EAST]))
    far = found(searching(roads=mountain).best(WAREHOUSE, STATION, [WEST, FAR_WEST], [EAST]))

    assert (near.parts[2].from_code, far.parts[2].from_code) == ("PORT-BARAT", "PORT-JAUH")
    assert near.duration < far.duration


def test_no_pair_of_ports_is_quicker_than_the_one_that_was_found() -> None:
    best = found(searching().best(WAREHOUSE, STATION, [WEST, FAR_WEST], [EAST]))

    each = [found(searching().best(WAREHOUSE, STATION, [one], [EAST])) for one in (WEST, FAR_WEST)]

    assert best.duration == min(way.duration for way in each)


def test_on_one_island_the_way_over_land_is_taken_where_it_is_quicker() -> None:
    other = Stop((105.02, 3.05), "PPK", 1)

    way = found(searching().best(WAREHOUSE, other, [WEST, FAR_WEST], [FAR_WEST, WEST]))

    assert [part.mode for part in way.parts] == [TravelMode.ROAD]


def test_a_port_needs_no_road_to_itself_and_a_point_at_sea_no_port() -> None:
    at_port = Stop((105.095, 3.05), "PORT-BARAT", 1)
    at_sea = Stop((105.35, 3.05), None, None)

    way = found(searching().best(at_port, at_sea, [WEST], []))

    assert [part.mode for part in way.parts] == [TravelMode.TRANSFER, TravelMode.SEA]
    assert way.parts[-1].line[-1] == (105.35, 3.05)


@pytest.mark.parametrize("modes", [frozenset({TravelMode.ROAD, TravelMode.FOOT}), frozenset({TravelMode.SEA})])
def test_where_the_modes_lead_nowhere_the_answer_says_so(modes: frozenset[TravelMode]) -> None:
    way = searching(modes).best(WAREHOUSE, STATION, [WEST], [EAST])

    assert isinstance(way, NoWay)
    assert way.reason


def test_why_no_vessel_gets_through_is_said() -> None:
    in_pond = replace(EAST, berth=(105.075, 3.065))

    way = searching().best(WAREHOUSE, STATION, [WEST], [in_pond])

    assert isinstance(way, NoWay)
    assert "no water" in way.reason


def test_harbours_of_the_own_island_are_tried_nearest_first() -> None:
    assert nearest_harbours(WAREHOUSE, [EAST, FAR_WEST, WEST], 2) == [WEST, FAR_WEST]
    assert nearest_harbours(STATION, [EAST, FAR_WEST, WEST], 2) == [EAST]
