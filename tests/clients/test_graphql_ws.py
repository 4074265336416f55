"""The npm client graphql-ws: whatever it does by itself (acknowledge, ping, connect again) fits the server, and so do its ends."""

from typing import Any, Final

import asyncpg
import pytest
from tests.clients.conftest import Live, Program, Start
from tests.live.conftest import database_away, until
from tests.live.test_feed import FEED
from tests.live.test_websocket import _running_operations

from silog.kit.cluster import Cluster
from silog.kit.graphql.serve import websocket
from silog.people.rules import Role

_REGION: Final = {"query": '{ region(code: "21.03") { code } }'}
_FEED: Final = {"query": FEED}


async def _items(program: Program, count: int, key: str = "1") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    while len(found) < count:
        found += (await program.batch(key))["items"]
    return found


async def test_a_query_is_one_result_and_the_end(start: Start) -> None:
    async with start("websocket") as program:
        await program.tell("subscribe", id="1", payload=_REGION)

        assert await program.hear("connected") == {"on": "connected", "wasRetry": False}
        assert await program.hear("next") == {"on": "next", "id": "1", "value": {"data": {"region": {"code": "21.03"}}}}
        assert await program.hear("complete") == {"on": "complete", "id": "1"}


async def test_a_mutation_is_done_for_the_person_of_the_token(start: Start, live: Live) -> None:
    document = "mutation ($input: SetTrainingClockInput!) { setTrainingClock(input: $input) { speed isPaused errors { code } } }"
    payload = {"query": document, "variables": {"input": {"speed": 5, "isPaused": True}}}
    async with start("websocket", token=await live.token("Koordinator", "21", role=Role.COORDINATOR)) as program:
        await program.tell("subscribe", id="1", payload=payload)
        await program.hear("connected")

        answer = (await program.hear("next"))["value"]

    assert answer == {"data": {"setTrainingClock": {"speed": 5, "isPaused": True, "errors": []}}}


async def test_after_a_cut_it_connects_again_and_misses_nothing(start: Start, live: Live) -> None:
    async with start("websocket", token=await live.token("Natuna", "21.03")) as program:
        await program.tell("subscribe", id="1", payload=_FEED)
        await program.hear("connected")
        await program.batch()
        seen = await live.scan(1)
        first = await _items(program, 1)

        await program.tell("cut")
        missed = [await live.scan(2), await live.scan(3)]
        await program.hear("closed")
        assert await program.hear("connected") == {"on": "connected", "wasRetry": True}
        second = await _items(program, 2)

    assert [item["boxCode"] for item in first] == [seen]
    assert [item["boxCode"] for item in second] == missed


async def test_while_the_database_is_away_it_comes_again_until_it_is_back_and_misses_nothing(
    start: Start, live: Live, admin: asyncpg.Connection, cluster: Cluster
) -> None:
    async with start("websocket", token=await live.token("Natuna", "21.03"), retries=200, waitMs=50) as program:
        await program.tell("subscribe", id="1", payload=_FEED)
        await program.hear("connected")
        await program.batch()
        async with database_away(admin, cluster):
            # Its first batch needs the database: it asks for something that nobody else was just told.
            other = _FEED | {"query": _FEED["query"].replace("cursor", "again: cursor cursor", 1)}
            await program.tell("subscribe", id="2", payload=other)
            assert (await program.hear("closed"))["code"] == 1013
        missed = await live.scan()

        found = None
        while found != ("1", missed):
            told = await program.hear_until("next")
            found = next(((told["id"], item["boxCode"]) for item in told["value"]["data"]["liveFeed"]["items"]), None)


async def test_several_operations_share_a_connection_and_one_that_is_completed_is_forgotten(start: Start, live: Live) -> None:
    async def one_runs() -> bool:
        return len(_running_operations()) == 1

    async with start("websocket", token=await live.token("Natuna", "21.03")) as program:
        await program.tell("subscribe", id="a", payload=_FEED)
        await program.hear("connected")
        await program.batch("a")
        await program.tell("subscribe", id="b", payload=_FEED)
        await program.batch("b")
        await program.tell("subscribe", id="c", payload=_REGION)
        assert [(await program.hear("next", "complete"))["id"] for _ in range(2)] == ["c", "c"]

        await program.tell("complete", id="a")
        assert await program.hear("complete") == {"on": "complete", "id": "a"}
        await until(one_runs)
        box = await live.scan()

        assert [item["boxCode"] for item in await _items(program, 1, "b")] == [box]


async def test_its_pings_are_answered(start: Start, live: Live) -> None:
    async with start("websocket", token=await live.token("Natuna", "21.03"), keepAliveMs=20) as program:
        await program.tell("subscribe", id="1", payload=_FEED)
        for _ in range(3):
            await program.hear_until("pong")


async def test_the_payload_of_a_ping_comes_back_with_the_pong(start: Start, live: Live) -> None:
    async with start("websocket", token=await live.token("Natuna", "21.03")) as program:
        await program.tell("subscribe", id="1", payload=_FEED)
        await program.hear_until("next")
        await program.tell("say", text='{"type": "ping", "payload": {"sent": 17}}')

        assert await program.hear("pong") == {"on": "pong", "payload": {"sent": 17}}


async def test_a_token_that_opens_nothing_is_ended_with_4403(start: Start) -> None:
    async with start("websocket", token="no-such-token", retries=0) as program:  # noqa: S106 -- a token of nobody
        await program.tell("subscribe", id="1", payload=_FEED)

        assert (await program.hear("closed"))["code"] == 4403
        assert (await program.hear("error"))["code"] == 4403


async def test_who_never_says_hello_is_ended_with_4408(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(websocket, "_INIT_WITHIN_S", 0.2)
    async with start("websocket", socket="mute", retries=0) as program:
        await program.tell("subscribe", id="1", payload=_REGION)

        assert (await program.hear("closed"))["code"] == 4408


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"type": "subscribe", "id": "operation-1", "payload": {"query": "{ __typename }"}}', 4409),
        ('{"type": "subscribe"', 4400),
        ('{"type": "greet"}', 4400),
        ('{"type": "connection_init"}', 4429),
    ],
)
async def test_what_breaks_the_protocol_ends_the_connection_for_good(start: Start, live: Live, text: str, code: int) -> None:
    async with start("websocket", token=await live.token("Natuna", "21.03")) as program:
        await program.tell("subscribe", id="1", payload=_FEED)
        await program.hear("connected")
        await program.batch()
        await program.tell("say", text=text)

        closed = await program.hear("closed")
        error = await program.hear("error")

    assert (closed["code"], error["code"]) == (code, code)  # the client does not try again


async def test_a_request_that_is_wrong_is_an_error_of_its_operation_only(start: Start) -> None:
    async with start("websocket") as program:
        await program.tell("subscribe", id="1", payload={"query": "{ nothing }"})
        await program.hear("connected")
        error = await program.hear("error")

    assert error["id"] == "1"
    assert "nothing" in error["errors"][0]["message"]


async def test_what_the_public_may_not_follow_is_an_error_with_its_code(start: Start) -> None:
    async with start("websocket") as program:
        await program.tell("subscribe", id="1", payload=_FEED)
        await program.hear("connected")

        assert (await program.hear("error"))["errors"][0]["extensions"]["code"] == "FORBIDDEN"


async def test_who_names_no_subprotocol_is_ended_with_4406(start: Start) -> None:
    async with start("websocket", socket="plain", retries=0) as program:
        await program.tell("subscribe", id="1", payload=_REGION)

        assert (await program.hear("closed"))["code"] == 4406
