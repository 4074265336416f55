"""An answer goes out in one write: who reads as soon as there is something reads all of it."""

import asyncio
from typing import Final

import pytest
from tests.live.conftest import PATIENCE_S, serving_here

from silog.kit.cluster import Endpoint
from silog.kit.graphql.follow.served import SocketServed, StreamServed

_ASKED: Final = 40


async def _first_reads(port: int, request: bytes) -> list[bytes]:
    """What is read at the first go, of one request after the other on one connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    found = []
    for _ in range(_ASKED):
        writer.write(request)
        found.append(await reader.read(65_536))
    writer.close()
    await writer.wait_closed()
    return found


@pytest.mark.parametrize(("method", "path"), [("GET", "/healthz"), ("HEAD", "/healthz"), ("GET", "/nowhere")])
async def test_head_and_body_come_together(database: Endpoint, method: str, path: str) -> None:
    request = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()
    async with serving_here(database, http=StreamServed, ws=SocketServed) as (port, _), asyncio.timeout(PATIENCE_S):
        for answer in await _first_reads(port, request):
            head, _, body = answer.partition(b"\r\n\r\n")
            announced = next(int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:"))
            assert len(body) == (0 if method == "HEAD" else announced)
