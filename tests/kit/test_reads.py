"""Connections that only read: taken, put back, replaced when the server has closed them, and closed in the end."""

import asyncio

import asyncpg
import pytest

from silog.kit.cluster import Cluster, Endpoint
from silog.kit.database import Database
from silog.places.queries import NO_ELECTION


async def _others(admin: asyncpg.Connection, database: Endpoint) -> int:
    """End every reading connection to the database, and say how many there were."""
    name = database.dsn_app.partition("@/")[2].partition("?")[0]
    ended = await admin.fetch(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1 AND application_name = 'silog reads'", name
    )
    return len(ended)


@pytest.fixture
async def admin(cluster: Cluster) -> asyncpg.Connection:
    return await asyncpg.connect(cluster.dsn("silog_admin", "postgres"))


async def test_one_connection_serves_who_ask_one_after_the_other(product: Database, admin: asyncpg.Connection, database: Endpoint) -> None:
    for number in range(20):
        assert await product.reads.fetchval("SELECT $1::integer", number) == number

    assert await _others(admin, database) == 1
    await admin.close()


async def test_those_who_ask_at_once_get_a_connection_each_up_to_the_door(
    product: Database, admin: asyncpg.Connection, database: Endpoint
) -> None:
    answers = await asyncio.gather(*(product.reads.fetchval("SELECT $1::integer FROM pg_sleep(0.05)", number) for number in range(24)))

    assert answers == list(range(24))
    assert await _others(admin, database) == product.reads.door.places
    await admin.close()


async def test_a_connection_that_the_server_closed_is_replaced(product: Database, admin: asyncpg.Connection, database: Endpoint) -> None:
    await product.reads.fetchval("SELECT 1")
    assert await _others(admin, database) == 1
    await admin.close()

    assert await product.reads.fetchval("SELECT 2") == 2


FAREWELL = b"SFATAL\0VFATAL\0C57P01\0Mterminating connection due to administrator command\0\0"


def say_farewell(connection: asyncpg.Connection) -> None:
    """Give the driver what a server says before it ends a connection, and leave the end itself for later."""
    connection._protocol.data_received(b"E" + (len(FAREWELL) + 4).to_bytes(4, "big") + FAREWELL)  # type: ignore[attr-defined]  # as the loop does it
    assert not connection.is_closed()


async def test_connections_whose_end_the_driver_does_not_know_yet_are_replaced(product: Database) -> None:
    async with product.reads.acquire() as one, product.reads.acquire() as other:
        pass
    say_farewell(one)
    say_farewell(other)

    assert await product.reads.fetchval("SELECT 6") == 6
    assert one.is_closed()
    assert other.is_closed()
    assert product.reads.door.inside == 0


async def test_who_finds_no_other_connection_is_told_so_and_closing_waits_for_nobody(admin: asyncpg.Connection, database: Endpoint) -> None:
    opened = await Database.connect(database.dsn_app)
    name = await opened.reads.fetchval("SELECT current_database()")
    async with opened.reads.acquire() as lost:
        pass
    await admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    say_farewell(lost)

    with pytest.raises(asyncpg.ObjectNotInPrerequisiteStateError):
        await opened.reads.fetchval("SELECT 8")

    assert (opened.reads.door.inside, opened.reads.door.waiting) == (0, 0)
    async with asyncio.timeout(3):  # it waits for reads under way, of which there are none
        await opened.reads.close()
    await opened.close()
    await admin.close()


async def test_a_writer_whose_connection_has_been_ended_begins_on_another(product: Database) -> None:
    async with product.unit_of_work(NO_ELECTION) as work:
        lost = await work.driver
    say_farewell(lost)

    async with product.unit_of_work(NO_ELECTION) as work:
        assert await (await work.driver).fetchval("SELECT 7") == 7
        assert await work.driver is not lost


async def test_a_statement_that_fails_or_is_cancelled_leaves_its_connection_usable(product: Database) -> None:
    with pytest.raises(asyncpg.DivisionByZeroError):
        await product.reads.fetchval("SELECT 1 / 0")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await product.reads.fetchval("SELECT pg_sleep(30)")

    assert await product.reads.fetchval("SELECT 3") == 3
    assert (product.reads.door.inside, product.reads.door.waiting) == (0, 0)


async def test_closing_waits_for_what_runs_and_minds_no_connection_that_is_gone(admin: asyncpg.Connection, database: Endpoint) -> None:
    opened = await Database.connect(database.dsn_app)
    running = asyncio.create_task(opened.reads.fetchval("SELECT 4 FROM pg_sleep(0.3)"))
    await asyncio.sleep(0)
    await opened.reads.fetchval("SELECT 5")
    await opened.close()
    other = await Database.connect(database.dsn_app)
    await _others(admin, database)
    await other.close()
    await admin.close()

    assert await running == 4
