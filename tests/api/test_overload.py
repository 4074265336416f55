"""More requests than connections: some wait a moment, the rest are told to come again, and nothing else happens to anybody."""

import asyncio
import threading
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final

import asyncpg
import httpx
import pytest
from starlette.applications import Starlette

from silog.application import Application
from silog.asgi import create_app
from silog.kit.cluster import Endpoint
from silog.kit.scope import Scope
from silog.settings import Settings

_READ: Final = {"query": '{ region(code: "21.03") { code } islands { totalCount } }'}
_WRITE: Final = {
    "query": """mutation { reportPositions(input: {positions: [{conveyance: "CNV-21.03", at: "2024-11-17T00:00:00Z", lon: 108, lat: 4}]}) {
      accepted } }"""
}
_STREAM: Final = {"accept": "text/event-stream"}


@pytest.fixture
async def app(database: Endpoint) -> AsyncIterator[Starlette]:
    """A server with one connection of each kind, before which nobody may wait, and which looks for no plans to make."""
    settings = Settings(state=Path("unused"), readers=1, writers=1, most_waiting=0, longest_wait_s=0.05, plan_workers=0)
    made = create_app(settings.with_database(database.dsn_app))
    async with made.router.lifespan_context(made):
        yield made


@pytest.fixture
def application(app: Starlette) -> Application:
    """The inside of the server."""
    found: Application = app.state.application
    return found


async def _known(client: httpx.AsyncClient, headers: dict[str, str]) -> None:
    """Let the server know who asks, so that it need not look them up when it is full."""
    del client.headers["silog-election"]
    assert "errors" not in (await client.post("/graphql", json=_READ, headers=headers)).json()


def _busy(answer: httpx.Response) -> tuple[int, str | None, Any]:
    return answer.status_code, answer.headers.get("retry-after"), answer.json()["errors"][0]["extensions"]


async def test_a_question_that_finds_no_connection_is_a_503_that_says_when_to_come_again(
    client: httpx.AsyncClient, application: Application, coordinator: dict[str, str]
) -> None:
    await _known(client, coordinator)

    async with application.database.reads.acquire():
        answer = await client.post("/graphql", json=_READ, headers=coordinator)
        strict = await client.post("/graphql", json=_READ, headers=coordinator | {"accept": "application/graphql-response+json"})

    assert _busy(answer) == _busy(strict) == (503, "2", {"code": "BUSY"})
    assert "send the same again" in answer.json()["errors"][0]["message"]
    assert "data" not in answer.json()
    assert "errors" not in (await client.post("/graphql", json=_READ, headers=coordinator)).json()


async def test_a_mutation_that_finds_no_connection_is_a_503_and_writes_nothing(
    client: httpx.AsyncClient, application: Application, coordinator: dict[str, str], owner: asyncpg.Connection
) -> None:
    await _known(client, coordinator)
    before = await owner.fetchval("SELECT count(*) FROM positions")

    async with application.database.unit_of_work(Scope.whole_election(1)):
        answer = await client.post("/graphql", json=_WRITE, headers=coordinator)

    assert _busy(answer) == (503, "2", {"code": "BUSY"})
    assert await owner.fetchval("SELECT count(*) FROM positions") == before


async def test_a_stream_says_it_by_its_code(client: httpx.AsyncClient, application: Application, coordinator: dict[str, str]) -> None:
    await _known(client, coordinator)

    async with application.database.reads.acquire():
        answer = await client.post("/graphql", json=_READ, headers=coordinator | _STREAM)

    assert answer.status_code == 200
    assert '"BUSY"' in answer.text
    assert answer.text.endswith("event: complete\ndata:\n\n")


async def test_who_asks_cannot_be_found_out_and_tiles_cannot_be_drawn_while_it_is_full(
    client: httpx.AsyncClient, application: Application
) -> None:
    async with application.database.reads.acquire():
        answers = [await client.post("/graphql", json=_READ), await client.get("/tiles/boxes/6/50/31.mvt")]
        ready = await client.get("/readyz")

    assert [(answer.status_code, answer.headers["retry-after"]) for answer in answers] == [(503, "2"), (503, "2")]
    assert (ready.status_code, ready.json()) == (200, {"ready": True, "busy": True})
    assert (await client.get("/tiles/boxes/6/50/31.mvt")).status_code in {200, 204}


async def test_hundreds_at_once_are_answered_or_told_to_come_again_and_nothing_else(client: httpx.AsyncClient) -> None:
    await client.post("/graphql", json=_READ)

    # Each with a value of its own: the same question by nobody in particular is answered once, and from memory then.
    answers = await asyncio.gather(*(client.post("/graphql", json=_READ | {"variables": {"n": n}}) for n in range(300)))

    assert {answer.status_code for answer in answers} == {200, 503}
    assert all("errors" not in answer.json() for answer in answers if answer.status_code == 200)
    assert all(_busy(answer) == (503, "2", {"code": "BUSY"}) for answer in answers if answer.status_code == 503)


async def test_statements_that_write_and_transactions_that_do_nothing_are_bounded_too(application: Application) -> None:
    async with application.database.unit_of_work(Scope.whole_election(1)) as work:
        driver = await work.driver
        shown = [await driver.fetchval(f"SHOW {name}") for name in ("statement_timeout", "idle_in_transaction_session_timeout")]

    assert shown == ["15s", "15s"]


async def test_a_write_that_takes_too_long_is_stopped_and_its_sender_told_why(
    client: httpx.AsyncClient, application: Application, coordinator: dict[str, str], owner: asyncpg.Connection
) -> None:
    await _known(client, coordinator)
    async with application.database.engine.connect() as connection:  # the server has this one connection for writing
        driver = (await connection.get_raw_connection()).driver_connection
        assert isinstance(driver, asyncpg.Connection)
        await driver.execute("SET statement_timeout = '50ms'")

    async with owner.transaction():
        await owner.execute("LOCK TABLE positions")
        answer = await client.post("/graphql", json=_WRITE, headers=coordinator)

    assert answer.json()["errors"][0]["extensions"] == {"code": "TOO_SLOW"}


async def test_nobody_waits_for_the_long_request_of_a_stranger(client: httpx.AsyncClient, application: Application) -> None:
    within = {"polygon": {"type": "Polygon", "coordinates": [[[104 + n / 1e4, n % 2] for n in range(500)] + [[104, 0]]]}}
    long = {"query": "query ($w: Within) { facilities(within: $w) { totalCount } }", "variables": {"w": within}}
    await client.post("/graphql", json=_READ)
    await client.post("/graphql", json=long)  # both documents are known now: only the variables are long
    is_free = threading.Event()

    busy = asyncio.create_task(application.executor.aside(is_free.wait))
    waits = asyncio.create_task(client.post("/graphql", json=long))
    try:
        for _ in range(20):
            assert "errors" not in (await client.post("/graphql", json=_READ)).json()
        assert not waits.done()
    finally:
        is_free.set()
        await busy

    assert (await waits).json()["errors"][0]["extensions"]["code"] == "BAD_ARGUMENT"
