"""The same feed over server-sent events, for clients behind proxies that know no WebSocket."""

import asyncio
import json
import socket
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from typing import Any, Final

import httpx
import pytest
from tests.live.conftest import PATIENCE_S, Live, until
from tests.live.test_feed import FEED

from silog.kit.graphql.http import sse

_STREAM: Final = {"accept": "text/event-stream"}
Event = tuple[str, Any]


@asynccontextmanager
async def _events(http: httpx.AsyncClient, body: dict[str, Any], token: str | None = None) -> AsyncIterator[AsyncGenerator[Event, None]]:
    headers = _STREAM | ({"authorization": f"Bearer {token}"} if token else {})
    async with http.stream("POST", "/graphql", json=body, headers=headers | {"accept-encoding": "gzip"}) as answer:
        assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (200, "text/event-stream")
        assert "content-encoding" not in answer.headers  # what is compressed is held back
        assert answer.headers["cache-control"] == "no-store"
        async with aclosing(_read(answer)) as events:
            yield events


async def _read(answer: httpx.Response) -> AsyncGenerator[Event, None]:
    kind = ""
    async for line in answer.aiter_lines():
        name, _, value = line.partition(":")
        if name == "event":
            kind = value.strip()
        elif name == "data" and kind:
            yield kind, json.loads(value) if value.strip() else None


async def _next(events: AsyncIterator[Event]) -> Event:
    async with asyncio.timeout(PATIENCE_S):
        return await anext(events)


async def _items(events: AsyncIterator[Event]) -> list[dict[str, Any]]:
    """Give the first batch that holds any: the news of a commit may reach the server after a client that resumes."""
    found: list[dict[str, Any]] = []
    while not found:
        found = (await _next(events))[1]["data"]["liveFeed"]["items"]
    return found


async def test_a_query_is_one_result_and_the_end(http: httpx.AsyncClient) -> None:
    async with _events(http, {"query": '{ region(code: "21.03") { code } }'}) as events:
        assert await _next(events) == ("next", {"data": {"region": {"code": "21.03"}}})
        assert await _next(events) == ("complete", None)


async def test_what_happens_appears_and_the_stream_resumes_where_it_broke(live: Live, http: httpx.AsyncClient) -> None:
    token = await live.token("Natuna", "21.03")
    async with _events(http, {"query": FEED}, token) as events:
        kind, first = await _next(events)
        box = await live.scan()
        _, second = await _next(events)
    missed = await live.sail()

    async with _events(http, {"query": FEED, "variables": {"since": second["data"]["liveFeed"]["cursor"]}}, token) as events:
        missed_items = await _items(events)

    assert (kind, first["data"]["liveFeed"]["items"]) == ("next", [])
    assert [item["boxCode"] for item in second["data"]["liveFeed"]["items"]] == [box]
    assert [item["position"]["lon"] for item in missed_items] == [missed]


async def test_the_public_is_refused_and_the_stream_ends(http: httpx.AsyncClient) -> None:
    async with _events(http, {"query": FEED}) as events:
        kind, answer = await _next(events)
        assert (kind, answer["errors"][0]["extensions"]["code"]) == ("next", "FORBIDDEN")
        assert await _next(events) == ("complete", None)


async def test_a_request_that_cannot_be_run_is_a_stream_that_says_why_and_ends(http: httpx.AsyncClient) -> None:
    for document in ("subscription { nothing }", "{ nothing }", "{", "{ boxes(first: 0) { totalCount } }"):
        async with _events(http, {"query": document}) as events:
            kind, answer = await _next(events)
            assert (kind, list(answer)) == ("next", ["errors"])
            assert await _next(events) == ("complete", None)


async def test_who_is_not_let_in_is_answered_by_the_status_and_streams_nothing(http: httpx.AsyncClient) -> None:
    unknown = await http.post("/graphql", json={"query": FEED}, headers=_STREAM | {"authorization": "Bearer no-such-token"})

    assert (unknown.status_code, unknown.json()["errors"][0]["extensions"]["code"]) == (401, "UNAUTHENTICATED")
    assert unknown.headers["content-type"].partition(";")[0] == "application/graphql-response+json"


async def test_a_client_that_takes_both_gets_a_stream_for_a_subscription_only(live: Live, http: httpx.AsyncClient) -> None:
    both = {"accept": "application/graphql-response+json, application/json, text/event-stream"}
    token = {"authorization": f"Bearer {await live.token('Natuna', '21.03')}"}

    answer = await http.post("/graphql", json={"query": '{ region(code: "21.03") { code } }'}, headers=both)
    async with http.stream("POST", "/graphql", json={"query": FEED}, headers=both | token) as stream:
        assert stream.headers["content-type"].partition(";")[0] == "text/event-stream"

    assert answer.headers["content-type"].partition(";")[0] == "application/graphql-response+json"


async def test_a_stream_that_has_nothing_to_say_says_so_and_goes_on(
    live: Live, http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sse, "_SILENT_S", 0.05)
    headers = _STREAM | {"authorization": f"Bearer {await live.token('Natuna', '21.03')}"}
    async with http.stream("POST", "/graphql", json={"query": FEED}, headers=headers) as answer, asyncio.timeout(PATIENCE_S):
        lines = answer.aiter_lines()
        silences = 0
        while silences < 4:
            silences += await anext(lines) == ":"
        box = await live.scan()
        while box not in await anext(lines):
            pass


async def test_a_client_that_is_gone_takes_its_stream_with_it(live: Live, http: httpx.AsyncClient) -> None:
    token = await live.token("Natuna", "21.03")
    async with _events(http, {"query": FEED}, token) as events:
        await _next(events)
        assert len(_streams()) == 1

    await until(_nothing_streams)


async def test_a_client_that_no_longer_reads_is_given_up(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sse, "_STUCK_S", 0.2)
    monkeypatch.setattr(sse, "_SILENT_S", 0.0)
    monkeypatch.setattr(sse, "_PULSE", b":" * 60_000 + b"\n\n")  # much and without a pause, until every buffer on the way is full
    token = await live.token("Natuna", "21.03")
    body = json.dumps({"query": FEED}).encode()
    with socket.create_connection(("127.0.0.1", live.port)) as silent:
        silent.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        silent.sendall(
            b"POST /graphql HTTP/1.1\r\nHost: silog\r\nAccept: text/event-stream\r\nContent-Type: application/json\r\n"
            b"Authorization: Bearer %s\r\nContent-Length: %d\r\n\r\n%s" % (token.encode(), len(body), body)
        )
        await until(_something_streams)
        await until(_nothing_streams)


async def test_a_subscription_without_a_stream_says_how_to_follow(http: httpx.AsyncClient) -> None:
    answer = await http.post("/graphql", json={"query": FEED})

    assert answer.status_code == 400
    assert "text/event-stream" in answer.json()["errors"][0]["message"]


async def _nothing_streams() -> bool:
    return not _streams()


async def _something_streams() -> bool:
    return bool(_streams())


def _streams() -> list[str]:
    """The server's tasks that answer a request: it runs in this test's own loop."""
    names = [getattr(task.get_coro(), "__qualname__", "") for task in asyncio.all_tasks()]
    return [name for name in names if name == "RequestResponseCycle.run_asgi"]
