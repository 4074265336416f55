"""A drill's ground on this run's own cluster: Kepri's reference data is there already."""

from collections.abc import AsyncIterator

import pytest
from tests.factories.databases import as_admin

from silog.drill.ground import Ground, prepare
from silog.kit.cluster import Cluster


@pytest.fixture(scope="session")
async def ground(cluster: Cluster, kepri_template: str) -> AsyncIterator[Ground]:
    """One for all drills: they write to it what a client may write."""
    await as_admin(cluster, f"CREATE DATABASE drill TEMPLATE {kepri_template} OWNER silog_owner STRATEGY FILE_COPY")
    yield await prepare(cluster.dsn("silog_app", "drill"))
    await as_admin(cluster, "DROP DATABASE drill WITH (FORCE)")
