"""A line soon says that its client does not read: nothing on the way to it may take in without a bound."""

import asyncio
import socket
from typing import Any, Final

import pytest
import uvicorn

from silog.kit.graphql.follow.lines import LineSeat, line_of
from silog.kit.graphql.follow.seats import Told
from silog.kit.graphql.follow.served import SocketServed, StreamServed

_TOLD: Final = Told(b"." * 20_000)
_MOST: Final = 500
_STREAM: Final = b"POST / HTTP/1.1\r\nHost: silog\r\nContent-Length: 0\r\n\r\n"
_SOCKET: Final = (
    b"GET / HTTP/1.1\r\nHost: silog\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: c2lsb2cgc2lsb2cgc2lsbw==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
_BEGINNINGS: Final[dict[str, list[dict[str, Any]]]] = {
    "http": [
        {"type": "http.response.start", "status": 200, "headers": []},
        {"type": "http.response.body", "body": b"-", "more_body": True},
    ],
    "websocket": [{"type": "websocket.accept"}],
}


@pytest.mark.parametrize("asked", [_STREAM, _SOCKET], ids=["stream", "socket"])
async def test_who_reads_nothing_is_soon_told_nothing(asked: bytes) -> None:
    given: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def tell(scope: Any, _receive: Any, send: Any) -> None:  # noqa: ANN401 -- ASGI's
        for message in _BEGINNINGS[scope["type"]]:
            await send(message)
        line = line_of(scope)
        assert line is not None
        seat = LineSeat(line, b"", b"", 1)
        while seat.is_free and seat.given < _MOST:
            seat.give(_TOLD)
            await asyncio.sleep(0)
        given.set_result(seat.given)
        line.cut()

    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(tell, http=StreamServed, ws=SocketServed, lifespan="off", log_config=None)
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve([listening]))
    with socket.create_connection(listening.getsockname()) as deaf:
        deaf.sendall(asked)
        async with asyncio.timeout(10):
            told_bytes = await given * len(_TOLD.body)
    server.should_exit = True
    await serving

    assert told_bytes < 400_000
