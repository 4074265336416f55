"""The npm client graphql-sse in its default mode: a stream for each operation, which ends on both sides when one of them wants it."""

from typing import Any, Final

import asyncpg
import pytest
from tests.clients.conftest import Live, Program, Start
from tests.live.conftest import database_away, until
from tests.live.test_event_stream import _nothing_streams, _streams
from tests.live.test_feed import FEED

from silog.kit.cluster import Cluster
from silog.kit.graphql.http import sse
from silog.people.rules import Role

_REGION: Final = {"query": '{ region(code: "21.03") { code } }'}
_FEED: Final = {"query": FEED}


async def _items(program: Program, count: int, key: str = "1") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    while len(found) < count:
        found += (await program.batch(key))["items"]
    return found


async def test_a_query_is_one_result_and_the_end(start: Start) -> None:
    async with start("events") as program:
        await program.tell("subscribe", id="1", payload=_REGION)

        assert await program.hear("connected") == {"on": "connected", "wasRetry": False}
        assert await program.hear("next") == {"on": "next", "id": "1", "value": {"data": {"region": {"code": "21.03"}}}}
        assert await program.hear("complete") == {"on": "complete", "id": "1"}


async def test_a_mutation_is_done_for_the_person_of_the_token(start: Start, live: Live) -> None:
    document = "mutation ($input: SetTrainingClockInput!) { setTrainingClock(input: $input) { speed isPaused errors { code } } }"
    payload = {"query": document, "variables": {"input": {"speed": 5, "isPaused": True}}}
    async with start("events", token=await live.token("Koordinator", "21", role=Role.COORDINATOR)) as program:
        await program.tell("subscribe", id="1", payload=payload)

        answer = (await program.hear_until("next"))["value"]

    assert answer == {"data": {"setTrainingClock": {"speed": 5, "isPaused": True, "errors": []}}}


async def test_after_a_cut_it_connects_again_and_misses_nothing(start: Start, live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sse, "_SILENT_S", 0.02)  # comments fall between the results, and the client takes them for what they are
    async with start("events", token=await live.token("Natuna", "21.03")) as program:
        await program.tell("subscribe", id="1", payload=_FEED)
        await program.hear("connected")
        await program.batch()
        seen = await live.scan(1)
        first = await _items(program, 1)

        await program.tell("cut")
        missed = [await live.scan(2), await live.scan(3)]
        assert await program.hear("connected") == {"on": "connected", "wasRetry": True}
        second = await _items(program, 2)

    assert [item["boxCode"] for item in first] == [seen]
    assert [item["boxCode"] for item in second] == missed


async def test_while_the_database_is_away_it_comes_again_until_it_is_back(
    start: Start, live: Live, admin: asyncpg.Connection, cluster: Cluster
) -> None:
    async with start("events", token=await live.token("Natuna", "21.03"), retries=200, waitMs=50) as program:
        await program.tell("subscribe", id="1", payload=_FEED)
        await program.hear("connected")
        await program.batch()
        async with database_away(admin, cluster):
            # Its first batch needs the database: it asks for something that nobody else was just told.
            other = _FEED | {"query": _FEED["query"].replace("cursor", "again: cursor cursor", 1)}
            await program.tell("subscribe", id="2", payload=other)
            assert await program.hear("connected") == {"on": "connected", "wasRetry": False}
            assert await program.hear("connected") == {"on": "connected", "wasRetry": True}

        while (told := await program.hear_until("next"))["id"] != "2":
            pass
        assert "errors" not in told["value"]


async def test_what_the_client_aborts_the_server_forgets(start: Start, live: Live) -> None:
    async with start("events", token=await live.token("Natuna", "21.03")) as program:
        await program.tell("subscribe", id="1", payload=_FEED)
        await program.hear("connected")
        await program.batch()
        assert len(_streams()) == 1

        await program.tell("abort", id="1")
        assert await program.hear("complete") == {"on": "complete", "id": "1"}
        await until(_nothing_streams)


async def test_several_streams_run_beside_each_other(start: Start, live: Live) -> None:
    async with start("events", token=await live.token("Natuna", "21.03")) as program:
        for key in ("a", "b"):
            await program.tell("subscribe", id=key, payload=_FEED)
            await program.hear("connected")
            await program.batch(key)
        box = await live.scan()
        told: set[tuple[str, str]] = set()
        while len(told) < 2:
            found = await program.hear("next")
            told |= {(found["id"], item["boxCode"]) for item in found["value"]["data"]["liveFeed"]["items"]}

    assert told == {("a", box), ("b", box)}


@pytest.mark.parametrize("document", ["{ nothing }", "{", "subscription { liveFeed(since: 5) { cursor } }"])
async def test_a_request_that_cannot_be_run_says_why_and_is_not_tried_again(start: Start, document: str) -> None:
    async with start("events") as program:
        await program.tell("subscribe", id="1", payload={"query": document})
        await program.hear("connected")

        assert (await program.hear("next"))["value"]["errors"][0]["message"]
        await program.hear("complete")


async def test_what_the_public_may_not_follow_is_a_result_with_the_code(start: Start) -> None:
    async with start("events") as program:
        await program.tell("subscribe", id="1", payload=_FEED)
        await program.hear("connected")

        assert (await program.hear("next"))["value"]["errors"][0]["extensions"]["code"] == "FORBIDDEN"
        await program.hear("complete")


@pytest.mark.parametrize(("token", "payload", "status"), [("no-such-token", _FEED, 401), (None, {"query": ""}, 400)])
async def test_who_is_not_let_in_gets_the_status(start: Start, token: str | None, payload: dict[str, str], status: int) -> None:
    async with start("events", token=token, retries=0) as program:
        await program.tell("subscribe", id="1", payload=payload)

        assert (await program.hear("error"))["status"] == status
