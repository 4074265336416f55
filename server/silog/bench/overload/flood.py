"""The flood: reads at a fixed rate, whether or not the last ones were answered.

A process of its own, `python -m silog.bench.overload.flood`. It is told on its standard input what to ask, once, and asks until that input
is closed; then it says what it heard. It reaches only this machine, over a bounded number of connections: where all of them wait for an
answer, what is due waits here.
"""

import asyncio
import json
import sys
import time
from collections import Counter, deque
from dataclasses import asdict, dataclass
from itertools import cycle
from typing import Final, cast

import httptools
import uvloop

from silog.bench.load import HOST

CONNECTIONS: Final = 1_000
_TICK_S: Final = 0.004


@dataclass(frozen=True, slots=True)
class Told:
    """What to ask: the port, requests a second, and whole HTTP requests to send in turn."""

    port: int
    per_s: float
    requests: list[str]


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of it: seconds, how many were due and how many of them sent, how many answers had each status and said when to return.

    `lost` are connections that ended.
    """

    seconds: float
    due: int
    sent: int
    statuses: dict[int, int]
    said_when: int
    lost: int


class _Asking(asyncio.Protocol):
    """One connection, on which one request is under way at a time."""

    def __init__(self, flood: "_Flood") -> None:
        self._flood = flood
        self._parser = httptools.HttpResponseParser(self)
        self._says_when = False
        self.transport: asyncio.WriteTransport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.WriteTransport", transport)

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_header(self, name: bytes, _value: bytes) -> None:
        if name.lower() == b"retry-after":
            self._says_when = True

    def on_message_complete(self) -> None:
        self._flood.answered(self, self._parser.get_status_code(), says_when=self._says_when)
        self._parser, self._says_when = httptools.HttpResponseParser(self), False

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 -- whatever it was, an answer is missing
        self._flood.lost += 1


class _Flood:
    """Counts what was sent and heard, and hands what is due to connections that are free."""

    def __init__(self) -> None:
        self.free: deque[_Asking] = deque()
        self.statuses: Counter[int] = Counter()
        self.said_when = self.sent = self.lost = 0

    def answered(self, asking: _Asking, status: int, *, says_when: bool) -> None:
        self.statuses[status] += 1
        self.said_when += says_when
        self.free.append(asking)

    async def run(self, told: Told, until: asyncio.Event) -> Heard:
        loop = asyncio.get_running_loop()
        for _ in range(CONNECTIONS):
            _, asking = await loop.create_connection(lambda: _Asking(self), HOST, told.port)
            self.free.append(asking)
        requests = cycle([request.encode() for request in told.requests])
        began = time.perf_counter()
        due = 0
        while not until.is_set():
            due = int((time.perf_counter() - began) * told.per_s)
            while self.sent < due and self.free:
                self.free.popleft().transport.write(next(requests))
                self.sent += 1
            await asyncio.sleep(_TICK_S)
        return Heard(time.perf_counter() - began, due, self.sent, dict(self.statuses), self.said_when, self.lost)


async def _main() -> None:
    told = Told(**json.loads(sys.stdin.buffer.readline()))
    until = asyncio.Event()
    loop = asyncio.get_running_loop()
    ends = loop.run_in_executor(None, sys.stdin.buffer.read)  # nothing more is said: the end of it is the end of the flood
    ends.add_done_callback(lambda _: until.set())
    sys.stdout.write(json.dumps(asdict(await _Flood().run(told, until))))


if __name__ == "__main__":
    uvloop.run(_main())
