"""An operator's own server (SILOG_DATABASE_URL): its login may be an ordinary one, and the product is bound all the same."""

from collections.abc import AsyncIterator
from importlib.resources import files

import asyncpg
import pytest

from silog.kit.cluster import Cluster, external_endpoint

PREPARE = files("silog.kit.cluster").joinpath("prepare.sql").read_text()


@pytest.fixture
def plain(cluster: Cluster) -> str:
    """Address of a database as any PostgreSQL server has it, with PostGIS and nothing of ours."""
    return cluster.dsn("silog_admin", "operators")


@pytest.fixture
async def operator(cluster: Cluster, plain: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection as an ordinary login that may create roles and owns that database."""
    admin = await asyncpg.connect(cluster.dsn("silog_admin", "postgres"))
    await admin.execute("CREATE ROLE operator LOGIN CREATEROLE")
    await admin.execute("CREATE DATABASE operators OWNER operator")
    within = await asyncpg.connect(plain)
    await within.execute("CREATE EXTENSION postgis")
    await within.execute("SET ROLE operator")
    yield within
    await within.close()
    await admin.execute("DROP DATABASE operators WITH (FORCE)")
    await admin.execute("REVOKE silog_app FROM operator")
    await admin.execute("DROP ROLE operator")
    await admin.close()


async def test_an_ordinary_login_can_prepare_the_database_twice(operator: asyncpg.Connection) -> None:
    for _ in range(2):
        await operator.execute(PREPARE)

    await operator.execute("SET ROLE silog_app")
    assert await operator.fetchval("SELECT current_user") == "silog_app"


async def test_where_leakproof_is_refused_everything_else_is_prepared(operator: asyncpg.Connection) -> None:
    await operator.execute(PREPARE)

    assert not await operator.fetchval("SELECT proleakproof FROM pg_proc WHERE oid = 'geometry_overlaps(geometry, geometry)'::regprocedure")


async def test_resetting_a_connection_leads_back_to_the_bound_role(database: object, cluster: Cluster) -> None:
    del database  # asked for so that the role exists
    product = await asyncpg.connect(external_endpoint(cluster.dsn("silog_admin")).dsn_app)
    try:
        await product.execute("RESET ROLE; RESET ALL")
        assert await product.fetchval("SELECT current_user") == "silog_app"
    finally:
        await product.close()
