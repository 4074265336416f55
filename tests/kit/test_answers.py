"""A whole answer reaches the client byte for byte as the same answer does in two messages, and leaves the connection as that does."""

import asyncio
import gc
import re
import socket
import weakref
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any, Final

import pytest
import uvicorn

from silog.kit.answers import send_whole
from silog.kit.graphql.follow.served import SocketServed, StreamServed

_HEADERS: Final = [(b"content-type", b"application/json"), (b"content-length", b"6")]
_BODY: Final = b'"siap"'
_DATE: Final = re.compile(rb"date: [^\r]+")
_ASKED: Final[dict[str, bytes]] = {
    "kept alive, and asked again": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}" * 2 + b"POST / HTTP/1.0\r\nHost: a\r\n\r\n",
    "closed by the client's wish": b"POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
    "the head alone": b"HEAD / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.0\r\nHost: a\r\n\r\n",
    "expected to go on": b"POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
}
App = Callable[[Any, Any, Any], Coroutine[Any, Any, None]]


async def _whole(scope: Any, _receive: Any, send: Any) -> None:  # noqa: ANN401 -- ASGI's
    await send_whole(scope, send, 200, list(_HEADERS), _BODY)


async def _in_two(_scope: Any, _receive: Any, send: Any) -> None:  # noqa: ANN401 -- ASGI's
    await send_whole({}, send, 200, list(_HEADERS), _BODY)


@asynccontextmanager
async def _serving(app: App) -> AsyncIterator[tuple[str, int]]:
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, http=StreamServed, ws=SocketServed, lifespan="off", log_config=None, server_header=False)
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve([listening]))
    yield listening.getsockname()
    server.should_exit = True
    await serving


async def _heard(app: App, asked: bytes) -> bytes:
    async with _serving(app) as (host, port), asyncio.timeout(10):
        reader, writer = await asyncio.open_connection(host, port)
        writer.write(asked)
        heard = await reader.read()
        writer.close()
    return _DATE.sub(b"date: now", heard)


@pytest.mark.parametrize("asked", _ASKED.values(), ids=_ASKED)
async def test_a_whole_answer_is_what_the_two_messages_are(asked: bytes) -> None:
    whole = await _heard(_whole, asked)

    assert whole == await _heard(_in_two, asked)
    assert b"date: now" in whole


async def test_after_a_whole_answer_nothing_more_is_sent() -> None:
    refused: list[str] = []

    async def twice(scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401 -- ASGI's
        await _whole(scope, receive, send)
        for again in (_whole, _in_two):
            try:
                await again(scope, receive, send)
            except RuntimeError as error:
                refused.append(str(error))

    heard = await _heard(twice, b"GET / HTTP/1.0\r\nHost: a\r\n\r\n")

    assert heard.count(_BODY) == 1
    assert len(refused) == 2


async def test_who_does_not_read_is_waited_for_before_the_next_whole_answer() -> None:
    """Six megabytes a time are more than the way takes: the second answer waits until the client reads the first."""
    given: list[int] = []
    body = b"." * 6_000_000

    async def large(scope: Any, _receive: Any, send: Any) -> None:  # noqa: ANN401 -- ASGI's
        await send_whole(scope, send, 200, [(b"content-length", b"%d" % len(body))], body)
        given.append(len(body))

    async with _serving(large) as (host, port), asyncio.timeout(20):
        reader, writer = await asyncio.open_connection(host, port, limit=1024)
        writer.write(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n" * 2 + b"GET / HTTP/1.0\r\nHost: a\r\n\r\n")
        await asyncio.sleep(0.5)
        waiting = len(given)
        read = 0
        while part := await reader.read(1 << 20):
            read += len(part)
        writer.close()

    assert waiting < 3
    assert len(given) == 3
    assert read > 3 * len(body)


class _Kept:
    """What a request holds on to."""


async def test_nothing_of_a_request_that_was_answered_is_left_as_garbage() -> None:
    kept: list[weakref.ref[_Kept]] = []

    async def holding(scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401 -- ASGI's
        scope["kept"] = _Kept()
        kept.append(weakref.ref(scope["kept"]))
        await _whole(scope, receive, send)

    gc.disable()
    try:
        await _heard(holding, b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}" * 2 + b"POST / HTTP/1.0\r\nHost: a\r\n\r\n")
        assert [one() for one in kept[:2]] == [None, None]
    finally:
        gc.enable()
    assert len(kept) == 3
