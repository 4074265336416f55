"""The plan of the whole province: every station is served, nothing is overloaded or in two places, no boat sails over land."""

from collections import Counter
from datetime import timedelta

import shapely

from silog.movement.rules import Direction, LegMode, Shipment, Trip, broken_shipment, double_bookings, overloads, travel_time
from silog.places.queries import FacilityFacts
from silog.planning.rules import wrong_terms, wrong_voyage
from silog.training.building.offers import terms, timetable
from silog.training.building.season import Plan
from silog.training.facts import Ride, Scenario
from silog_gis.geodesy import distance_m
from silog_gis.land import Land


def towards(plan: Plan, prefix: str) -> list[Shipment]:
    return [shipment for shipment in plan.shipments if shipment.code.startswith(prefix)]


def test_the_scenario_speaks_of_all_eighty_districts_and_of_voyages_that_it_has(scenario: Scenario) -> None:
    rides = {step.voyage for plan in scenario.districts.values() for step in plan.way if isinstance(step, Ride)}

    assert len(scenario.districts) == 80
    assert rides == set(scenario.voyages)
    assert {voyage.ship for voyage in scenario.voyages.values()} == set(scenario.ships)


def test_every_box_goes_out_to_its_own_station_and_comes_back_to_its_warehouse(plan: Plan) -> None:
    reached = Counter(box for shipment in towards(plan, "OUT-TPS") for box in shipment.box_codes)
    home = Counter(box for shipment in towards(plan, "RET-PPK") for box in shipment.box_codes)

    assert len({shipment.legs[-1].to_code for shipment in towards(plan, "OUT-TPS")}) == 3327
    assert len(reached) == len(home) == 6654
    assert set(reached.values()) == set(home.values()) == {1}
    assert all(box.startswith(f"{shipment.legs[-1].to_code}/") for shipment in towards(plan, "OUT-TPS") for box in shipment.box_codes)


def test_every_shipment_can_be_travelled(plan: Plan) -> None:
    assert [(shipment.code, broken) for shipment in plan.shipments if (broken := broken_shipment(shipment))] == []


def test_all_boxes_are_planned_to_be_at_their_station_on_the_day_before_the_vote(plan: Plan, scenario: Scenario) -> None:
    latest = max(shipment.legs[-1].planned_arrive_at for shipment in towards(plan, "OUT-TPS"))

    assert latest < scenario.season.voting.opens - timedelta(hours=10)


def test_all_boxes_are_planned_to_be_back_by_mid_december(plan: Plan, scenario: Scenario) -> None:
    back = [shipment for shipment in plan.shipments if shipment.direction is Direction.RETURN]

    assert min(shipment.legs[0].planned_depart_at for shipment in back) > scenario.season.voting.count_from
    assert max(shipment.legs[-1].planned_arrive_at for shipment in back) < scenario.season.voting.stored_by - timedelta(days=2)


def test_no_run_carries_more_boxes_than_its_conveyance_holds(plan: Plan) -> None:
    assert overloads(plan.shipments, {conveyance.code: conveyance.capacity_boxes for conveyance in plan.conveyances}) == []


def test_no_conveyance_is_in_two_places_at_once(plan: Plan, places: list[FacilityFacts]) -> None:
    points = {place.code: (place.lon, place.lat) for place in places}
    speed_kn = {conveyance.code: conveyance.speed_kn for conveyance in plan.conveyances}
    trips = {leg.trip for shipment in plan.shipments for leg in shipment.legs if leg.trip is not None}

    def least(before: Trip, after: Trip) -> timedelta:
        straight_m = distance_m(points[before.to_code], points[after.from_code])
        return travel_time(straight_m, speed_kn[before.conveyance_code])

    assert double_bookings(trips, least) == []


def test_no_sea_leg_crosses_land_at_full_resolution(plan: Plan) -> None:
    land = Land.load()
    routes = {leg.route for shipment in plan.shipments for leg in shipment.legs if leg.mode is LegMode.SEA}

    assert len(routes) > 100
    assert [route for route in routes if land.crosses(shapely.LineString(route))] == []


def test_the_voyages_of_2024_carry_what_they_carried(plan: Plan) -> None:
    aboard = {
        ship: {shipment.region_code for shipment in towards(plan, "OUT-PPK") if any(leg.conveyance_code == ship for leg in shipment.legs)}
        for ship in ("CNV-BUKIT-RAYA", "CNV-SABUK-NUSANTARA", "CNV-KARIMUN-1", "CNV-KARIMUN-2", "CNV-ROROTAMBELAN")
    }

    assert aboard["CNV-BUKIT-RAYA"] == {"21.03.04", "21.03.06", "21.03.09", "21.03.19", "21.03.22", "21.03.23"}
    assert aboard["CNV-SABUK-NUSANTARA"] == {"21.03.10"}
    stations = {ship: sum(len(s.box_codes) for s in towards(plan, "OUT-PPK") if s.region_code in aboard[ship]) // 2 for ship in aboard}
    assert (stations["CNV-KARIMUN-1"], stations["CNV-KARIMUN-2"]) == (68, 142)


def test_subi_changes_to_a_cargo_boat_at_serasan(plan: Plan) -> None:
    (subi,) = [shipment for shipment in towards(plan, "OUT-PPK") if shipment.region_code == "21.03.09"]
    by_sea = [(leg.conveyance_code, leg.from_code) for leg in subi.legs if leg.mode is LegMode.SEA]

    assert by_sea[-2:] == [("CNV-BUKIT-RAYA", "PORT-midai"), ("CNV-CARGO-POMPONG-PORT-serasan-01", "PORT-serasan")]


def test_frontier_districts_that_leave_on_one_day_leave_first(plan: Plan) -> None:
    first = min(towards(plan, "OUT-PPK"), key=lambda shipment: shipment.legs[0].planned_depart_at)

    assert first.is_3t
    assert first.fallback is not None
    assert "kapal reguler" in first.fallback


def test_planners_are_offered_the_ships_by_their_timetable_and_the_boats_on_sound_terms(
    plan: Plan, scenario: Scenario, places: list[FacilityFacts]
) -> None:
    sailings = timetable(scenario, plan.shipments, plan.conveyances)
    fleet = terms(scenario, plan.conveyances, {place.code: place for place in places})

    assert {f"CNV-{code.upper()}" for code in scenario.ships} == {one.conveyance_code for one in sailings}
    assert [wrong for one in sailings if (wrong := wrong_voyage(one))] == []
    assert [wrong for one in fleet if (wrong := wrong_terms(one))] == []
    assert {one.conveyance_code.split("-")[1] for one in fleet} >= {"POMPONG", "TRUCK"}
    assert not {one.conveyance_code for one in fleet} & {one.conveyance_code for one in sailings}
