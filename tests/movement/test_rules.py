"""What may be planned and reported, without any database."""

import doctest
from datetime import UTC, datetime, timedelta

import pytest

from silog.movement.convoys import rules as rules_of_convoys
from silog.movement.rules import (
    Direction,
    Leg,
    LegMode,
    PositionReport,
    Shipment,
    TrackingState,
    Trip,
    TripAlarmKind,
    broken_shipment,
    double_bookings,
    first_waits,
    judge_position,
    overloads,
)
from silog.movement.tolerances import tolerance_by_mode
from silog_gis.track import AlarmKind, State

SIX = datetime(2024, 11, 17, 6, tzinfo=UTC)
LINE = ((108.0, 3.0), (108.1, 3.0))


def leg(start: str, end: str, hours: tuple[float, float], carrier: str | None = "CNV-A", mode: LegMode = LegMode.SEA) -> Leg:
    times = [SIX + timedelta(hours=hour) for hour in hours]
    return Leg(mode, carrier, start, end, times[0], times[1], LINE, 11_000.0, is_estimate=False)


def shipment(code: str, *legs: Leg, boxes: tuple[str, ...] = ("BOX",)) -> Shipment:
    return Shipment(code, code, "21.03.04", Direction.OUTBOUND, False, None, legs, boxes)  # noqa: FBT003


def test_legs_that_join_in_place_and_time_make_a_shipment() -> None:
    assert broken_shipment(shipment("S", leg("WH", "PORT", (0, 1)), leg("PORT", "PPK", (1, 2)))) is None


@pytest.mark.parametrize(
    ("legs", "fault"),
    [
        ((), "has no legs"),
        ((leg("A", "B", (0, 1)), leg("C", "D", (1, 2))), "ends leg 1 at B and starts leg 2 at C"),
        ((leg("A", "B", (0, 2)), leg("B", "C", (1, 3))), "starts leg 2 before leg 1 has ended"),
        ((leg("A", "B", (2, 1)),), "arrives before it departs on leg 1"),
        ((leg("A", "B", (0, 1), None),), "has nothing to carry it on leg 1"),
    ],
)
def test_a_shipment_that_cannot_be_travelled_is_named(legs: tuple[Leg, ...], fault: str) -> None:
    assert broken_shipment(shipment("S", *legs)) == fault


def test_a_transfer_needs_nothing_to_carry_it() -> None:
    assert broken_shipment(shipment("S", leg("A", "A", (0, 1), None, LegMode.TRANSFER))) is None


def at_once(_before: Trip, _after: Trip) -> timedelta:
    return timedelta()


def test_two_shipments_on_one_run_are_no_double_booking() -> None:
    run = leg("A", "B", (0, 2)).trip

    assert run is not None
    assert double_bookings([run, run], at_once) == []


def test_a_ship_that_sails_again_before_it_has_arrived_is_found() -> None:
    first, second = leg("A", "B", (0, 2)).trip, leg("B", "C", (1, 3)).trip

    assert first is not None
    assert second is not None
    assert double_bookings([second, first], at_once) == [(first, second)]


def test_a_ship_that_cannot_be_back_in_time_is_found() -> None:
    first, second = leg("A", "B", (0, 2)).trip, leg("A", "B", (3, 5)).trip

    assert first is not None
    assert second is not None
    assert double_bookings([first, second], lambda _before, _after: timedelta(hours=2)) == [(first, second)]


def test_boxes_of_all_shipments_aboard_count_against_the_capacity() -> None:
    both = [shipment("S", leg("A", "B", (0, 1)), boxes=("1", "2")), shipment("T", leg("A", "B", (0, 1)), boxes=("3",))]

    assert [boxes for _, boxes in overloads(both, {"CNV-A": 2})] == [3]
    assert overloads(both, {"CNV-A": 3}) == []


def test_a_box_waits_for_its_first_ride_and_is_due_where_it_leaves_the_ship() -> None:
    out = shipment("OUT", leg("WH", "WH", (0, 1), None, LegMode.TRANSFER), leg("WH", "MIDAI", (1, 7)), leg("MIDAI", "SERASAN", (8, 14)))
    later = shipment("LATER", leg("SERASAN", "PPS", (30, 31), "CNV-B"))
    tolerance = tolerance_by_mode()[LegMode.SEA]

    assert first_waits([later, out], tolerance_by_mode()) == [("BOX", "OUT", 2, SIX + timedelta(hours=14) + tolerance)]


GOOD = PositionReport("CNV-A", SIX, 108.0, 3.0, 90.0, 12.0)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"lon": 181.0}, "BAD_POSITION"),
        ({"lat": -90.5}, "BAD_POSITION"),
        ({"lat": float("nan")}, "BAD_POSITION"),
        ({"course_deg": 361.0}, "BAD_COURSE"),
        ({"speed_kn": -1.0}, "BAD_SPEED"),
        ({"speed_kn": float("inf")}, "BAD_SPEED"),
        ({"at": SIX + timedelta(hours=1)}, "BAD_TIME"),
        ({"at": SIX.replace(tzinfo=None)}, "BAD_TIME"),
    ],
)
def test_a_report_that_cannot_be_true_says_why(change: dict[str, object], code: str) -> None:
    values = {name: getattr(GOOD, name) for name in PositionReport.__slots__} | change

    found = judge_position(PositionReport(**values), is_known=True, latest=SIX)

    assert found is not None
    assert found[0] == code


def test_a_report_of_an_unknown_conveyance_says_which() -> None:
    found = judge_position(GOOD, is_known=False, latest=SIX)

    assert found == ("UNKNOWN_CONVEYANCE", "No conveyance has the code 'CNV-A' in this election.")


def test_a_good_report_is_taken() -> None:
    assert judge_position(GOOD, is_known=True, latest=SIX) is None


def test_a_trip_is_in_the_states_that_tracking_knows() -> None:
    assert [state.value for state in TrackingState] == [state.value for state in State]
    assert {kind.value for kind in TripAlarmKind} == {kind.value for kind in AlarmKind} - {"SILENT_EXPECTED"}


def test_examples_in_docstrings_hold() -> None:
    assert doctest.testmod(rules_of_convoys).failed == 0
