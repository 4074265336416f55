"""How large a message by WebSocket may be: as large as a query by HTTP, and whoever sends a larger one disturbs nobody else."""

import asyncio
import json

import pytest
from tests.live.conftest import PATIENCE_S, Live, Talk
from tests.live.serving import serving, socket_of
from websockets.exceptions import ConnectionClosed

from silog.kit.cluster import Cluster, Endpoint
from silog.kit.database import Database
from silog.kit.graphql.limits.table import BODY
from silog.people.actions import create_user, make_bearer_token
from silog.people.rules import Role

_QUERY = "{ viewer { name } }"


def _message_of(length: int) -> str:
    """An operation named `1`, filled up with a variable that nobody asked for."""
    message = {"type": "subscribe", "id": "1", "payload": {"query": _QUERY, "variables": {"filling": ""}}}
    filling = "x" * (length - len(json.dumps(message)))
    return json.dumps(message).replace('""', f'"{filling}"')


async def _end(talk: Talk) -> tuple[int | None, str | None]:
    """Wait until the server closes; give its code and reason. Nothing may come before."""
    with pytest.raises(ConnectionClosed):
        async with asyncio.timeout(PATIENCE_S):
            await talk.connection.recv()
    return talk.connection.close_code, talk.connection.close_reason


async def _is_answered(talk: Talk, message: str) -> bool:
    await talk.connection.send(message)
    told = [await talk.hear(), await talk.hear()]
    return [one["type"] for one in told] == ["next", "complete"] and told[0]["payload"] == {"data": {"viewer": {"name": "Ani"}}}


async def test_a_message_of_the_most_characters_is_answered_and_one_more_ends_its_connection_alone(live: Live) -> None:
    token = await live.token("Ani", "21.03")
    async with live.socket(token) as bystander, live.socket(token) as talk:
        assert await _is_answered(talk, _message_of(BODY.most))

        await talk.connection.send(_message_of(BODY.most + 1))

        assert await _end(talk) == (1009, "A message may have 262,144 characters: send batches by HTTP")
        assert await _is_answered(bystander, _message_of(200))


async def test_characters_are_counted_and_not_their_bytes(live: Live) -> None:
    async with live.socket(await live.token("Ani", "21.03")) as talk:
        assert await _is_answered(talk, _message_of(BODY.most).replace("x", "島"))


@pytest.mark.long
async def test_a_message_that_need_not_be_read_to_its_end_ends_its_connection_and_the_server_lives_on(
    cluster: Cluster, database: Endpoint, product: Database
) -> None:
    token = await make_bearer_token(product, (await create_user(product, 1, "Ani", Role.OPERATOR, "21.03")).id)
    async with serving(cluster, database) as server, socket_of(server, token) as bystander:
        for size in (BODY.most * 4 + 1, BODY.most * 100):
            async with socket_of(server, token) as talk:
                sending = asyncio.create_task(talk.connection.send(_message_of(size)))
                ended = await _end(talk)
                await asyncio.wait([sending])
            assert ended[0] == 1009
            assert ended[1]

        assert await _is_answered(bystander, _message_of(200))
        assert await server.answers("/readyz") == 200
        server.stop()
        assert await server.ended() == 0
