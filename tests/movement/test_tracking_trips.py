"""Trips followed by the positions of their conveyance: from the scan that says it left to the one that says it arrived."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import asyncpg
import pytest
from tests.movement.voyage import SHIP, TRUCK, Voyage, hour

from silog.custody.rules import ScanType
from silog.kit.database import UnitOfWork
from silog.kit.scope import Scope, View
from silog.movement.actions import report_positions
from silog.movement.keeping_track import TripAlarmsChanged
from silog.movement.rules import PositionReport
from silog_gis.geodesy import point_along
from silog_gis.track import AlarmKind

ROUTE = [(108.1, 3.6), (107.8, 3.0)]
"""As the ship of this voyage goes: 74 km in seven hours."""
KNOTS = 74.2 / 7


def sailing(first: float, last: float, *, aside_deg: float = 0.0, every: float = 1 / 12) -> list[PositionReport]:
    """Reports every five minutes between two hours, of a ship that left at hour 5 and keeps to its plan."""
    found = []
    for number in range(round((last - first) / every) + 1):
        at = first + number * every
        lon, lat, _ = point_along(ROUTE, (at - 5) * KNOTS * 1000)
        found.append(PositionReport(SHIP, hour(at), round(lon + aside_deg, 6), round(lat, 6), 209.0, 5.7))
    return found


async def report(voyage: Voyage, reports: Sequence[PositionReport], at: datetime | None = None) -> None:
    """Report positions one by one, each when it was made, or all of them at a time."""
    scope = Scope.whole_election(voyage.world.election.id)
    if at is not None:
        assert not (await report_positions(voyage.world.database, scope, reports, at)).errors
        return
    for each in reports:
        assert not (await report_positions(voyage.world.database, scope, [each], each.at)).errors


async def track(voyage: Voyage) -> asyncpg.Record:
    """The one track there is."""
    rows = await voyage.world.owner.fetch("SELECT * FROM trip_tracks WHERE conveyance_code = $1", SHIP)
    assert len(rows) == 1
    return rows[0]


@pytest.fixture
async def under_way(voyage: Voyage) -> Voyage:
    """The ship has left at hour 5."""
    await voyage.scan(ScanType.LOAD, SHIP, 4.8)
    await voyage.scan(ScanType.DEPART, SHIP, 5)
    return voyage


@pytest.fixture
def told(voyage: Voyage) -> list[TripAlarmsChanged]:
    heard: list[TripAlarmsChanged] = []

    async def hear(_work: UnitOfWork, fact: TripAlarmsChanged) -> None:
        heard.append(fact)

    voyage.world.database.announcements.within(TripAlarmsChanged, hear)
    return heard


async def test_a_trip_that_left_is_waited_for_before_its_first_position(under_way: Voyage) -> None:
    row = await track(under_way)

    assert (row["state"], row["departed_at"], row["heard_at"]) == ("WAITING", hour(5), hour(5))
    assert row["silent_at"] == row["missing_at"] == hour(5.5)
    assert row["overdue_at"] == hour(12 + 3)
    assert row["handover_due_at"] > hour(12.5)
    assert row["remaining_m"] == 75_000


async def test_positions_follow_the_trip_in_the_transaction_that_stores_them(under_way: Voyage) -> None:
    await report(under_way, sailing(5, 7))

    row = await track(under_way)
    assert row["state"] == "ON_COURSE"
    assert row["along_m"] == pytest.approx(2 * KNOTS * 1000, rel=0.01)
    assert row["off_m"] < 50
    assert row["heard_at"] == hour(7)
    assert abs(row["eta"] - hour(12)) < timedelta(minutes=30)
    assert row["eta_p10"] < row["eta"] < row["eta_p90"]


async def test_a_batch_and_single_reports_lead_to_the_same(under_way: Voyage) -> None:
    reports = sailing(5, 8)
    await report(under_way, reports[:10])
    await report(under_way, reports[10:], hour(8))

    by_batch = dict(await track(under_way))
    await under_way.world.owner.execute("UPDATE trip_tracks SET memory = NULL")
    await report(under_way, sailing(8 + 1 / 12, 8 + 1 / 12))

    assert (await track(under_way))["along_m"] - by_batch["along_m"] == pytest.approx(KNOTS * 1000 / 12, rel=0.02)


async def test_what_was_reported_before_the_departure_was_known_is_followed_as_well(voyage: Voyage) -> None:
    await report(voyage, sailing(5, 6))
    await voyage.scan(ScanType.LOAD, SHIP, 4.8)
    await voyage.scan(ScanType.DEPART, SHIP, 5)
    assert (await track(voyage))["memory"] is None

    await report(voyage, sailing(6 + 1 / 12, 6 + 1 / 12))

    assert (await track(voyage))["along_m"] == pytest.approx((1 + 1 / 12) * KNOTS * 1000, rel=0.02)


async def test_a_ship_off_its_corridor_has_strayed_and_that_is_announced_once(under_way: Voyage, told: list[TripAlarmsChanged]) -> None:
    await report(under_way, sailing(5, 6))
    await report(under_way, sailing(6 + 1 / 12, 7, aside_deg=0.05))

    row = await track(under_way)
    assert row["state"] == "STRAYED"
    assert hour(6) < row["strayed_since"] < row["strayed_at"] < hour(6.5)
    changes = [alarm.change for fact in told for alarm in fact.alarms]
    assert [(change.kind, change.is_begun) for change in changes] == [(AlarmKind.STRAYED, True)]


async def test_a_ship_that_lies_still_has_stopped(under_way: Voyage) -> None:
    still = sailing(6, 6)[0]
    await report(under_way, sailing(5, 6))
    await report(under_way, [PositionReport(SHIP, hour(6 + n / 12), still.lon, still.lat, None, 0.0) for n in range(1, 8)])

    row = await track(under_way)
    assert row["state"] == "STOPPED"
    assert row["stopped_since"] == pytest.approx(hour(6), abs=timedelta(minutes=6))


async def ended(voyage: Voyage) -> list[tuple[str, datetime, datetime, datetime]]:
    """What is kept of alarms that are over, by kind."""
    rows = await voyage.world.owner.fetch("SELECT kind, since, raised_at, ended_at FROM ended_trip_alarms ORDER BY kind, raised_at")
    return [tuple(row) for row in rows]


async def test_an_alarm_is_kept_when_the_ship_is_back_on_its_corridor(under_way: Voyage) -> None:
    await report(under_way, sailing(5, 6))
    await report(under_way, sailing(6 + 1 / 12, 7, aside_deg=0.05))
    row = await track(under_way)
    assert await ended(under_way) == []

    await report(under_way, sailing(7 + 1 / 12, 8))

    (kept,) = await ended(under_way)
    assert kept[:3] == ("STRAYED", row["strayed_since"], row["strayed_at"])
    assert hour(7) < kept[3] < hour(7.5)


async def test_what_began_and_ended_in_one_batch_is_kept_too(under_way: Voyage) -> None:
    await report(under_way, [*sailing(5, 6), *sailing(6 + 1 / 12, 7, aside_deg=0.05), *sailing(7 + 1 / 12, 8)], hour(8))

    assert (await track(under_way))["strayed_at"] is None
    kept = {kind: (raised_at, ended_at) for kind, _, raised_at, ended_at in await ended(under_way)}
    assert set(kept) == {"STRAYED", "MISSING"}
    assert hour(6) < kept["STRAYED"][0] < kept["STRAYED"][1] < hour(7.5)
    assert kept["MISSING"] == (hour(5.5), hour(8))


async def test_silence_is_kept_when_something_is_heard_again_and_not_before(under_way: Voyage) -> None:
    await report(under_way, sailing(5, 6))
    assert await ended(under_way) == []

    await report(under_way, sailing(8, 8))

    assert await ended(under_way) == [("MISSING", hour(6), hour(6.5), hour(8))]


async def test_the_scan_of_the_arrival_keeps_what_held_of_the_trip_until_it_was_known(under_way: Voyage) -> None:
    await report(under_way, sailing(5, 6))
    row = await track(under_way)

    await under_way.scan(ScanType.ARRIVE, "PPK-21.03.04", 13, phone="PPK-21.03.04")
    await under_way.scan(ScanType.CHECK, "PPK-21.03.04", 14, phone="PPK-21.03.04")

    known = hour(1000)
    assert await ended(under_way) == [
        ("LATE", row["overdue_at"], row["overdue_at"], known),
        ("MISSED_HANDOVER", row["arrives_at"], row["handover_due_at"], known),
        ("MISSING", hour(6), row["missing_at"], known),
    ]
    with pytest.raises(asyncpg.RestrictViolationError, match="ended_trip_alarms is append-only"):
        await under_way.world.owner.execute("DELETE FROM ended_trip_alarms")


async def test_a_departure_on_the_next_trip_keeps_what_held_of_the_one_before(under_way: Voyage) -> None:
    await under_way.scan(ScanType.LOAD, SHIP, 400, phone="PPK-21.03.04")
    await under_way.scan(ScanType.DEPART, SHIP, 401, phone="PPK-21.03.04")

    assert [kind for kind, *_ in await ended(under_way)] == ["LATE", "MISSED_HANDOVER", "MISSING"]


async def test_a_dead_zone_on_the_way_makes_silence_expected_until_the_ship_should_be_out(under_way: Voyage) -> None:
    owner, election = under_way.world.owner, under_way.world.election.id
    await owner.execute(
        """INSERT INTO dead_zones (election_id, code, name, region_code, area, source)
           VALUES ($1, 'DZ-1', 'Laut Natuna', '21', ST_Multi(ST_MakeEnvelope(107.5, 3.2, 108.5, 3.45, 4326)), 'test')""",
        election,
    )
    await report(under_way, sailing(5, 6.75))

    row = await track(under_way)
    assert row["silent_at"] == hour(6.75) + timedelta(minutes=30)
    assert row["missing_at"] > row["silent_at"] + timedelta(hours=1)


async def test_the_scan_of_the_arrival_ends_the_track(under_way: Voyage) -> None:
    await report(under_way, sailing(5, 12))
    await under_way.scan(ScanType.ARRIVE, "PPK-21.03.04", 13, phone="PPK-21.03.04")

    row = await track(under_way)
    assert (row["state"], row["ended_at"]) == ("ARRIVED", hour(13))
    await report(under_way, sailing(14, 14))
    assert (await track(under_way))["heard_at"] <= hour(13)


async def test_a_trip_whose_boxes_nobody_takes_off_is_handed_over_to_nobody(voyage: Voyage) -> None:
    await voyage.world.owner.execute("UPDATE legs SET conveyance_code = $1 WHERE shipment_code = 'OUT' AND number = 4", SHIP)
    await voyage.scan(ScanType.LOAD, SHIP, 4.8)
    await voyage.scan(ScanType.DEPART, SHIP, 5)

    assert (await track(voyage))["handover_due_at"] is None


async def test_a_departure_on_the_next_trip_ends_a_track_that_nobody_ended(under_way: Voyage) -> None:
    await under_way.scan(ScanType.LOAD, SHIP, 400, phone="PPK-21.03.04")
    await under_way.scan(ScanType.DEPART, SHIP, 401, phone="PPK-21.03.04")

    rows = await under_way.world.owner.fetch("SELECT ended_at FROM trip_tracks ORDER BY departs_at")
    assert [row["ended_at"] for row in rows] == [hour(401), None]


async def test_the_public_and_other_regencies_see_no_track(under_way: Voyage) -> None:
    election = under_way.world.election.id
    counted = "SELECT count(*) AS tracks FROM trip_tracks"

    seen = [
        (await under_way.world.seen_by(scope, counted))[0]["tracks"]
        for scope in (Scope(View.FULL, election, "21.03"), Scope(View.FULL, election, "21.05"), Scope(View.PUBLIC, election, ""))
    ]

    assert seen == [1, 0, 0]


async def test_a_conveyance_on_no_trip_is_followed_by_nobody(voyage: Voyage) -> None:
    await report(voyage, [PositionReport(TRUCK, hour(1), 108.0, 3.5), PositionReport(SHIP, hour(1), 108.0, 3.5)], hour(1))

    assert await voyage.world.owner.fetchval("SELECT count(*) FROM trip_tracks") == 0
