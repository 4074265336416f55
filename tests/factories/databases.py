"""Databases with the two elections in them, for tests that share one because they change nothing in it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import asyncpg
from tests.factories.world import build_world

from silog.kit.cluster import Cluster, Endpoint

_WORLD: Final = "two_elections"


@asynccontextmanager
async def two_elections(cluster: Cluster, migrated_template: str, name: str) -> AsyncIterator[Endpoint]:
    """Clone the world under a name of its own; it is built once in a run."""
    await clone_of_two_elections(cluster, migrated_template, name)
    try:
        yield Endpoint(cluster.dsn("silog_owner", name), cluster.dsn("silog_app", name))
    finally:
        await as_admin(cluster, f"DROP DATABASE {name} WITH (FORCE)")


async def clone_of_two_elections(cluster: Cluster, migrated_template: str, name: str) -> None:
    """Clone the world, for whoever drops the clone or lets it end with the cluster."""
    if not await _exists(cluster):
        await _build(cluster, migrated_template)
    await as_admin(cluster, f"CREATE DATABASE {name} TEMPLATE {_WORLD} OWNER silog_owner STRATEGY FILE_COPY")


async def as_admin(cluster: Cluster, statement: str, *values: object) -> None:
    """Run one statement as the cluster's superuser."""
    connection = await asyncpg.connect(cluster.dsn("silog_admin", "postgres"))
    try:
        await connection.execute(statement, *values)
    finally:
        await connection.close()


async def _exists(cluster: Cluster) -> bool:
    connection = await asyncpg.connect(cluster.dsn("silog_admin", "postgres"))
    try:
        return bool(await connection.fetchval("SELECT true FROM pg_database WHERE datname = $1", _WORLD))
    finally:
        await connection.close()


async def _build(cluster: Cluster, template: str) -> None:
    await as_admin(cluster, f"CREATE DATABASE {_WORLD} TEMPLATE {template} OWNER silog_owner STRATEGY FILE_COPY")
    owner = await asyncpg.connect(cluster.dsn("silog_owner", _WORLD))
    try:
        await build_world(owner)
    finally:
        await owner.close()
