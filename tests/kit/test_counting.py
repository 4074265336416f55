"""Tables that fill for the first time are counted soon, by the application and by nobody's clock."""

import asyncio

import asyncpg

from silog.kit.counting import count_new_tables, keep_tables_counted
from silog.kit.database import Database


async def _fill(owner: asyncpg.Connection, rows: int) -> None:
    await owner.execute("CREATE TABLE filling (n integer)")
    await owner.execute("INSERT INTO filling SELECT n FROM generate_series(1, $1::integer) AS n", rows)


async def _counted(owner: asyncpg.Connection) -> int:
    return int(await owner.fetchval("SELECT reltuples FROM pg_class WHERE relname = 'filling'"))


async def test_a_table_is_counted_once_when_it_holds_enough(product: Database, owner: asyncpg.Connection) -> None:
    await count_new_tables(product)
    await _fill(owner, 199)
    too_few = await count_new_tables(product)
    await owner.execute("INSERT INTO filling VALUES (200)")

    assert too_few == []
    assert await count_new_tables(product) == ["filling"]
    assert await _counted(owner) == 200
    assert await count_new_tables(product) == []


async def test_one_that_was_counted_as_empty_is_counted_again(product: Database, owner: asyncpg.Connection) -> None:
    await _fill(owner, 0)
    await owner.execute("ANALYZE filling")
    await owner.execute("INSERT INTO filling SELECT n FROM generate_series(1, 500) AS n")

    assert "filling" in await count_new_tables(product)
    assert await _counted(owner) == 500


_PARTED = """CREATE TABLE whole (n integer) PARTITION BY RANGE (n);
CREATE TABLE whole_first PARTITION OF whole FOR VALUES FROM (0) TO (1000);
CREATE TABLE whole_next PARTITION OF whole FOR VALUES FROM (1000) TO (2000)"""


async def test_with_a_part_that_fills_the_whole_is_counted(product: Database, owner: asyncpg.Connection) -> None:
    await owner.execute(_PARTED)
    await owner.execute("INSERT INTO whole SELECT n FROM generate_series(1, 500) AS n")

    assert "whole_first" in await count_new_tables(product)
    rows = await owner.fetch("SELECT relname, reltuples FROM pg_class WHERE relname LIKE 'whole%' AND relkind IN ('r', 'p')")
    assert dict(map(tuple, rows)) == {"whole": 500, "whole_first": 500, "whole_next": 0}


async def test_the_whole_is_counted_anew_when_its_parts_have_twice_the_rows_by_their_own_counts(
    product: Database, owner: asyncpg.Connection
) -> None:
    await owner.execute(_PARTED)
    await owner.execute("INSERT INTO whole SELECT n FROM generate_series(1, 400) AS n")
    await count_new_tables(product)
    await owner.execute("INSERT INTO whole SELECT n FROM generate_series(401, 800) AS n; ANALYZE whole_first")

    assert await count_new_tables(product) == []
    await owner.execute("INSERT INTO whole VALUES (801)")
    assert await count_new_tables(product) == []  # autovacuum counts the part, and is off here
    await owner.execute("ANALYZE whole_first")
    assert await count_new_tables(product) == ["whole"]
    assert await count_new_tables(product) == []
    assert await owner.fetchval("SELECT reltuples FROM pg_class WHERE relname = 'whole'") == 801


async def test_a_server_sees_to_it_by_itself(product: Database, owner: asyncpg.Connection) -> None:
    await _fill(owner, 300)

    async with asyncio.timeout(30), keep_tables_counted(product, every_s=0.01):
        while await _counted(owner) != 300:  # noqa: ASYNC110 -- PostgreSQL tells nobody that it has counted
            await asyncio.sleep(0.01)
