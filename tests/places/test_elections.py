"""Elections and their clocks."""

from datetime import UTC, date, datetime, timedelta

import asyncpg
import pytest

from silog.errors import SilogError
from silog.kit.clock import ElectionClock, real_now
from silog.kit.database import Database, UnitOfWork
from silog.places.actions import ClockSet, NewElection, create_election, ensure_election, set_training_clock
from silog.places.queries import NO_ELECTION, all_elections, election_named, the_election
from silog.places.rules import ElectionKind

DAY = date(2024, 11, 27)
START = datetime(2024, 11, 17, tzinfo=UTC)
TRAINING = NewElection("LATIHAN", "Latihan", ElectionKind.TRAINING, DAY, ElectionClock(real_now(), START, 600.0))
REAL = NewElection("PILKADA-2024", "Pilkada", ElectionKind.REAL, DAY)


async def test_a_training_clock_is_paused_sped_up_and_moved(product: Database) -> None:
    election = await create_election(product, TRAINING)

    paused = await set_training_clock(product, election.id, is_paused=True, jump_to=START + timedelta(days=3))
    fast = await set_training_clock(product, election.id, is_paused=False, speed=3600)

    assert paused.time_at(real_now() + timedelta(hours=1)) == START + timedelta(days=3)
    assert fast.shown_at == START + timedelta(days=3)
    assert fast.time_at(fast.anchor_at + timedelta(seconds=1)) == START + timedelta(days=3, hours=1)


async def test_winding_the_clock_is_announced_in_the_same_transaction(product: Database) -> None:
    election = await create_election(product, TRAINING)
    heard: list[ClockSet] = []

    async def hear(work: UnitOfWork, fact: ClockSet) -> None:
        assert (await election_named(work.connection, "LATIHAN")).clock == fact.clock
        heard.append(fact)

    product.announcements.within(ClockSet, hear)
    clock = await set_training_clock(product, election.id, speed=60)

    assert heard == [ClockSet(election.id, clock)]


async def test_the_clock_of_a_real_election_cannot_be_set(product: Database) -> None:
    election = await create_election(product, REAL)

    with pytest.raises(SilogError, match="PILKADA-2024 is a real election: its clock shows the time of day and cannot be set") as refused:
        await set_training_clock(product, election.id, speed=2)

    assert refused.value.code == "FORBIDDEN"
    async with product.unit_of_work(NO_ELECTION) as work:
        assert (await election_named(work.connection, "PILKADA-2024")).clock == election.clock


async def test_the_database_itself_refuses_a_real_election_off_real_time(product: Database, owner: asyncpg.Connection) -> None:
    await create_election(product, REAL)

    for change in ("clock_speed = 2", "clock_is_paused = true", "clock_shown_at = '2020-01-01Z'"):
        with pytest.raises(asyncpg.CheckViolationError, match="elections_real_time_is_real"):
            await owner.execute(f"UPDATE elections SET {change}")


async def test_the_database_reads_the_same_clock_as_the_code(product: Database, owner: asyncpg.Connection) -> None:
    election = await create_election(product, TRAINING)

    shown = await owner.fetchval("SELECT election_time(e) FROM elections e")

    assert abs(shown - election.clock.time_at(real_now())) < timedelta(minutes=10)


@pytest.mark.parametrize("speed", [0, -1, float("nan"), float("inf"), 1e9])
async def test_a_speed_that_is_no_pace_is_refused(product: Database, speed: float) -> None:
    election = await create_election(product, TRAINING)

    with pytest.raises(SilogError, match="must be above 0"):
        await set_training_clock(product, election.id, speed=speed)


async def test_a_time_without_a_zone_is_refused(product: Database) -> None:
    election = await create_election(product, TRAINING)

    with pytest.raises(SilogError, match="has no time zone"):
        await set_training_clock(product, election.id, jump_to=datetime(2024, 11, 27, 7))  # noqa: DTZ001 -- what is refused


@pytest.mark.parametrize("code", ["", "x", "latihan", "LATIHAN 2024", "-A", "A" * 41])
async def test_an_election_code_is_capitals_digits_and_hyphens(product: Database, code: str) -> None:
    with pytest.raises(SilogError, match="is no election code"):
        await create_election(product, NewElection(code, "X", ElectionKind.REAL, DAY))


async def test_a_code_is_used_once(product: Database) -> None:
    first = await create_election(product, REAL)

    with pytest.raises(SilogError, match="There is an election PILKADA-2024 already"):
        await create_election(product, REAL)
    assert await ensure_election(product, REAL) == first
    with pytest.raises(SilogError, match="exists as a REAL election"):
        await ensure_election(product, NewElection("PILKADA-2024", "X", ElectionKind.TRAINING, DAY))


async def test_a_real_election_cannot_start_on_another_clock(product: Database) -> None:
    with pytest.raises(SilogError, match="is a real election"):
        await create_election(product, NewElection("P-24", "X", ElectionKind.REAL, DAY, TRAINING.clock))


async def test_the_only_election_need_not_be_named(product: Database) -> None:
    async with product.unit_of_work(NO_ELECTION) as work:
        with pytest.raises(SilogError, match=r"There are 0 elections(.|\n)*silog elections create"):
            await the_election(work.connection, None)
    first = await create_election(product, REAL)
    async with product.unit_of_work(NO_ELECTION) as work:
        assert await the_election(work.connection, None) == first
    await create_election(product, TRAINING)
    async with product.unit_of_work(NO_ELECTION) as work:
        assert {election.code for election in await all_elections(work.connection)} == {"PILKADA-2024", "LATIHAN"}
        with pytest.raises(SilogError, match=r"There are 2 elections(.|\n)*LATIHAN"):
            await the_election(work.connection, None)
        with pytest.raises(SilogError, match=r"There is no election X(.|\n)*LATIHAN, PILKADA-2024"):
            await the_election(work.connection, "X")
