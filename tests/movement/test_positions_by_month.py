"""Months of positions: each has a partition of its own as soon as something was reported of it, and none when the last went."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from tests.custody.world import World
from tests.movement.test_reporting_positions import report, whole
from tests.movement.voyage import SHIP, hour

from silog.kit.clock import real_now
from silog.movement.actions import report_positions
from silog.movement.months import drop_empty_months
from silog.movement.rules import PositionReport
from silog.movement.thinning import retention, thin_all
from silog.places.queries import NO_ELECTION

DECEMBER = datetime(2024, 12, 1, tzinfo=UTC)


def _since_start(moment: datetime) -> float:
    return (moment - hour(0)) / timedelta(hours=1)


@pytest.fixture
async def turned(world: World) -> World:
    """A ship that reports each hour over the turn of the month, UTC, and once before."""
    first = _since_start(DECEMBER)
    await report_positions(world.database, whole(world), [report(first - 30)], DECEMBER)
    reports = [report(first + step) for step in range(-3, 4)]
    await report_positions(world.database, whole(world), reports, DECEMBER + timedelta(hours=4))
    return world


async def test_each_month_has_its_own_part_from_its_first_positions_on(turned: World) -> None:
    assert await turned.parts("positions") == {"positions_others": 0, "positions_2024_11": 4, "positions_2024_12": 4}


async def test_a_period_is_looked_up_in_its_months_alone(turned: World) -> None:
    lines = await turned.owner.fetch(
        "EXPLAIN SELECT point FROM positions WHERE election_id = 1 AND conveyance_code = $1 AND at >= $2 AND at < $3",
        *(SHIP, DECEMBER, DECEMBER + timedelta(days=2)),
    )
    plan = "\n".join(line for (line,) in lines)

    assert "positions_2024_12" in plan
    assert "positions_2024_11" not in plan


async def test_what_is_older_than_anything_that_is_kept_makes_no_part(world: World) -> None:
    now = hour(0)
    await report_positions(world.database, whole(world), [report(_since_start(now - retention().longest) - 1)], now)

    assert await world.parts("positions") == {"positions_others": 1}


async def test_reports_and_the_making_of_their_months_do_not_hold_each_other_up(world: World) -> None:
    first = _since_start(datetime(2024, 3, 1, tzinfo=UTC))
    batches = [[report(first + 24 * day + step / 60) for step in range(20)] for day in range(0, 150, 5)]

    outcomes = await asyncio.gather(*(report_positions(world.database, whole(world), batch, hour(0)) for batch in batches))

    assert [outcome.accepted for outcome in outcomes] == [20] * len(batches)
    assert await world.parts("positions") == {"positions_others": 0} | _by_month(batches)


def _by_month(batches: list[list[PositionReport]]) -> dict[str, int]:
    return Counter(f"positions_{one.at.astimezone(UTC):%Y_%m}" for batch in batches for one in batch)


async def test_a_month_whose_last_position_went_goes_too(turned: World) -> None:
    await turned.owner.execute("DELETE FROM positions WHERE at < $1", DECEMBER)

    assert await drop_empty_months(turned.database, NO_ELECTION, DECEMBER) == 1
    assert await drop_empty_months(turned.database, NO_ELECTION, DECEMBER + timedelta(days=40)) == 0
    assert await turned.parts("positions") == {"positions_others": 0, "positions_2024_12": 4}


async def test_a_month_that_has_not_ended_stays_even_if_empty(turned: World) -> None:
    await turned.owner.execute("DELETE FROM positions")

    assert await drop_empty_months(turned.database, NO_ELECTION, DECEMBER + timedelta(days=20)) == 1
    assert await turned.parts("positions") == {"positions_others": 0, "positions_2024_12": 0}


async def test_whoever_thins_drops_what_is_empty_and_aged(turned: World) -> None:
    assert real_now() - retention().longest > DECEMBER + timedelta(days=31)

    await thin_all(turned.database)

    assert await turned.parts("positions") == {"positions_others": 0}


async def test_who_reads_for_long_is_not_waited_for(turned: World) -> None:
    await turned.owner.execute("DELETE FROM positions WHERE at < $1", DECEMBER)
    async with turned.owner.transaction():
        await turned.owner.fetch("SELECT FROM positions")
        assert await drop_empty_months(turned.database, NO_ELECTION, DECEMBER) == 0
    assert await drop_empty_months(turned.database, NO_ELECTION, DECEMBER) == 1
