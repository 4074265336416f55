"""Uvicorn's protocols for WebSockets and HTTP, with a line offered to the application (lines.py).

They add nothing to what uvicorn does with connections but the end of the deaf and one write where uvicorn has two, and write only where
uvicorn would write at that moment: a whole text frame between two messages, a whole chunk of a body that is under way, a whole answer
(answers.py) where its head is due.
"""

import asyncio
import socket
from collections.abc import Iterable
from contextlib import suppress
from typing import Any, Final, cast

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, RequestResponseCycle
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Request

from silog.kit.answers import WHOLE
from silog.kit.graphql.follow.lines import LINE, Frame, in_parts
from silog.kit.heads import BoundedHeads

_TEXT: Final = b"\x81"
"""A text message in one frame, not packed."""
_LENGTH_IN_2: Final = 126
_LENGTH_IN_8: Final = 127
_MOST_IN_1: Final = 125
_MOST_IN_2: Final = 0xFFFF
_CLOSING: Final = ((b"connection", b"close"),)
_OFFERED: Final[dict[str, object]] = {}
_UNSENT: Final = 16_384
"""Bytes that the kernel takes of a line while they cannot be sent. It would take megabytes for each client that does not read."""


class SocketServed(WebSocketsSansIOProtocol):
    """A WebSocket that is a line: messages are text frames."""

    sent_bytes = 0

    @property
    def is_open(self) -> bool:
        """Whether the handshake is over, and no close was sent."""
        return self.handshake_complete and not (self.close_sent or self.disconnected or self.transport.is_closing())

    def hold_little(self) -> None:
        """Bound what the kernel holds unsent."""
        _hold_little(self.transport)

    def framed(self, *parts: bytes) -> Frame:
        """Make a text frame; servers send without a mask (RFC 6455, 5.2)."""
        return in_parts(_TEXT + _length(sum(map(len, parts))), *parts)

    def write(self, frame: Frame) -> None:
        """Send a frame."""
        self.sent_bytes += _write(self.transport, frame)

    def cut(self) -> None:
        """End the connection at once."""
        self.transport.abort()

    def handle_connect(self, event: Request) -> None:
        """Begin, with a line offered."""
        super().handle_connect(event)
        if self.response.status_code == 101:  # noqa: PLR2004 -- otherwise nothing was begun
            cast("dict[str, Any]", self.scope["extensions"])[LINE] = self

    def keepalive_timeout(self) -> None:
        """End a connection whose pings are not answered; one that takes in nothing would never take in the end of it either."""
        is_deaf = bool(self.transport.get_write_buffer_size())
        super().keepalive_timeout()
        if is_deaf:
            self.transport.abort()


class StreamServed(BoundedHeads):
    """HTTP where the body of an answer under way is a line: messages are chunks. The head of an answer leaves with what follows it."""

    def on_headers_complete(self) -> None:
        """Begin, with a line offered."""
        before = self.cycle
        super().on_headers_complete()
        if self.cycle is not before:
            self.cycle.send = _Answering(self.cycle, self.loop).send  # type: ignore[method-assign]
            cast("dict[str, Any]", self.scope)["extensions"] = {LINE: _Chunks(self.cycle), WHOLE: _OFFERED}


class _Whole:
    """The way out of one answer: its head waits for the body that follows at once, else until the loop's next turn.

    Uvicorn writes them one after the other, and each write is a call of the system that wakes whoever listens: a tenth of a small answer.
    """

    __slots__ = ("_head", "_is_begun", "_loop", "_transport")

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._head = b""
        self._is_begun = False

    def write(self, data: bytes) -> None:
        if not self._is_begun:
            self._is_begun, self._head = True, data
            self._loop.call_soon(self._let_go)
        elif self._head:
            head, self._head = self._head, b""
            self._transport.writelines((head, data))
        else:
            self._transport.write(data)

    def writelines(self, parts: Iterable[bytes]) -> None:
        self._let_go()
        self._transport.writelines(parts)

    def close(self) -> None:
        self._let_go()
        self._transport.close()

    def abort(self) -> None:
        self._transport.abort()

    def is_closing(self) -> bool:
        return self._transport.is_closing()

    def get_extra_info(self, name: str) -> Any:  # noqa: ANN401 -- asyncio's
        return self._transport.get_extra_info(name)

    def _let_go(self) -> None:
        if self._head:
            head, self._head = self._head, b""
            self._transport.write(head)


