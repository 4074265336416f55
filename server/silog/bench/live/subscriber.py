"""One subscriber over graphql-transport-ws, written on sockets alone: it shares no code with the server, and costs little.

It understands what a server sends it: text frames, whole and not packed, and pings. Anything else ends the measurement.
"""

import asyncio
import base64
import json
import os
import time
from typing import Final, cast

from silog.bench.load import HOST

DOCUMENT: Final = "subscription { liveFeed { cursor items { cursor kind at boxCode state placeCode } } }"
_ITEM: Final = b'"kind":"SCAN"'
_TEXT: Final = 0x81
_PING: Final = 0x89
_PONG: Final = 0x8A
_SHORT: Final = 126
_MASKED: Final = 0x80


class Subscriber(asyncio.Protocol):
    """Connects, subscribes, and notes when it heard of each event. One that never reads stops reading once it is answered."""

    def __init__(self, port: int, token: str, *, never_reads: bool = False) -> None:
        """`token` is that of the viewer who subscribes."""
        self._port, self._token, self._never_reads = port, token, never_reads
        self._pending = bytearray()
        self._is_open = False
        self._transport: asyncio.Transport
        self.is_following = asyncio.get_running_loop().create_future()
        self.heard_at: list[float] = []
        """For each event in turn the moment at which it was heard of, by the machine's monotonic clock."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the protocol."""
        self._transport = cast("asyncio.Transport", transport)
        key = base64.b64encode(os.urandom(16)).decode()
        self._transport.write(
            f"GET /graphql HTTP/1.1\r\nHost: {HOST}:{self._port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        """Take what came, message by message."""
        self._pending += data
        if not self._is_open:
            head, end, rest = bytes(self._pending).partition(b"\r\n\r\n")
            if not end:
                return
            if b" 101 " not in head.split(b"\r\n", 1)[0]:
                self._fail(f"the server did not upgrade: {head[:200]!r}")
                return
            self._is_open, self._pending = True, bytearray(rest)
            self._say({"type": "connection_init", "payload": {"authorization": f"Bearer {self._token}"}})
        while (frame := self._next_frame()) is not None:
            kind, content = frame
            if kind == _TEXT:
                self._take(content)
            elif kind == _PING:
                self._send(_PONG, content)
            else:
                self._fail(f"a frame of kind {kind:#x}: {content[:200]!r}")

    def connection_lost(self, exc: Exception | None) -> None:
        """Whoever waits for the first answer waits in vain."""
        self._fail(f"the connection ended: {exc}")

    def close(self) -> None:
        """Go away."""
        self._transport.abort()

    def _next_frame(self) -> tuple[int, bytes] | None:
        pending = self._pending
        if len(pending) < 2:  # noqa: PLR2004 -- a frame begins with its kind and its length
            return None
        kind, length, start = pending[0], pending[1], 2
        if length >= _SHORT:
            start = 4 if length == _SHORT else 10
            if len(pending) < start:
                return None
            length = int.from_bytes(pending[2:start])
        if len(pending) < start + length:
            return None
        content = bytes(pending[start : start + length])
        del pending[: start + length]
        return kind, content

    def _take(self, message: bytes) -> None:
        now = time.monotonic()
        if message.startswith(b'{"type": "connection_ack"'):
            self._say({"type": "subscribe", "id": "1", "payload": {"query": DOCUMENT}})
        elif b'"next"' not in message[:40]:
            self._fail(f"an unexpected message: {message[:200]!r}")
        else:
            self.heard_at += [now] * message.count(_ITEM)
            if not self.is_following.done():
                self.is_following.set_result(None)
                if self._never_reads:
                    self._transport.pause_reading()

    def _say(self, message: dict[str, object]) -> None:
        self._send(_TEXT, json.dumps(message).encode())

    def _send(self, kind: int, content: bytes) -> None:
        length = bytes([_MASKED | len(content)]) if len(content) < _SHORT else bytes([_MASKED | _SHORT]) + len(content).to_bytes(2)
        self._transport.write(bytes([kind]) + length + bytes(4) + content)  # masked with zeros

    def _fail(self, why: str) -> None:
        if not self.is_following.done():
            self.is_following.set_exception(ConnectionError(why))
