"""A subscriber over graphql-transport-ws: text frames, whole and not packed, and pings."""

import base64
import json
import os
from typing import Final

from silog.bench.live.subscriber import Subscriber
from silog.bench.load import HOST

_TEXT: Final = 0x81
_PING: Final = 0x89
_PONG: Final = 0x8A
_SHORT: Final = 126
_MASKED: Final = 0x80


class SocketSubscriber(Subscriber):
    """Has one WebSocket, and one operation on it."""

    def asked(self) -> bytes:
        """Ask for an upgrade."""
        key = base64.b64encode(os.urandom(16)).decode()
        return (
            f"GET /graphql HTTP/1.1\r\nHost: {HOST}:{self.port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n"
        ).encode()

    def begin(self, head: bytes) -> None:
        """Say who asks."""
        if b" 101 " not in head.split(b"\r\n", 1)[0]:
            self.fail("the server did not upgrade:", head)
        self._say({"type": "connection_init", "payload": {"authorization": f"Bearer {self.token}"}})

    def take_all(self) -> None:
        """Take every frame."""
        while (frame := self._next_frame()) is not None:
            kind, content = frame
            if kind == _TEXT:
                self._take(content)
            elif kind == _PING:
                self._send(_PONG, content)
            else:
                self.fail(f"a frame of kind {kind:#x}:", content)

    def _next_frame(self) -> tuple[int, bytes] | None:
        pending = self.pending
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
        if message.startswith(b'{"type": "connection_ack"'):
            self._say({"type": "subscribe", "id": "1", "payload": {"query": self.document}})
        elif b'"next"' not in message[:40]:
            self.fail("an unexpected message:", message)
        else:
            self.hear(message)

    def _say(self, message: dict[str, object]) -> None:
        self._send(_TEXT, json.dumps(message).encode())

    def _send(self, kind: int, content: bytes) -> None:
        length = bytes([_MASKED | len(content)]) if len(content) < _SHORT else bytes([_MASKED | _SHORT]) + len(content).to_bytes(2)
        self.transport.write(bytes([kind]) + length + bytes(4) + content)  # masked with zeros
