"""The same feed over server-sent events, for clients behind proxies that know no WebSocket."""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from typing import Any, Final

import httpx
from tests.live.conftest import PATIENCE_S, Live
from tests.live.test_feed import FEED

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
        _, third = await _next(events)

    assert (kind, first["data"]["liveFeed"]["items"]) == ("next", [])
    assert [item["boxCode"] for item in second["data"]["liveFeed"]["items"]] == [box]
    assert [item["position"]["lon"] for item in third["data"]["liveFeed"]["items"]] == [missed]


async def test_the_public_is_refused_and_the_stream_ends(http: httpx.AsyncClient) -> None:
    async with _events(http, {"query": FEED}) as events:
        kind, answer = await _next(events)
        assert (kind, answer["errors"][0]["extensions"]["code"]) == ("next", "FORBIDDEN")
        assert await _next(events) == ("complete", None)


async def test_a_request_that_is_wrong_is_answered_at_once_and_streams_nothing(http: httpx.AsyncClient) -> None:
    wrong = await http.post("/graphql", json={"query": "subscription { nothing }"}, headers=_STREAM)
    unknown = await http.post("/graphql", json={"query": FEED}, headers=_STREAM | {"authorization": "Bearer no-such-token"})

    assert (wrong.status_code, wrong.headers["content-type"].partition(";")[0]) == (400, "application/graphql-response+json")
    assert (unknown.status_code, unknown.json()["errors"][0]["extensions"]["code"]) == (401, "UNAUTHENTICATED")


async def test_a_subscription_without_a_stream_says_how_to_follow(http: httpx.AsyncClient) -> None:
    answer = await http.post("/graphql", json={"query": FEED})

    assert answer.status_code == 400
    assert "text/event-stream" in answer.json()["errors"][0]["message"]
