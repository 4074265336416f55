"""graphql-transport-ws, word by word: what ends a connection with which code, and what does not."""

import asyncio
import json
from contextlib import AsyncExitStack

import asyncpg
import pytest
from tests.live.conftest import PATIENCE_S, Live, Talk, database_away, until
from tests.live.test_feed import FEED
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Subprotocol

from silog.kit.cluster import Cluster
from silog.kit.graphql.serve import websocket

_REGION = '{ region(code: "21") { code } }'


async def _end(talk: Talk) -> int | None:
    """Read until the server closes, and give its code."""
    async with asyncio.timeout(PATIENCE_S):
        try:
            while True:
                await talk.connection.recv()
        except ConnectionClosed:
            return talk.connection.close_code


async def test_who_does_not_say_who_is_there_is_ended_with_4408(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(websocket, "_INIT_WITHIN_S", 0.2)
    async with connect(f"ws://127.0.0.1:{live.port}/graphql", subprotocols=[Subprotocol(websocket.PROTOCOL)]) as connection:
        assert await _end(Talk(connection)) == 4408


async def test_who_asks_before_that_is_ended_with_4401(live: Live) -> None:
    async with connect(f"ws://127.0.0.1:{live.port}/graphql", subprotocols=[Subprotocol(websocket.PROTOCOL)]) as connection:
        talk = Talk(connection)
        await talk.follow(_REGION)
        assert await _end(talk) == 4401


@pytest.mark.parametrize("payload", [{"authorization": "Bearer no-such-token"}, {"authorization": "x"}, {"authorization": ""}])
async def test_a_token_that_opens_nothing_is_ended_with_4403(live: Live, payload: dict[str, str]) -> None:
    async with connect(f"ws://127.0.0.1:{live.port}/graphql", subprotocols=[Subprotocol(websocket.PROTOCOL)]) as connection:
        talk = Talk(connection)
        await talk.say(type="connection_init", payload=payload)
        assert await _end(talk) == 4403


async def test_while_the_database_is_away_the_connection_is_ended_with_1013_after_which_clients_come_again(
    live: Live, admin: asyncpg.Connection, cluster: Cluster
) -> None:
    token = await live.token("Ani", "21.03")
    async with (
        database_away(admin, cluster),
        connect(f"ws://127.0.0.1:{live.port}/graphql", subprotocols=[Subprotocol(websocket.PROTOCOL)]) as connection,
    ):
        talk = Talk(connection)
        await talk.say(type="connection_init", payload={"authorization": f"Bearer {token}"})
        ended = await _end(talk)

    assert ended == 1013


async def test_the_token_in_the_first_message_says_who_asks(live: Live) -> None:
    async with live.socket(await live.token("Ani", "21.03")) as talk:
        await talk.follow("{ viewer { name region { code } } }")

        assert (await talk.hear())["payload"]["data"]["viewer"] == {"name": "Ani", "region": {"code": "21.03"}}
        assert await talk.hear() == {"type": "complete", "id": "1"}


async def test_saying_who_is_there_twice_is_ended_with_4429(live: Live) -> None:
    async with live.socket() as talk:
        await talk.say(type="connection_init")
        assert await _end(talk) == 4429


async def test_two_operations_of_one_name_are_ended_with_4409(live: Live) -> None:
    async with live.socket(await live.token("Ani", "21.03")) as talk:
        await talk.follow(FEED)
        await talk.follow(FEED)
        assert await _end(talk) == 4409


@pytest.mark.parametrize(
    "message", ["{", "[]", "null", '{"type": "hello"}', "{}", '{"type": "subscribe"}', '{"type": "subscribe", "id": 5}', "\ud83d"]
)
async def test_what_is_no_message_is_ended_with_4400(live: Live, message: str) -> None:
    async with live.socket() as talk:
        await talk.connection.send(message.encode("utf-8", "replace").decode())
        assert await _end(talk) == 4400


async def test_bytes_instead_of_text_are_ended_with_4400(live: Live) -> None:
    async with live.socket() as talk:
        await talk.connection.send(b"\x00\xff")
        assert await _end(talk) == 4400


@pytest.mark.parametrize("offered", [[Subprotocol("graphql-ws")], None], ids=["the old one", "none"])
async def test_another_subprotocol_is_ended_with_4406(live: Live, offered: list[Subprotocol] | None) -> None:
    async with connect(f"ws://127.0.0.1:{live.port}/graphql", subprotocols=offered) as connection:
        assert await _end(Talk(connection)) == 4406


async def test_a_page_of_another_site_cannot_listen_with_the_browsers_cookie(live: Live) -> None:
    headers = {"Origin": "https://jahat.example", "Cookie": "silog_session=x"}
    with pytest.raises(InvalidStatus):
        async with connect(
            f"ws://127.0.0.1:{live.port}/graphql", subprotocols=[Subprotocol(websocket.PROTOCOL)], additional_headers=headers
        ):
            pass


async def test_a_ping_is_answered_and_a_pong_needs_no_answer(live: Live) -> None:
    async with live.socket() as talk:
        await talk.say(type="pong")
        await talk.say(type="ping")
        assert await talk.hear() == {"type": "pong"}


async def test_two_operations_run_beside_each_other_and_a_completed_one_is_silent(live: Live) -> None:
    async with live.socket(await live.token("Ani", "21.03")) as talk:
        await talk.follow(FEED, "a")
        await talk.batch("a")
        await talk.follow(FEED, "b")
        await talk.batch("b")
        await talk.say(type="complete", id="a")
        await talk.say(type="ping")
        assert await talk.hear() == {"type": "pong"}
        box = await live.scan()

        items, _ = await talk.items(1, "b")
        await talk.say(type="ping")

        assert items[0]["boxCode"] == box
        assert await talk.hear() == {"type": "pong"}


async def test_a_name_is_free_again_once_its_operation_is_completed(live: Live) -> None:
    async with live.socket(await live.token("Ani", "21.03")) as talk:
        await talk.follow(FEED)
        await talk.batch()
        await talk.say(type="complete", id="1")
        await talk.follow(FEED)
        await talk.batch()
        await talk.follow(_REGION)  # the second one still holds the name

        assert await _end(talk) == 4409


@pytest.mark.parametrize(
    "payload",
    [{"query": "{ nothing }"}, {"query": "{"}, {"query": 5}, {}, None, [], {"query": "{ boxes(first: 0) { totalCount } }"}],
    ids=json.dumps,
)
async def test_a_request_that_is_wrong_ends_its_operation_and_not_the_connection(live: Live, payload: object) -> None:
    async with live.socket() as talk:
        await talk.say(type="subscribe", id="1", payload=payload)
        message = await talk.hear()
        await talk.follow(_REGION, "2")

        assert (message["type"], message["id"]) == ("error", "1")
        assert message["payload"][0]["message"]
        assert (await talk.hear())["payload"]["data"] == {"region": {"code": "21"}}


async def test_a_client_that_goes_away_takes_its_operations_with_it(live: Live) -> None:
    async def nothing_runs() -> bool:
        return not _running_operations()

    async with live.socket(await live.token("Ani", "21.03")) as talk:
        await talk.follow(FEED)
        await talk.batch()
        assert len(_running_operations()) == 1
        talk.connection.transport.abort()

    await until(nothing_runs)


def _running_operations() -> list[str]:
    """The server's tasks for operations: it runs in this test's own loop."""
    names = [getattr(task.get_coro(), "__qualname__", "") for task in asyncio.all_tasks()]
    return [name for name in names if name == "_Connection._operation"]


async def test_who_cannot_be_looked_up_while_all_connections_are_in_use_is_ended_with_1013(live: Live) -> None:
    reads = live.application.database.reads
    async with (
        AsyncExitStack() as held,
        connect(f"ws://127.0.0.1:{live.port}/graphql", subprotocols=[Subprotocol(websocket.PROTOCOL)]) as connection,
    ):
        for _ in range(reads.door.places):
            await held.enter_async_context(reads.acquire())
        talk = Talk(connection)
        await talk.say(type="connection_init", payload={"authorization": "Bearer nobody-asked-for-this-before"})

        assert await _end(talk) == 1013
        assert "send the same again" in str(connection.close_reason)
