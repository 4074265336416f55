"""One subscriber, written on sockets alone: it shares no code with the server, and costs little.

How it is told is for those below: over graphql-transport-ws (websocket.py) and over server-sent events (stream.py). Each understands
what a server sends it, and anything else ends the measurement.
"""

import asyncio
import time
from abc import abstractmethod
from typing import Final, cast

_ITEM: Final = b'"kind":"SCAN"'
_HEAD_ENDS: Final = b"\r\n\r\n"
_SHOWN: Final = 200


class Subscriber(asyncio.Protocol):
    """Connects, subscribes, and notes when it heard of each event. One that never reads stops reading once it is answered."""

    document = "subscription { liveFeed { cursor items { cursor kind at boxCode state placeCode } } }"

    def __init__(self, port: int, token: str, *, never_reads: bool = False) -> None:
        """`token` is that of the viewer who subscribes."""
        self.port, self.token, self._never_reads = port, token, never_reads
        self.pending = bytearray()
        self._is_open = False
        self.transport: asyncio.Transport
        self.is_following = asyncio.get_running_loop().create_future()
        self.heard_at: list[float] = []
        """For each event in turn the moment at which it was heard of, by the machine's monotonic clock."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the protocol."""
        self.transport = cast("asyncio.Transport", transport)
        self.transport.write(self.asked())

    def data_received(self, data: bytes) -> None:
        """Take what came: the head of the answer, then message by message."""
        self.pending += data
        if not self._is_open:
            head, end, rest = bytes(self.pending).partition(_HEAD_ENDS)
            if not end:
                return
            self._is_open, self.pending = True, bytearray(rest)
            self.begin(head)
        self.take_all()

    def connection_lost(self, exc: Exception | None) -> None:
        """Whoever waits for the first answer waits in vain."""
        self.fail(f"the connection ended: {exc}")

    def close(self) -> None:
        """Go away."""
        self.transport.abort()

    def hear(self, answer: bytes) -> None:
        """Note what an answer tells."""
        self.heard_at += [time.monotonic()] * answer.count(_ITEM)
        if not self.is_following.done():
            self.is_following.set_result(None)
            if self._never_reads:
                self.transport.pause_reading()

    def fail(self, why: str, what: bytes = b"") -> None:
        """Say why nothing is followed, and what was there instead."""
        if not self.is_following.done():
            self.is_following.set_exception(ConnectionError(f"{why} {what[:_SHOWN]!r}" if what else why))

    @abstractmethod
    def asked(self) -> bytes:
        """The request."""

    @abstractmethod
    def begin(self, head: bytes) -> None:
        """See how the request was answered."""

    @abstractmethod
    def take_all(self) -> None:
        """Take off `pending` every message that came whole."""
