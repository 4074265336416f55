"""The clock of a training election: forward only, and standing still while nobody plays."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import asyncpg
import pytest
from tests.training.conftest import latihan

from silog.cli.running.training_ground import have_training
from silog.errors import SilogError
from silog.kit.clock import real_now
from silog.kit.cluster import Endpoint
from silog.kit.database import Database
from silog.places.actions import NewElection, create_election
from silog.places.queries import Election, election_numbered
from silog.places.rules import ElectionKind
from silog.training.actions import attend, build_scenario, set_clock
from silog.training.facts import Scenario


@pytest.fixture(autouse=True)
async def first_morning(owner: asyncpg.Connection, scenario: Scenario) -> None:
    await owner.execute(
        "UPDATE elections SET clock_anchor_at = $1, clock_shown_at = $2, clock_speed = 600", real_now(), scenario.season.clock_starts
    )


async def test_the_clock_jumps_ahead(product: Database, election: Election, scenario: Scenario) -> None:
    clock = await set_clock(product, election.id, jump_to=scenario.season.voting.opens)

    assert clock.shown_at == scenario.season.voting.opens


async def test_who_winds_the_clock_holds_up_nobody_who_writes_of_the_election(
    product: Database, owner: asyncpg.Connection, election: Election
) -> None:
    async with product.engine.begin() as connection:
        await election_numbered(connection, election.id, for_update=True)

        assert await owner.fetchval("SELECT code FROM elections WHERE id = $1 FOR KEY SHARE NOWAIT", election.id) == election.code


async def test_the_clock_never_goes_back(product: Database, election: Election, scenario: Scenario) -> None:
    before = (await latihan(product)).clock

    with pytest.raises(SilogError, match="cannot go back to 16 Nov 2024 06:00"):
        await set_clock(product, election.id, jump_to=scenario.season.clock_starts - timedelta(days=1))

    assert (await latihan(product)).clock == before


async def test_a_slip_of_a_digit_does_not_wind_the_clock_out_of_the_season_for_ever(product: Database, election: Election) -> None:
    before = (await latihan(product)).clock

    with pytest.raises(SilogError, match="cannot jump to 9999-12-31"):
        await set_clock(product, election.id, jump_to=datetime(9999, 12, 31, 23, 59, tzinfo=UTC))

    assert (await latihan(product)).clock == before


async def test_the_clock_of_a_real_election_cannot_be_wound(product: Database) -> None:
    real = await create_election(product, NewElection("PILKADA-2029", "Pilkada 2029", ElectionKind.REAL, date(2029, 11, 27)))

    with pytest.raises(SilogError, match="real election"):
        await set_clock(product, real.id, is_paused=True)
    with pytest.raises(SilogError, match="real election"):
        await build_scenario(product, real, lambda _: None)


async def test_a_clock_whose_anchor_is_to_come_stands_for_the_program_and_for_the_database(
    product: Database, election: Election, owner: asyncpg.Connection, scenario: Scenario
) -> None:
    await owner.execute("UPDATE elections SET clock_anchor_at = clock_anchor_at + interval '1 hour'")

    clock = (await latihan(product)).clock

    assert clock.time_at(real_now()) == scenario.season.clock_starts
    assert clock.time_at(clock.anchor_at + timedelta(seconds=1)) == scenario.season.clock_starts + timedelta(seconds=600)
    assert await owner.fetchval("SELECT election_now($1)", election.id) == scenario.season.clock_starts


async def test_a_clock_that_nobody_played_is_taken_back_to_when_somebody_did(
    product: Database, election: Election, owner: asyncpg.Connection, scenario: Scenario
) -> None:
    await owner.execute("UPDATE elections SET clock_anchor_at = clock_anchor_at - interval '8 hours'")

    found = await attend(product, election.id)

    assert found.clock.shown_at == scenario.season.clock_starts
    assert found.clock.time_at(real_now()) < scenario.season.clock_starts + timedelta(hours=1)


async def test_winding_a_clock_that_nobody_played_begins_where_it_was_left(
    product: Database, election: Election, owner: asyncpg.Connection, scenario: Scenario
) -> None:
    await owner.execute("UPDATE elections SET clock_anchor_at = clock_anchor_at - interval '8 hours'")

    clock = await set_clock(product, election.id, speed=60)

    assert clock.speed == 60
    assert clock.shown_at < scenario.season.clock_starts + timedelta(hours=1)


async def test_whoever_starts_the_season_again_shows_when_it_was_left_before_anybody_can_look(
    election: Election, database: Endpoint, owner: asyncpg.Connection, scenario: Scenario, tmp_path: Path
) -> None:
    left = "UPDATE elections SET clock_anchor_at = clock_anchor_at - interval '8 hours', code = $2 WHERE id = $1"
    await owner.execute(left, election.id, scenario.season.code)

    ready = await asyncio.to_thread(have_training, database, tmp_path, None, lambda _: None)

    assert ready.election.id == election.id
    shown = await owner.fetchval(
        "SELECT clock_shown_at + clock_speed * (now() - clock_anchor_at) FROM elections WHERE id = $1", election.id
    )
    assert shown < scenario.season.clock_starts + timedelta(hours=1)
