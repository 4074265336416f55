"""Which devices count as quiet: a person's phone by real time, what a training season plays by its clock."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Final

import asyncpg
import httpx
import pytest
from tests.factories.world import NOW

_ASKED: Final = "query ($hours: Int) { devices(filter: { quietForHours: $hours }, first: 200) { nodes { key } } }"
PERSONS, PLAYED = "PONSELORANG", "PONSELLATIHAN"
Headers = dict[str, str]


@pytest.fixture
async def owner(owner: asyncpg.Connection) -> AsyncIterator[asyncpg.Connection]:
    """A clock 600 times as fast as real time, stopped at NOW; a phone that a person was invited to, and one of the season's."""
    speed = await owner.fetchval("SELECT clock_speed FROM elections WHERE id = 1")
    await owner.execute("UPDATE elections SET clock_speed = 600 WHERE id = 1")
    await owner.executemany(
        """INSERT INTO devices (election_id, id, label, region_code, algorithm, public_key, enrolled_at, role)
           VALUES (1, $1, $1, '21.03', 'ED25519', $2, $3, $4)""",
        [(PERSONS, b"p" * 32, NOW, "PPK"), (PLAYED, b"l" * 32, NOW, None)],
    )
    yield owner
    await owner.execute("DELETE FROM devices WHERE id = ANY ($1)", [PERSONS, PLAYED])
    await owner.execute("UPDATE elections SET clock_speed = $1 WHERE id = 1", speed)


async def heard(owner: asyncpg.Connection, ago: timedelta) -> None:
    """Let both have been in contact so long ago by the election's clock."""
    await owner.execute("UPDATE devices SET contact_at = $1 WHERE id = ANY ($2)", NOW - ago, [PERSONS, PLAYED])


async def quiet(client: httpx.AsyncClient, who: Headers, hours: int) -> set[str]:
    answer = await client.post("/graphql", json={"query": _ASKED, "variables": {"hours": hours}}, headers=who)
    return {one["key"] for one in answer.json()["data"]["devices"]["nodes"]} & {PERSONS, PLAYED}


async def test_ten_real_minutes_of_a_fast_clock_make_no_persons_phone_quiet_and_a_real_day_does(
    client: httpx.AsyncClient, coordinator: Headers, owner: asyncpg.Connection
) -> None:
    await heard(owner, timedelta(minutes=10) * 600)
    assert await quiet(client, coordinator, 24) == {PLAYED}

    await heard(owner, timedelta(hours=24) * 600 - timedelta(seconds=1))
    assert await quiet(client, coordinator, 24) == {PLAYED}

    await heard(owner, timedelta(hours=24) * 600)
    assert await quiet(client, coordinator, 24) == {PERSONS, PLAYED}


async def test_at_the_speed_of_a_real_election_both_are_quiet_after_the_same_hours(
    client: httpx.AsyncClient, coordinator: Headers, owner: asyncpg.Connection
) -> None:
    await owner.execute("UPDATE elections SET clock_speed = 1 WHERE id = 1")

    await heard(owner, timedelta(hours=24) - timedelta(seconds=1))
    assert await quiet(client, coordinator, 24) == set()

    await heard(owner, timedelta(hours=24))
    assert await quiet(client, coordinator, 24) == {PERSONS, PLAYED}


async def test_the_longest_time_that_can_be_asked_for_is_answered_at_the_fastest_clock(
    client: httpx.AsyncClient, coordinator: Headers, owner: asyncpg.Connection
) -> None:
    await owner.execute("UPDATE elections SET clock_speed = 1000000 WHERE id = 1")
    await heard(owner, timedelta(days=400))

    assert await quiet(client, coordinator, 8_760) == {PLAYED}
