"""PostgreSQL's own tidying up, kept out of the rounds: with a database for each server it would fall on whoever has its turn.

A cluster that holds eight databases which all fill at once vacuums and counts one of them every few seconds. One that holds a single
database, as the product's does, does so once in a minute.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg

from silog.bench.ingest.ground import Ground
from silog.kit.cluster import Cluster


@contextmanager
def left_to_us(cluster: Cluster) -> Iterator[None]:
    """Have no table vacuumed or counted by itself while the block runs."""
    asyncio.run(_set(cluster, "ALTER SYSTEM SET autovacuum = off"))
    try:
        yield
    finally:
        asyncio.run(_set(cluster, "ALTER SYSTEM RESET autovacuum"))


async def _set(cluster: Cluster, statement: str) -> None:
    admin = await asyncpg.connect(cluster.dsn("silog_admin", "postgres"))
    try:
        await admin.execute(statement)
        await admin.execute("SELECT pg_reload_conf()")
    finally:
        await admin.close()


async def tidy(ground: Ground) -> None:
    """Vacuum and count all tables of one database, but for those that a paused server has locked."""
    admin = await asyncpg.connect(ground.dsn("silog_admin"))
    try:
        await admin.execute("VACUUM (ANALYZE, SKIP_LOCKED)")
    finally:
        await admin.close()
