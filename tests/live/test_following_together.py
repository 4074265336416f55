"""Followers who ask the same are told together, whatever they call it; who reads too slowly is told less, then nothing."""

import json
from typing import Any, Final

import asyncpg
import httpx
import pytest
from tests.live.conftest import Live, until, world_served

from silog.kit.cluster import Endpoint
from silog.kit.database import Database
from silog.kit.graphql.serve import websocket

_WIDE: Final = " ".join(f"lon{number}: position {{ lon lat }}" for number in range(40))
FEED: Final = f"""subscription ($since: Cursor) {{ liveFeed(since: $since) {{
  cursor isThinned items {{ cursor kind boxCode position {{ lon }} {_WIDE} }}
}} }}"""
"""With items of a kilobyte and more."""
_SHORT: Final = "subscription { liveFeed { cursor } }"


def _told(items: list[dict[str, Any]]) -> list[Any]:
    return [item["boxCode"] or item["position"]["lon"] for item in items]


async def test_operations_of_any_name_over_any_protocol_and_from_any_cursor_are_told_by_one_read(
    live: Live, http: httpx.AsyncClient
) -> None:
    token, reads = await live.token("Natuna", "21.03"), live.application.executor.shared_reads
    headers = {"authorization": f"Bearer {token}", "accept": "text/event-stream"}
    async with (
        live.socket(token) as one,
        live.socket(token) as other,
        http.stream("POST", "/graphql", json={"query": FEED}, headers=headers) as stream,
    ):
        lines = (line async for line in stream.aiter_lines() if line.startswith("data: {"))
        await one.follow(FEED, "a")
        cursor = (await one.batch("a"))["cursor"]
        await other.follow(FEED, 'b"\n', since=cursor)
        await other.batch('b"\n')
        assert '"errors"' not in await anext(lines)
        before = reads.made
        box = await live.scan()
        said = [await one.hear(), await other.hear()]
        streamed = json.loads((await anext(lines)).removeprefix("data: "))

    assert reads.made - before == 1
    assert [answer["id"] for answer in said] == ["a", 'b"\n']
    assert said[0]["payload"] == said[1]["payload"] == streamed
    assert _told(streamed["data"]["liveFeed"]["items"]) == [box]


async def test_who_reads_late_is_told_the_newest_and_who_keeps_up_is_told_all(live: Live) -> None:
    token = await live.token("Natuna", "21.03")
    async with live.socket(token, takes_little=True) as late, live.socket(token) as prompt:
        for talk in (late, prompt):
            await talk.follow(FEED)
            await talk.batch()
        told, heard = [], []
        for _ in range(6):  # the first few fill what may wait for the late one
            told += await live.sail_often(100)
            items, cursor = await prompt.items(100)
            heard += _told(items)
        whole, thinned = [], await late.batch()
        while not thinned["isThinned"]:
            whole += thinned["items"]
            thinned = await late.batch()
        box = await live.scan()
        last = await late.batch()
        await prompt.items(1)
        await prompt.follow(FEED, "again", since=whole[-1]["cursor"])
        missed, _ = await prompt.items(len(told) - len(whole) + 1, "again")

    assert heard == told
    assert whole
    assert _told(whole) == told[: len(whole)]
    assert (_told(thinned["items"]), thinned["cursor"]) == ([told[-1]], cursor)
    assert (_told(last["items"]), last["isThinned"]) == ([box], False)
    assert _told(missed) == [*told[len(whole) :], box]


@pytest.mark.long
async def test_who_takes_in_nothing_is_cut_off_and_nobody_waits_for_it(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(websocket, "_STUCK_S", 0.2)
    token, figure = await live.token("Natuna", "21.03"), live.application.metrics.registry.get_sample_value

    async def one_is_left() -> bool:
        return figure("silog_sockets_open") == 1

    async with live.socket(token) as prompt, live.socket(token, takes_little=True) as deaf:
        await deaf.follow(FEED)
        await deaf.batch()
        await prompt.follow(_SHORT)
        cursors = [(await prompt.batch())["cursor"]]
        for _ in range(6):
            await live.sail_often(100)
            cursors.append((await prompt.batch())["cursor"])
        await until(one_is_left)
        await live.scan()
        cursors.append((await prompt.batch())["cursor"])

    assert len(set(cursors)) == 8


async def test_under_a_server_that_offers_no_line_the_same_is_told_by_asgi(
    database: Endpoint, product: Database, owner: asyncpg.Connection
) -> None:
    async with world_served(database, product, owner, http="httptools", ws="websockets-sansio") as plain:
        token = await plain.token("Natuna", "21.03")
        headers = {"authorization": f"Bearer {token}", "accept": "text/event-stream"}
        async with (
            httpx.AsyncClient(base_url=f"http://127.0.0.1:{plain.port}") as http,
            plain.socket(token) as talk,
            http.stream("POST", "/graphql", json={"query": FEED}, headers=headers) as stream,
        ):
            lines = (line async for line in stream.aiter_lines() if line.startswith("data: {"))
            await talk.follow(FEED)
            await talk.batch()
            await anext(lines)
            told = [await plain.scan(1), await plain.scan(2)]
            items, _ = await talk.items(2)
            streamed: list[dict[str, Any]] = []
            while len(streamed) < 2:
                streamed += json.loads((await anext(lines)).removeprefix("data: "))["data"]["liveFeed"]["items"]

    assert _told(items) == _told(streamed) == told
