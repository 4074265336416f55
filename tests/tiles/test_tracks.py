"""Tiles of tracks are drawn from lines that are kept: whatever is reported, in whatever order, they are the way that was gone."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest

from silog.kit.database import Database
from silog.kit.scope import Scope
from silog.movement.actions import PositionsReported, report_positions
from silog.movement.rules import PositionReport
from silog.tiles.tracks import draw_all_tracks, draw_tracks, mark_tracks

pytestmark = pytest.mark.usefixtures("kepri")

CODE = "CNV-BUKIT-RAYA"
TEN = datetime(2024, 11, 20, 10, tzinfo=UTC)
_LINES = """SELECT since, until, ST_AsText(ST_Transform(line, 4326), 3) AS line FROM track_hours
  WHERE election_id = 1 AND conveyance_code = $1 ORDER BY since"""


@pytest.fixture
async def sea(product: Database, owner: asyncpg.Connection) -> Database:
    """A ship, whose reports say which hours are due."""
    await owner.execute(
        """INSERT INTO conveyances (election_id, code, name, kind, region_code, capacity_boxes, speed_kn)
           VALUES (1, $1, 'KM Bukit Raya', 'LINER', '21', 5000, 14)""",
        CODE,
    )
    product.announcements.within(PositionsReported, mark_tracks)
    return product


def _reports(minutes: Sequence[int], lat: float = 3.0) -> list[PositionReport]:
    """Going east, a thousandth of a degree each minute after ten o'clock."""
    return [PositionReport(CODE, TEN + timedelta(minutes=m), round(108 + m / 1000, 3), lat, 90.0, 11.0) for m in minutes]


async def _told(database: Database, minutes: Sequence[int], lat: float = 3.0) -> None:
    outcome = await report_positions(database, Scope.whole_election(1), _reports(minutes, lat), TEN + timedelta(hours=9))
    assert outcome.errors == ()


async def _drawn(database: Database, owner: asyncpg.Connection) -> list[tuple[int, int, str]]:
    """Each line: its first and last minute, and where it goes."""
    await draw_tracks(database, 1, TEN + timedelta(hours=10))
    rows = await owner.fetch(_LINES, CODE)
    return [(_minute(row["since"]), _minute(row["until"]), row["line"]) for row in rows]


def _minute(at: datetime) -> int:
    return round((at - TEN) / timedelta(minutes=1))


async def test_each_hour_is_a_line_that_begins_where_the_hour_before_ended(sea: Database, owner: asyncpg.Connection) -> None:
    await _told(sea, [40, 50, 57, 63, 70])

    assert await _drawn(sea, owner) == [
        (40, 57, "LINESTRING(108.04 3,108.05 3,108.057 3)"),
        (57, 70, "LINESTRING(108.057 3,108.063 3,108.07 3)"),
    ]


async def test_a_line_ends_where_nothing_was_heard_for_a_quarter_of_an_hour(sea: Database, owner: asyncpg.Connection) -> None:
    await _told(sea, [0, 5, 10, 26, 30, 50, 66, 80])

    assert [(since, until) for since, until, _ in await _drawn(sea, owner)] == [(0, 10), (26, 30), (66, 80)]


async def test_what_comes_late_is_drawn_in_its_place_and_moves_where_the_next_hour_begins(sea: Database, owner: asyncpg.Connection) -> None:
    await _told(sea, [40, 50, 62, 70])
    before = await _drawn(sea, owner)
    await _told(sea, [58, 45])

    assert [(since, until) for since, until, _ in before] == [(40, 50), (50, 70)]
    assert await _drawn(sea, owner) == [
        (40, 58, "LINESTRING(108.04 3,108.045 3,108.05 3,108.058 3)"),
        (58, 70, "LINESTRING(108.058 3,108.062 3,108.07 3)"),
    ]


async def test_what_is_being_stored_while_lines_are_made_is_drawn_the_next_time(sea: Database, owner: asyncpg.Connection) -> None:
    await _told(sea, [0, 5])
    async with sea.unit_of_work(Scope.whole_election(1)) as work:
        driver = await work.driver
        await driver.execute(
            """INSERT INTO positions (election_id, conveyance_code, at, region_code, point, received_at)
               VALUES (1, $1, $2, '21', ST_Point(108.01, 3, 4326), $2)""",
            CODE,
            TEN + timedelta(minutes=10),
        )
        await mark_tracks(work, PositionsReported(1, tuple(_reports([10])), ("21",)))
        during = await _drawn(sea, owner)
    after = await _drawn(sea, owner)

    assert [[(since, until) for since, until, _ in drawn] for drawn in (during, after)] == [[(0, 5)], [(0, 10)]]


async def test_several_processes_at_once_make_each_line_once(sea: Database, owner: asyncpg.Connection) -> None:
    await _told(sea, range(0, 300, 5))
    due = await owner.fetchval("SELECT count(*) FROM track_hours_due")

    drawn = await asyncio.gather(*(draw_tracks(sea, 1, TEN + timedelta(hours=10)) for _ in range(3)))

    assert sum(drawn) == due == 6
    assert len(await owner.fetch(_LINES, CODE)) == 5


async def test_what_lies_beyond_the_webs_map_keeps_no_line_from_being_made(sea: Database, owner: asyncpg.Connection) -> None:
    await _told(sea, [0, 5], lat=90.0)
    await _told(sea, [10, 15])

    assert [(since, until) for since, until, _ in await _drawn(sea, owner)] == [(10, 15)]


async def test_lines_are_forgotten_after_two_days(sea: Database, owner: asyncpg.Connection) -> None:
    await _told(sea, [0, 5])
    await _drawn(sea, owner)
    await _told(sea, [200])
    await draw_tracks(sea, 1, TEN + timedelta(days=2, hours=1))

    assert await owner.fetch(_LINES, CODE) == []


async def test_every_election_has_its_lines_made(sea: Database, owner: asyncpg.Connection) -> None:
    await _told(sea, [0, 5])
    await draw_all_tracks(sea)

    assert await owner.fetchval("SELECT count(*) FROM track_hours_due") == 0


async def test_from_afar_a_line_is_drawn_within_thirty_metres(sea: Database, owner: asyncpg.Connection) -> None:
    await _told(sea, range(0, 60, 2))
    await _drawn(sea, owner)

    row: Any = await owner.fetchrow(
        "SELECT ST_NPoints(line) AS all, ST_NPoints(far) AS far FROM track_hours WHERE conveyance_code = $1", CODE
    )
    assert (row["all"], row["far"]) == (30, 2)
