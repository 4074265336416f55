"""/healthz and /readyz: alive is not yet ready."""

import asyncpg
import httpx
from starlette.applications import Starlette

from silog.kit.cluster import Cluster, Endpoint


async def test_a_process_that_runs_is_alive_and_ready(client: httpx.AsyncClient) -> None:
    assert (await client.get("/healthz")).text == "alive\n"
    ready = await client.get("/readyz")
    assert (ready.status_code, ready.json()["ready"]) == (200, True)


async def test_a_database_at_an_older_revision_is_not_ready_and_says_what_to_run(
    client: httpx.AsyncClient, owner: asyncpg.Connection
) -> None:
    kept = await owner.fetchval("SELECT version_num FROM alembic_version")
    await owner.execute("UPDATE alembic_version SET version_num = '0000'")

    answer = await client.get("/readyz")

    await owner.execute("UPDATE alembic_version SET version_num = $1", kept)

    assert answer.status_code == 503
    assert "0000" in answer.json()["why"]
    assert "silog migrate" in answer.json()["why"]


async def test_a_dead_database_leaves_the_process_alive_and_not_ready(
    app: Starlette, client: httpx.AsyncClient, database: Endpoint, cluster: Cluster
) -> None:
    assert app is not None
    name = database.dsn_app.partition("?")[0].rpartition("/")[2]
    admin = await asyncpg.connect(cluster.dsn("silog_admin", "postgres"))
    try:
        await admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        await admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", name)

        alive, ready = await client.get("/healthz"), await client.get("/readyz")

        assert alive.status_code == 200
        assert (ready.status_code, ready.json()["ready"]) == (503, False)
        await admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
        assert (await client.get("/readyz")).status_code == 200
    finally:
        await admin.close()
