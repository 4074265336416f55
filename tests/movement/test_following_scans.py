"""Which leg a scan means, and where its box stands after it."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.movement.voyage import PORT, PPK, SHIP, TRUCK, WAREHOUSE, Voyage, back, hour, leg, out

from silog.custody.rules import ScanType
from silog.errors import SilogError
from silog.movement.actions import plan_shipments
from silog.movement.rules import Leg, LegMode
from silog.movement.tolerances import tolerance_by_mode

MIDWAY = "PPS-21.03.04.1003"
"""Any place that a ship can call at before its PPK."""
LAND, SEA = tolerance_by_mode()[LegMode.LAND], tolerance_by_mode()[LegMode.SEA]


async def test_a_box_that_was_never_scanned_waits_for_its_first_ride(voyage: Voyage) -> None:
    assert await voyage.journey() == ("OUT", 1, False, hour(2) + LAND)


async def test_a_loaded_box_is_aboard_and_its_departure_is_that_of_the_leg(voyage: Voyage) -> None:
    await voyage.scan(ScanType.LOAD, TRUCK, -0.5)
    await voyage.scan(ScanType.DEPART, TRUCK, 0.25)

    assert await voyage.journey() == ("OUT", 1, True, hour(2) + LAND)
    assert await voyage.times("OUT", 1) == (hour(0.25), None)


async def test_a_box_that_has_arrived_waits_for_the_next_ride_and_not_for_the_transfer(voyage: Voyage) -> None:
    await voyage.scan(ScanType.ARRIVE, PORT, 2.1, phone=PORT)

    assert await voyage.journey() == ("OUT", 3, False, hour(12) + SEA)
    assert await voyage.times("OUT", 1) == (None, hour(2.1))


async def test_an_arrival_through_a_transfer_ends_the_ride_before_it(voyage: Voyage) -> None:
    await voyage.scan(ScanType.ARRIVE, PPK, 13.2, phone=PPK)

    assert await voyage.times("OUT", 3) == (None, hour(13.2))
    assert await voyage.journey() == ("BACK", 1, False, hour(410) + SEA)


async def test_a_ship_that_sails_twice_is_meant_at_the_nearer_time(voyage: Voyage) -> None:
    await voyage.scan(ScanType.DEPART, SHIP, 401, phone=PPK)

    assert await voyage.journey() == ("BACK", 1, True, hour(410) + SEA)
    assert await voyage.times("BACK", 1) == (hour(401), None)
    assert await voyage.times("OUT", 3) == (None, None)


async def test_a_warehouse_that_is_passed_twice_is_left_for_good_at_the_end(voyage: Voyage) -> None:
    await voyage.scan(ScanType.ARRIVE, WAREHOUSE, 411)

    assert await voyage.journey() == ("BACK", 1, False, None)


async def test_a_scan_that_comes_late_sets_the_time_of_its_leg_and_leaves_the_box_where_it_is(voyage: Voyage) -> None:
    await voyage.scan(ScanType.ARRIVE, PPK, 13.2, phone=PPK)
    stands = await voyage.journey()

    await voyage.scan(ScanType.DEPART, TRUCK, 0.25)

    assert await voyage.journey() == stands
    assert await voyage.times("OUT", 1) == (hour(0.25), None)


async def test_the_first_departure_counts_whatever_the_order_of_arrival(voyage: Voyage) -> None:
    await voyage.scan(ScanType.DEPART, TRUCK, 0.5, box=1)
    await voyage.scan(ScanType.DEPART, TRUCK, 0.25)

    assert await voyage.times("OUT", 1) == (hour(0.25), None)


async def test_a_scan_where_the_plan_does_not_lead_leaves_the_box_to_become_late(voyage: Voyage) -> None:
    before = await voyage.journey()

    await voyage.scan(ScanType.ARRIVE, "PPK-21.03.05", 1, phone=PPK)

    assert await voyage.journey() == before


async def test_a_box_that_is_on_its_way_when_it_is_planned_stands_where_its_scans_say(voyage: Voyage) -> None:
    await voyage.scan(ScanType.ARRIVE, PORT, 2.1, phone=PORT, box=3)
    late = out([voyage.world.boxes[3]])
    planned = [type(late)("LATE", "Late", late.region_code, late.direction, late.is_3t, None, late.legs, late.box_codes)]

    await plan_shipments(voyage.world.database, voyage.world.election.id, planned)

    assert await voyage.journey(3) == ("LATE", 3, False, hour(12) + SEA)


async def test_a_box_is_late_by_its_tolerance_and_no_sooner(voyage: Voyage) -> None:
    due = (await voyage.journey())[3]

    assert due == hour(2) + timedelta(minutes=120)


async def test_a_plan_is_stored_as_a_whole_or_not_at_all(voyage: Voyage) -> None:
    boxes = voyage.world.boxes
    good = back([boxes[2]])
    fresh = type(good)("FRESH", "Fresh", good.region_code, good.direction, False, None, good.legs, good.box_codes)  # noqa: FBT003

    with pytest.raises(SilogError, match="planned already"):
        await plan_shipments(voyage.world.database, voyage.world.election.id, [fresh, good])

    assert await voyage.world.owner.fetchval("SELECT count(*) FROM shipments WHERE code = 'FRESH'") == 0


async def test_a_plan_for_boxes_that_nobody_issued_is_refused(voyage: Voyage) -> None:
    good = back(["0123456789Y"])
    fresh = type(good)("FRESH", "Fresh", good.region_code, good.direction, False, None, good.legs, good.box_codes)  # noqa: FBT003

    with pytest.raises(SilogError, match="no boxes 0123456789Y"):
        await plan_shipments(voyage.world.database, voyage.world.election.id, [fresh])


async def aboard(voyage: Voyage, code: str, box: str, *legs: Leg) -> None:
    """Plan a shipment of one box on these legs."""
    await plan_shipments(voyage.world.database, voyage.world.election.id, [replace(out([box]), code=code, name=code, legs=legs)])


async def calls(voyage: Voyage) -> None:
    """Plan the third box aboard a ship that calls at two ports on its way, an hour's sail and an hour's stay each."""
    ways = leg(WAREHOUSE, PORT, 0, 1, SHIP), leg(PORT, MIDWAY, 2, 3, SHIP), leg(MIDWAY, PPK, 4, 5, SHIP)
    await aboard(voyage, "CALLS", voyage.world.boxes[2], *ways)


async def test_who_departs_late_aboard_a_ship_departs_on_its_first_leg(voyage: Voyage) -> None:
    await calls(voyage)

    await voyage.scan(ScanType.LOAD, SHIP, 3.9, box=2)
    assert (await voyage.journey(2))[:3] == ("CALLS", 1, True)
    await voyage.scan(ScanType.DEPART, SHIP, 4.2, box=2)

    assert (await voyage.journey(2))[:3] == ("CALLS", 1, True)
    assert [await voyage.times("CALLS", number) for number in (1, 2, 3)] == [(hour(4.2), None), (None, None), (None, None)]


async def test_a_check_aboard_a_late_ship_means_the_leg_that_it_can_have_come_to(voyage: Voyage) -> None:
    await calls(voyage)
    await voyage.scan(ScanType.DEPART, SHIP, 4.2, box=2)

    await voyage.scan(ScanType.CHECK, SHIP, 4.5, box=2)
    assert await voyage.journey(2) == ("CALLS", 1, True, hour(5) + SEA)
    await voyage.scan(ScanType.CHECK, SHIP, 5.3, box=2)
    assert await voyage.times("CALLS", 2) == (hour(5.3), None)
    await voyage.scan(ScanType.CHECK, SHIP, 6.4, box=2)

    assert [await voyage.times("CALLS", number) for number in (1, 2, 3)] == [(hour(4.2), None), (hour(5.3), None), (hour(6.4), None)]


async def test_checks_of_a_late_ship_that_come_all_at_once_mean_the_same_legs(voyage: Voyage) -> None:
    await calls(voyage)
    acts = (ScanType.DEPART, 4.2), (ScanType.CHECK, 5.3), (ScanType.CHECK, 6.4)
    made = [voyage.phones[WAREHOUSE].scan(act, voyage.world.boxes[2], SHIP, hour(at), seals=["S1", "S2"]) for act, at in acts]

    assert {answer.status for answer in await voyage.world.record(*made, at=hour(1000))} == {"RECORDED"}

    assert [await voyage.times("CALLS", number) for number in (1, 2, 3)] == [(hour(4.2), None), (hour(5.3), None), (hour(6.4), None)]
    assert (await voyage.journey(2))[:3] == ("CALLS", 3, True)


async def landed(voyage: Voyage) -> None:
    """Plan the fourth box aboard the same ship until its first port."""
    await aboard(voyage, "LANDED", voyage.world.boxes[3], leg(WAREHOUSE, PORT, 0, 1, SHIP))


async def test_a_departure_before_the_ship_was_at_the_port_before_is_forgotten_with_its_track(voyage: Voyage) -> None:
    await calls(voyage)
    await landed(voyage)
    tracks = "SELECT count(*) FROM trip_tracks WHERE conveyance_code = $1 AND from_code = $2"
    await voyage.scan(ScanType.CHECK, SHIP, 4.2, box=2)
    assert await voyage.times("CALLS", 3) == (hour(4.2), None)
    assert await voyage.world.owner.fetchval(tracks, SHIP, MIDWAY) == 1

    await voyage.scan(ScanType.ARRIVE, PORT, 5.1, phone=PORT, box=3)

    assert [await voyage.times("CALLS", number) for number in (1, 2, 3)] == [(None, hour(5.1)), (None, None), (None, None)]
    assert await voyage.world.owner.fetchval(tracks, SHIP, MIDWAY) == 0


async def test_a_ship_that_has_gone_on_had_arrived_though_its_boxes_were_ashore_later(voyage: Voyage) -> None:
    await calls(voyage)
    await landed(voyage)
    await voyage.scan(ScanType.DEPART, SHIP, 0.1, box=2)
    await voyage.scan(ScanType.CHECK, SHIP, 2.1, box=2)

    await voyage.scan(ScanType.ARRIVE, PORT, 2.4, phone=PORT, box=3)

    for shipment in ("CALLS", "LANDED"):
        assert await voyage.times(shipment, 1) == (hour(0.1), hour(2.1))


async def test_times_that_contradict_each_other_are_forgotten_where_they_were_recorded_before(voyage: Voyage) -> None:
    await calls(voyage)
    await voyage.scan(ScanType.CHECK, SHIP, 4.2, box=2)  # a track from the second port
    owner = voyage.world.owner
    set_times = "UPDATE legs SET departed_at = $2, arrived_at = $3 WHERE shipment_code = 'CALLS' AND number = $1"
    for number, departed, arrived in ((1, 0.1, 5.0), (2, 4.9, 6.0), (3, 4.2, None)):
        await owner.execute(set_times, number, hour(departed), None if arrived is None else hour(arrived))

    async with owner.transaction():
        await owner.execute((Path(__file__).parents[2] / "migrations/sql/0030/times.sql").read_text())

    assert [await voyage.times("CALLS", number) for number in (1, 2, 3)] == [
        (hour(0.1), hour(4.9)),
        (hour(4.9), hour(6)),
        (None, None),
    ]
    assert await owner.fetchval("SELECT count(*) FROM trip_tracks WHERE from_code = $1", MIDWAY) == 0
