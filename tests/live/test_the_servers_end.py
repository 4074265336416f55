"""A server that is told to stop: a real process, and what each of its clients sees of it."""

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import asyncpg
import httpx
import pytest
from tests.live.conftest import PATIENCE_S, Talk, until
from tests.live.serving import ENDED_WITHIN_S, serving, socket_of
from tests.live.test_feed import FEED
from websockets.exceptions import ConnectionClosed

from silog.kit.cluster import Cluster, Endpoint
from silog.kit.database import Database
from silog.people.actions import create_user, make_bearer_token
from silog.people.rules import Role

_SLOW: Final = {"query": "{ islands { totalCount } }"}


@pytest.fixture
async def token(product: Database) -> str:
    """A token of somebody who may follow the feed."""
    user = await create_user(product, 1, "Ani", Role.OPERATOR, "21.03")
    return await make_bearer_token(product, user.id)


async def _rest(talk: Talk) -> list[str]:
    said = []
    try:
        while True:
            said.append((await talk.hear())["type"])
    except ConnectionClosed:
        return said


@asynccontextmanager
async def _held(owner: asyncpg.Connection) -> AsyncIterator[None]:
    """Let nobody read the islands while the block lasts."""
    async with owner.transaction():
        await owner.execute("LOCK TABLE islands IN ACCESS EXCLUSIVE MODE")
        yield


async def _waits(admin: asyncpg.Connection, count: int) -> None:
    async def holds() -> bool:
        found = await admin.fetchval(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND application_name = 'silog reads'"
        )
        return bool(found == count)

    await until(holds)


async def test_what_runs_is_answered_who_follows_is_sent_on_and_nobody_new_is_taken(
    cluster: Cluster, database: Endpoint, owner: asyncpg.Connection, admin: asyncpg.Connection, token: str
) -> None:
    headers = {"authorization": f"Bearer {token}"}
    async with (
        serving(cluster, database) as server,
        httpx.AsyncClient(base_url=server.address, timeout=PATIENCE_S, headers=headers) as http,
        socket_of(server, token) as follower,
        socket_of(server, token) as asker,
        http.stream("POST", "/graphql", json={"query": FEED}, headers={"accept": "text/event-stream"}) as stream,
    ):
        await follower.follow(FEED)
        await follower.batch()
        lines = stream.aiter_lines()
        while not (await anext(lines)).startswith("data:"):
            pass
        async with _held(owner):
            asked = asyncio.create_task(http.post("/graphql", json=_SLOW))
            await asker.follow(_SLOW["query"], "slow")
            await _waits(admin, 1)  # the other shares its next execution

            server.stop()
            assert await _rest(follower) == []
            rest_of_stream = [line async for line in lines]
            refused = await server.answers("/healthz")
            assert server.process.returncode is None

        answer = await asked
        rest_of_asker = await _rest(asker)
        code = await server.ended()

    assert (answer.status_code, list(answer.json())) == (200, ["data"])
    assert rest_of_asker == ["next", "complete"]
    assert (follower.connection.close_code, asker.connection.close_code) == (1012, 1012)
    assert not [line for line in rest_of_stream if "complete" in line]
    assert refused is None
    assert code == 0


@pytest.mark.long
async def test_a_server_that_retires_says_so_while_it_still_serves(cluster: Cluster, database: Endpoint) -> None:
    async with serving(cluster, database, SILOG_RETIRE_S="4") as server:

        async def says_so() -> bool:
            return await server.answers("/readyz") == 503

        server.stop()
        await until(says_so)
        served = await server.answers("/healthz")
        code = await server.ended()

    assert (served, code) == (200, 0)


async def test_a_running_server_shows_its_figures_at_an_address_of_their_own_until_its_end(cluster: Cluster, database: Endpoint) -> None:
    async with serving(cluster, database) as server, httpx.AsyncClient(timeout=PATIENCE_S) as http:
        await http.post(f"{server.address}/graphql", json={"query": "{ __typename }"})
        metrics = f"http://127.0.0.1:{server.metrics_port}/metrics"

        shown = (await http.get(metrics)).text
        public = await server.answers("/metrics")
        server.stop()
        code = await server.ended()
        with pytest.raises(httpx.TransportError):
            await http.get(metrics)

    assert 'silog_graphql_operations_total{code="OK",kind="query"} 1.0' in shown
    assert 'silog_pool_size{pool="read"} 8.0' in shown
    assert "silog_feed_is_listening 1.0" in shown
    assert "process_cpu_seconds_total" in shown
    assert (public, code) == (404, 0)


@pytest.mark.long
async def test_metrics_that_cannot_be_shown_where_somebody_named_end_the_start_with_a_sentence(
    cluster: Cluster, database: Endpoint
) -> None:
    name = database.dsn_app.partition("?")[0].rpartition("/")[2]
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        environment = {"PATH": os.environ["PATH"], "SILOG_DATABASE_URL": cluster.dsn("silog_admin", name), "SILOG_METRICS": address}
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "silog.cli", "serve"), env=environment, stderr=asyncio.subprocess.PIPE
        )
        async with asyncio.timeout(ENDED_WITHIN_S):
            _, said = await process.communicate()

    assert process.returncode == 2
    assert said.decode().startswith(f"silog: The metrics cannot be served at {address}")
    assert "Traceback" not in said.decode()
