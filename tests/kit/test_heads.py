"""The head of a request: one that never ends is given up, be it slow or large, and nobody else is kept from an answer."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket
from tests.factories.servers import served

from silog.kit.graphql.follow.served import SocketServed, StreamServed

PATIENCE_S: Final = 0.4
REQUEST: Final = b"POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 4\r\n\r\nbody"
UPGRADE: Final = (
    b"GET /socket HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)


class Impatient(StreamServed):
    """The product's protocol with little patience."""

    longest_head_s = PATIENCE_S


async def _echo(request: Request) -> PlainTextResponse:
    return PlainTextResponse((await request.body()).decode())


async def _tell_late(socket: WebSocket) -> None:
    await socket.accept()
    await asyncio.sleep(2 * PATIENCE_S)
    await socket.send_text("late")
    await socket.close()


@pytest.fixture
async def port() -> AsyncIterator[int]:
    """Where a server answers that waits less than half a second for a head."""
    app = Starlette(routes=[Route("/", _echo, methods=["POST"]), WebSocketRoute("/socket", _tell_late)])
    async with served(app, http=Impatient, ws=SocketServed, lifespan="off") as found:
        yield found


@asynccontextmanager
async def _connected(port: int) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        async with asyncio.timeout(20 * PATIENCE_S):
            yield reader, writer
    finally:
        writer.close()


@pytest.mark.parametrize("sent", [b"", b"POST / HT", REQUEST[:40], REQUEST + REQUEST[:40]], ids=["nothing", "a line", "a head", "a second"])
async def test_a_head_that_does_not_end_is_given_up_with_a_sentence(port: int, sent: bytes) -> None:
    async with _connected(port) as (reader, writer):
        writer.write(sent)

        said = await reader.read()

    assert said.count(b"HTTP/1.1 200") == sent.count(b"body")
    assert b"HTTP/1.1 408" in said
    assert said.endswith(b"The head of the request had not come to its end after 0.4 s.\n")


async def test_a_head_that_comes_a_byte_at_a_time_gets_no_more_time(port: int) -> None:
    async with _connected(port) as (reader, writer):
        answer = asyncio.create_task(reader.readexactly(12))
        for byte in REQUEST[:60]:
            if not answer.done():
                writer.write(bytes([byte]))
                await asyncio.sleep(PATIENCE_S / 20)

        assert await answer == b"HTTP/1.1 408"


async def test_a_head_that_grows_without_end_is_given_up(port: int) -> None:
    line = b"X-Long: %s\r\n" % (b"x" * 100_000)
    async with _connected(port) as (reader, writer):
        answer = asyncio.create_task(reader.readexactly(12))
        writer.write(b"POST / HTTP/1.1\r\n")
        while not answer.done():
            writer.write(line)
            await asyncio.sleep(0)

        assert await answer == b"HTTP/1.1 431"


async def test_who_is_in_time_is_answered_one_request_after_the_other(port: int) -> None:
    async with _connected(port) as (reader, writer):
        for _ in range(3):
            for part in (REQUEST[:20], REQUEST[20:50], REQUEST[50:]):
                writer.write(part)
                await asyncio.sleep(PATIENCE_S / 8)
            assert (await reader.readuntil(b"body")).startswith(b"HTTP/1.1 200")


async def test_a_socket_may_be_silent_for_longer(port: int) -> None:
    async with _connected(port) as (reader, writer):
        writer.write(UPGRADE)

        said = await reader.readuntil(b"late")

    assert said.startswith(b"HTTP/1.1 101")
