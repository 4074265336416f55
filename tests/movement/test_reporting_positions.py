"""Positions: stored once, the newest shown, a wrong one answered by itself."""

import asyncio

import asyncpg
import pytest
from tests.custody.world import World
from tests.movement.voyage import SHIP, TRUCK, hour

from silog.kit.cluster import Endpoint
from silog.kit.database import Database, UnitOfWork
from silog.kit.scope import Scope, View
from silog.movement.actions import PositionsReported, report_positions
from silog.movement.rules import PositionReport

_SOMEBODY_WAITS = "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid)))"
"""Whether somebody waits for whoever asks; others on the same cluster wait for others."""


def report(at: float, lon: float = 108.0, code: str = SHIP) -> PositionReport:
    return PositionReport(code, hour(at), lon, 3.5, 45.0, 12.0)


def whole(world: World) -> Scope:
    return Scope.whole_election(world.election.id)


@pytest.fixture
def told(world: World) -> list[PositionsReported]:
    heard: list[PositionsReported] = []

    async def hear(_work: UnitOfWork, fact: PositionsReported) -> None:
        heard.append(fact)

    world.database.announcements.within(PositionsReported, hear)
    return heard


async def shown(world: World, code: str = SHIP) -> tuple[object, ...]:
    row = await world.owner.fetchrow("SELECT ST_X(point), reported_at FROM conveyances WHERE code = $1", code)
    assert row is not None
    return tuple(row)


async def test_the_newest_report_is_where_the_conveyance_is(world: World) -> None:
    outcome = await report_positions(world.database, whole(world), [report(2, 108.2), report(1, 108.1)], hour(3))

    assert (outcome.accepted, outcome.errors) == (2, ())
    assert await shown(world) == (108.2, hour(2))


async def test_a_report_that_comes_late_joins_the_track_and_moves_nothing(world: World) -> None:
    await report_positions(world.database, whole(world), [report(2, 108.2)], hour(3))

    await report_positions(world.database, whole(world), [report(1, 108.1)], hour(4))

    assert await shown(world) == (108.2, hour(2))
    assert await world.owner.fetchval("SELECT count(*) FROM positions") == 2


async def test_the_same_report_again_is_accepted_and_told_once(world: World, told: list[PositionsReported]) -> None:
    for _ in range(2):
        outcome = await report_positions(world.database, whole(world), [report(1), report(1)], hour(3))
        assert outcome.accepted == 2

    assert await world.owner.fetchval("SELECT count(*) FROM positions") == 1
    assert [fact.positions for fact in told] == [(report(1),)]
    assert told[0].regions == ("21.03",)


async def test_a_wrong_report_is_answered_by_its_place_and_holds_up_no_other(world: World) -> None:
    wrong = [report(1, code="CNV-NOBODY"), report(1, code=TRUCK), report(1, 200.0), report(9)]

    outcome = await report_positions(world.database, whole(world), wrong, hour(3))

    assert outcome.accepted == 1
    assert [(error.index, error.code) for error in outcome.errors] == [(0, "UNKNOWN_CONVEYANCE"), (2, "BAD_POSITION"), (3, "BAD_TIME")]
    assert await shown(world, TRUCK) == (108.0, hour(1))


async def test_a_batch_of_nothing_changes_nothing(world: World, told: list[PositionsReported]) -> None:
    assert (await report_positions(world.database, whole(world), [], hour(3))).accepted == 0
    assert told == []


async def test_an_operator_reports_the_conveyances_of_the_own_regency_and_learns_of_no_others(world: World) -> None:
    elsewhere, at_home = (Scope(View.FULL, world.election.id, region) for region in ("21.05", "21.03"))

    outcome = await report_positions(world.database, elsewhere, [report(1)], hour(3))
    assert (outcome.accepted, [error.code for error in outcome.errors]) == (0, ["UNKNOWN_CONVEYANCE"])
    assert await shown(world) == (None, None)

    assert (await report_positions(world.database, at_home, [report(1)], hour(3))).accepted == 1
    assert await shown(world) == (108.0, hour(1))


async def test_whoever_reports_holds_conveyances_in_the_order_of_their_codes_however_they_lie(world: World, database: Endpoint) -> None:
    """Or two who report the same ships at once could each hold one that the other needs."""
    first, second = sorted((SHIP, TRUCK))
    name = await world.owner.fetchval("SELECT current_database()")
    await world.owner.execute("UPDATE conveyances SET name = name WHERE code = $1", first)  # it lies behind the other one now
    for join in ("enable_nestloop", "enable_mergejoin"):  # what is left reads them as they lie
        await world.owner.execute(f"ALTER DATABASE {name} SET {join} = off")
    reporting, beside = await Database.connect(database.dsn_app, readers=1, writers=1), await asyncpg.connect(database.dsn_owner)
    both = [report(1, code=first), report(1, 108.1, code=second)]
    try:
        async with asyncio.TaskGroup() as group, world.owner.transaction():
            await world.owner.execute("SELECT FROM conveyances WHERE code = $1 FOR NO KEY UPDATE", second)
            reported = group.create_task(report_positions(reporting, whole(world), both, hour(3)))
            while not await world.owner.fetchval(_SOMEBODY_WAITS):  # noqa: ASYNC110 -- PostgreSQL tells nobody who waits
                await asyncio.sleep(0.01)
            with pytest.raises(asyncpg.LockNotAvailableError):
                await beside.execute("SELECT FROM conveyances WHERE code = $1 FOR NO KEY UPDATE NOWAIT", first)
    finally:
        await beside.close()
        await reporting.close()
    assert reported.result().accepted == 2
