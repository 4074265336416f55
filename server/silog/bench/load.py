"""The load client: a fixed number of connections, each sending its next request when the last was answered.

It reaches only this machine, sends a bounded number of requests, and takes nothing for an answer that is not one: another status
than 200, or a body with what a request calls unwanted, ends the measurement.
"""

import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from typing import Final, cast

import httptools

from silog.errors import SilogError

HOST: Final = "127.0.0.1"
_OK: Final = 200
_SHOWN_BYTES: Final = 600


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request, written once and sent many times. An answer that holds the bytes in `unwanted` is none."""

    head: bytes
    body: bytes = b""
    unwanted: bytes = b""

    @classmethod
    def get(cls, path: str) -> "Request":
        """Ask for a path."""
        return cls(f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nAccept: application/json\r\n\r\n".encode())

    @classmethod
    def post_json(cls, path: str, body: bytes, *, token: str | None = None, unwanted: bytes = b"") -> "Request":
        """Send JSON to a path, with a bearer token where one is given."""
        head = f"POST {path} HTTP/1.1\r\nHost: {HOST}\r\nAccept: application/json\r\nContent-Type: application/json\r\n"
        authorization = f"Authorization: Bearer {token}\r\n" if token else ""
        return cls(f"{head}{authorization}Content-Length: {len(body)}\r\n\r\n".encode(), body, unwanted)


@dataclass(frozen=True, slots=True)
class Load:
    """What came of one run: how long it took, and of each request its latency and the size of its answer."""

    elapsed_s: float
    latencies_s: Sequence[float]
    answer_bytes: int

    @property
    def requests(self) -> int:
        """How many were answered."""
        return len(self.latencies_s)

    @property
    def requests_per_s(self) -> float:
        """Throughput."""
        return self.requests / self.elapsed_s

    def latency_s(self, share: float) -> float:
        """The latency that this share of the requests did not exceed."""
        ordered = sorted(self.latencies_s)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


class _Connection(asyncio.Protocol):
    """One connection, on which one request is under way at a time."""

    def __init__(self) -> None:
        self._parser = httptools.HttpResponseParser(self)
        self._parts: list[bytes] = []
        self._unwanted = b""
        self._answer: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self._transport: asyncio.WriteTransport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.WriteTransport", transport)

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._answer.done():
            self._answer.set_exception(exc or ConnectionResetError("the server closed the connection"))

    def on_body(self, body: bytes) -> None:
        self._parts.append(body)

    def on_message_complete(self) -> None:
        body, status = b"".join(self._parts), self._parser.get_status_code()
        self._parser = httptools.HttpResponseParser(self)
        self._parts = []
        if status != _OK or (self._unwanted and self._unwanted in body):
            shown = body[:_SHOWN_BYTES].decode(errors="replace")
            self._answer.set_exception(SilogError("WRONG_ANSWER", f"A server under load answered with status {status}: {shown}"))
        else:
            self._answer.set_result(body)

    async def ask(self, request: Request) -> bytes:
        """Send a request and wait for the body of its answer."""
        self._answer = asyncio.get_running_loop().create_future()
        self._unwanted = request.unwanted
        self._transport.write(request.head + request.body)
        return await self._answer

    def close(self) -> None:
        """End the connection."""
        self._answer.cancel()
        self._transport.close()


async def ask(port: int, request: Request) -> bytes:
    """Send one request and give the body of its answer."""
    connection = await _connect(port)
    try:
        return await connection.ask(request)
    finally:
        connection.close()


async def run_load(port: int, requests: Sequence[Request], *, count: int, connections: int, most_s: float, start: int = 0) -> Load:
    """Send `count` requests, taken from `requests` in turn beginning with number `start`, or fewer when `most_s` seconds are over."""
    queue = islice(cycle(requests), start % len(requests), start % len(requests) + count)
    opened = [await _connect(port) for _ in range(connections)]
    try:
        started = time.perf_counter()
        until = started + most_s
        runs = await asyncio.gather(*(_send(connection, queue, until) for connection in opened))
        elapsed = time.perf_counter() - started
    finally:
        for connection in opened:
            connection.close()
    return Load(elapsed, [latency for latencies, _ in runs for latency in latencies], sum(size for _, size in runs))


async def _send(connection: _Connection, queue: Iterator[Request], until: float) -> tuple[list[float], int]:
    latencies, size = [], 0
    for request in queue:
        began = time.perf_counter()
        size += len(await connection.ask(request))
        ended = time.perf_counter()
        latencies.append(ended - began)
        if ended > until:
            break
    return latencies, size


async def _connect(port: int) -> _Connection:
    _, connection = await asyncio.get_running_loop().create_connection(_Connection, HOST, port)
    return connection