class _Answering:
    """Takes whole answers beside uvicorn's messages, and leaves the cycle as uvicorn does after the last of these."""

    __slots__ = ("_cycle", "_loop")

    def __init__(self, cycle: RequestResponseCycle, loop: asyncio.AbstractEventLoop) -> None:
        self._cycle = cycle
        self._loop = loop

    async def send(self, message: Any) -> None:  # noqa: ANN401 -- uvicorn's messages, and one more
        cycle = self._cycle
        if message["type"] != WHOLE or cycle.response_started:
            if not cycle.response_started:
                cycle.transport = cast("asyncio.Transport", _Whole(cycle.transport, self._loop))
            await RequestResponseCycle.send(cycle, message)  # which also refuses what comes after an answer
            return
        if cycle.flow.write_paused and not cycle.disconnected:
            await cycle.flow.drain()
        if cycle.disconnected:
            return
        cycle.response_started = cycle.response_complete = True
        cycle.waiting_for_100_continue = False
        lines = map(b": ".join, (*cycle.default_headers, *message["headers"], *(() if cycle.keep_alive else _CLOSING)))
        head = STATUS_LINE[message["status"]] + b"\r\n".join(lines) + b"\r\n\r\n"
        cycle.transport.writelines((head,) if cycle.scope["method"] == "HEAD" else (head, message["body"]))
        cycle.message_event.set()
        if not cycle.keep_alive:
            cycle.transport.close()
        cycle.on_response()
        self._untie()

    def _untie(self) -> None:
        """Let go of what would hold itself: the request is over, and gone at once need not be searched for as garbage."""
        del self._cycle.send
        self._cycle.scope["extensions"].clear()


class _Chunks:
    __slots__ = ("_cycle", "sent_bytes")

    def __init__(self, cycle: RequestResponseCycle) -> None:
        self._cycle = cycle
        self.sent_bytes = 0

    @property
    def writable(self) -> asyncio.Event:
        return self._cycle.flow._is_writable_event  # noqa: SLF001 -- what `drain` waits for; a test would notice its end

    @property
    def is_open(self) -> bool:
        cycle = self._cycle
        is_under_way = cycle.response_started and not cycle.response_complete and bool(cycle.chunked_encoding)
        return is_under_way and cycle.scope["method"] != "HEAD" and not (cycle.disconnected or cycle.transport.is_closing())

    def hold_little(self) -> None:
        _hold_little(self._cycle.transport)

    def framed(self, *parts: bytes) -> Frame:
        return in_parts(b"%x\r\n" % sum(map(len, parts)), *parts, b"\r\n")

    def write(self, frame: Frame) -> None:
        self.sent_bytes += _write(self._cycle.transport, frame)

    def cut(self) -> None:
        self._cycle.transport.abort()


def _hold_little(transport: asyncio.Transport) -> None:
    with suppress(OSError):  # it is gone, or goes by no TCP
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, _UNSENT)


def _write(transport: asyncio.Transport, frame: Frame) -> int:
    if len(frame) == 1:
        transport.write(frame[0])
        return len(frame[0])
    transport.writelines(frame)
    return sum(map(len, frame))


def _length(count: int) -> bytes:
    """The length of a message in a frame's head, in as few bytes as may be."""
    if count <= _MOST_IN_1:
        return bytes([count])
    if count <= _MOST_IN_2:
        return bytes([_LENGTH_IN_2]) + count.to_bytes(2)
    return bytes([_LENGTH_IN_8]) + count.to_bytes(8)
