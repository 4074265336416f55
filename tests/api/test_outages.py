"""A database that goes away and comes back: clients are told to come again, and nothing needs a restart."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Final

import asyncpg
import httpx
import pytest
from starlette.applications import Starlette

from silog.kit.cluster import Cluster, Endpoint

Away = Callable[[], AbstractAsyncContextManager[None]]
_READ: Final = {"query": "{ boxes(first: 1) { totalCount } }"}
_WRITE: Final = {
    "query": """mutation { reportPositions(input: {positions: [{conveyance: "CNV-NOBODY", at: "2024-11-17T00:00:00Z", lon: 1, lat: 1}]}) {
      accepted } }"""
}


@pytest.fixture
async def database_away(app: Starlette, database: Endpoint, cluster: Cluster) -> AsyncIterator[Away]:
    """While the block lasts, the database has closed every connection and takes no new one."""
    assert app is not None
    name = database.dsn_app.partition("?")[0].rpartition("/")[2]
    admin = await asyncpg.connect(cluster.dsn("silog_admin", "postgres"))

    @asynccontextmanager
    async def away() -> AsyncIterator[None]:
        await admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        await admin.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1", name)
        try:
            yield
        finally:
            await admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")

    yield away
    await admin.close()


async def test_while_the_database_is_away_clients_are_told_to_come_again(client: httpx.AsyncClient, database_away: Away) -> None:
    async with database_away():
        client.headers["silog-election"] = "LATIHAN-LAIN"  # nobody asked for it before, so it must be looked up
        answers = [await client.post("/graphql", json=_READ), await client.get("/tiles/boxes/6/50/31.mvt")]

    assert [(answer.status_code, answer.headers["retry-after"]) for answer in answers] == [(503, "2"), (503, "2")]
    assert answers[0].json()["errors"][0]["extensions"] == {"code": "UNAVAILABLE"}


async def test_who_is_known_already_is_told_by_the_code_of_the_error(
    client: httpx.AsyncClient, coordinator: dict[str, str], database_away: Away
) -> None:
    assert (await _ask(client, coordinator, _WRITE))["data"]["reportPositions"] == {"accepted": 0}

    async with database_away():
        for request in (_READ, _WRITE):
            assert (await _ask(client, coordinator, request))["errors"][0]["extensions"] == {"code": "UNAVAILABLE"}


async def test_when_it_is_back_the_first_read_and_the_first_write_succeed(
    client: httpx.AsyncClient, coordinator: dict[str, str], database_away: Away
) -> None:
    for request in (_READ, _WRITE):
        await _ask(client, coordinator, request)
    async with database_away():
        pass

    assert "errors" not in await _ask(client, coordinator, _WRITE)
    assert "errors" not in await _ask(client, coordinator, _READ)


async def _ask(client: httpx.AsyncClient, headers: dict[str, str], request: dict[str, str]) -> Any:  # noqa: ANN401 -- any JSON
    del client.headers["silog-election"]
    answer = await client.post("/graphql", json=request, headers=headers)
    client.headers["silog-election"] = "LATIHAN-2024"
    return answer.json()
