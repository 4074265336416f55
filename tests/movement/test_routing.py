"""Ways for legs, on a coast of two islands with a third between them."""

import pytest
import shapely

from silog.errors import SilogError
from silog.movement.routing import Routes, by_air, carried_to_berth, transfer_to_berth
from silog.movement.rules import LegMode
from silog.places.queries import FacilityFacts
from silog.places.rules import FacilityKind
from silog.routes.routers import Routers
from silog_gis.land import Land


def island(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    return shapely.box(west, south, east, north)


LAND = Land.of(
    [island(105.0, 3.0, 105.1, 3.1), island(105.2, 3.02, 105.3, 3.08), island(105.4, 3.0, 105.5, 3.1), island(104.0, 2.0, 104.01, 2.01)]
)


def place(code: str, lon: float, lat: float, landmass: int | None, berth: tuple[float, float] | None = None) -> FacilityFacts:
    return FacilityFacts(code, FacilityKind.PORT, code, "21.05", lon, lat, berth, landmass, False, None)  # noqa: FBT003


WEST = place("PORT-west", 105.095, 3.05, 1, (105.103, 3.05))
EAST = place("PORT-east", 105.405, 3.05, 3, (105.397, 3.05))
INLAND = place("PPK-west", 105.05, 3.05, 1)


def test_a_sea_leg_goes_from_berth_to_berth_round_the_island_between() -> None:
    way = Routes(Routers(LAND)).sea(WEST, EAST, 150)

    assert (way.mode, way.is_estimate) == (LegMode.SEA, False)
    assert (way.route[0], way.route[-1]) == (WEST.berth, EAST.berth)
    assert not LAND.crosses(shapely.LineString(way.route))
    assert len(way.route) > 2


def test_the_way_back_is_the_same_line_turned_round() -> None:
    routes = Routes(Routers(LAND))

    assert routes.sea(EAST, WEST, 150).route == routes.sea(WEST, EAST, 150).route[::-1]


def test_a_way_over_land_is_an_estimate_that_stays_on_its_island() -> None:
    way = Routes(Routers(LAND)).overland(INLAND, WEST)

    assert (way.mode, way.is_estimate) == (LegMode.LAND, True)
    assert LAND.covers(shapely.LineString(way.route), 1)


def test_what_lies_between_a_port_and_its_berth_is_a_transfer_and_an_estimate() -> None:
    straight, carried = transfer_to_berth(WEST), carried_to_berth(Routes(Routers(LAND)).overland(INLAND, WEST), WEST)

    assert (straight.mode, straight.from_code, straight.to_code, straight.is_estimate) == (LegMode.TRANSFER, "PORT-west", "PORT-west", True)
    assert (carried.mode, carried.from_code, carried.to_code, carried.is_estimate) == (LegMode.TRANSFER, "PPK-west", "PORT-west", True)
    assert straight.route[-1] == carried.route[-1] == WEST.berth


def test_a_way_through_the_air_is_straight() -> None:
    assert by_air(WEST, EAST).route == ((WEST.lon, WEST.lat), (EAST.lon, EAST.lat))


def test_a_port_without_a_berth_says_what_is_missing() -> None:
    with pytest.raises(SilogError, match=r"PPK-west .* has no berth"):
        Routes(Routers(LAND)).sea(WEST, INLAND, 150)


def test_two_islands_have_no_way_over_land_and_say_so() -> None:
    with pytest.raises(SilogError, match="no way over land from PPK-west"):
        Routes(Routers(LAND)).overland(INLAND, EAST)
