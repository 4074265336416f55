"""A box that was seen in two places which no vessel joins in the time between."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs
from pyproj import Geod
from tests.custody.test_folding_scans import at, breaches, scan, told
from tests.custody.world import NOON, World

from silog.custody.actions import verify_projection
from silog.custody.facts import ScansRecorded
from silog.custody.rules import Breach, Point, ScanFact, ScanType, Sighting
from silog.custody.rules.travel import by_device, by_place, distance_m, figures, is_beyond_any_vessel
from silog.kit.database import UnitOfWork

RANAI = Point(108.38, 3.94, 1000)
BATAM = Point(104.03, 1.13, 1000)
"""571 km apart."""


def seen(point: Point, minutes: float, place: str = "WH-21.03", **other: object) -> ScanFact:
    return structs.replace(scan(ScanType.CHECK, place, minutes, **other), point=point)  # type: ignore[arg-type]


def test_a_box_at_ranai_and_an_hour_later_at_batam_is_two_boxes() -> None:
    assert breaches(told(seen(RANAI, 0), seen(BATAM, 60))) == {Breach.TOO_FAR}


def test_a_liner_that_takes_two_days_brings_one_box() -> None:
    assert breaches(told(seen(RANAI, 0), seen(BATAM, 48 * 60))) == set()


def test_an_aircraft_brings_it_in_two_hours_from_airport_to_airport_only() -> None:
    assert breaches(told(seen(RANAI, 0, "AIR-ranai"), seen(BATAM, 120, "AIR-hang-nadim"))) == set()
    assert breaches(told(seen(RANAI, 0), seen(BATAM, 120))) == {Breach.TOO_FAR}


def test_two_phones_whose_clocks_differ_by_minutes_on_one_pier_are_no_alarm() -> None:
    across_the_harbour = Point(RANAI.lon + 0.05, RANAI.lat, 1000)

    assert breaches(told(seen(RANAI, 0), seen(across_the_harbour, -5))) == set()


def test_a_scan_without_a_position_is_no_sighting_and_hides_none() -> None:
    between = scan(ScanType.CHECK, "CNV-1", 30)

    assert breaches(told(seen(RANAI, 0), between, seen(BATAM, 60))) == {Breach.TOO_FAR}


def test_distances_are_those_of_the_ellipsoid_or_a_little_less() -> None:
    assert distance_m(RANAI, BATAM) == pytest.approx(574_000, rel=0.01)
    assert distance_m(RANAI, RANAI) == 0


def test_a_place_of_unknown_quality_may_be_as_far_off_as_the_worst() -> None:
    assert by_place((104.0, 1.0), "?").within_m == max(figures().place_m.values())
    assert by_place((104.0, 1.0), "SURVEYED").within_m == 1000


def test_what_is_kept_of_a_phone_s_position_is_rounded_and_says_how_much() -> None:
    kept = by_device((108.259876, 3.751234), 10)

    assert (kept.lon, kept.lat) == (108.26, 3.75)
    assert kept.within_m == 840


points = st.builds(Point, st.floats(103, 109.5), st.floats(-1, 5), st.just(500.0))
moments = st.floats(-5000, 5000)


@given(points, points, moments, moments, st.booleans())
@settings(max_examples=300, deadline=None)
def test_the_order_of_two_sightings_does_not_matter(one: Point, other: Point, when: float, later: float, is_by_air: bool) -> None:  # noqa: FBT001
    first = Sighting(UUID(int=1), at(when), one, is_by_air)
    second = Sighting(UUID(int=2), at(later), other, is_by_air=False)

    assert is_beyond_any_vessel(first, second) == is_beyond_any_vessel(second, first)


@given(points, st.floats(0, 360), st.floats(0, 44), st.floats(1, 3000))
@settings(max_examples=300, deadline=None)
def test_no_vessel_below_the_fastest_ever_raises_an_alarm(start: Point, bearing: float, knots: float, minutes: float) -> None:
    metres = knots * 1852 / 60 * minutes
    lon, lat, _ = Geod(ellps="WGS84").fwd(start.lon, start.lat, bearing, metres)
    arrived = Point(lon, lat, 500.0)

    assert not is_beyond_any_vessel(Sighting(UUID(int=1), at(0), start, False), Sighting(UUID(int=2), at(minutes), arrived, False))  # noqa: FBT003


async def test_the_same_is_found_whichever_of_the_two_arrives_first_and_stays_when_what_is_personal_is_erased(world: World) -> None:
    one, other = await world.device(), await world.device()
    boxes = world.boxes[:2]
    for box, is_turned in zip(boxes, (False, True), strict=True):
        scans = [
            one.scan(ScanType.CHECK, box, "WH-21.03", NOON, point=(108.38, 3.94)),
            other.scan(ScanType.CHECK, box, "PPK-21.05.02", NOON + timedelta(hours=1), point=(104.03, 1.13)),
        ]
        for submission in reversed(scans) if is_turned else scans:
            await world.record(submission)

    found = await world.owner.fetch("SELECT box_code FROM findings WHERE breach = 'TOO_FAR' ORDER BY 1")
    assert [row["box_code"] for row in found] == sorted(boxes)
    await world.owner.execute("DELETE FROM scan_details")
    assert await verify_projection(world.database, world.election) == []


async def test_a_batch_that_waited_for_a_box_is_held_against_the_sighting_that_it_waited_for(world: World) -> None:
    one, other = await world.device(), await world.device()
    is_begun, is_other_waiting = asyncio.Event(), asyncio.Event()

    async def hold(_work: UnitOfWork, _fact: ScansRecorded) -> None:
        is_begun.set()
        await is_other_waiting.wait()

    world.database.announcements.within(ScansRecorded, hold)
    first = asyncio.create_task(world.record(one.scan(ScanType.CHECK, world.boxes[0], "WH-21.03", NOON, point=(108.38, 3.94))))
    await is_begun.wait()
    an_hour_later = other.scan(ScanType.CHECK, world.boxes[0], "PPK-21.05.02", NOON + timedelta(hours=1), point=(104.03, 1.13))
    second = asyncio.create_task(world.record(an_hour_later))
    await world.until_waiting_for_a_lock()
    is_other_waiting.set()
    await asyncio.gather(first, second)

    assert await world.owner.fetchval("SELECT count(*) FROM findings WHERE breach = 'TOO_FAR'") == 1
    assert await verify_projection(world.database, world.election) == []
