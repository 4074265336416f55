"""A body that comes slowly: until a time it is waited for, then its sender is told so, and the connection is given up."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest
from tests.factories.jpegs import jpeg
from tests.factories.servers import served
from tests.photos.conftest import Pier

from silog.asgi import create_app
from silog.custody.canonical import sha256_text
from silog.kit.cluster import Endpoint
from silog.settings import Settings

LONGEST_S: Final = 1
PHOTO: Final = jpeg(640, 480)
PATH: Final = f"/photos/{sha256_text(PHOTO)}"
ASK: Final = json.dumps({"query": "{ __typename }"}).encode()
FOLLOW: Final = json.dumps({"query": "subscription { liveFeed { cursor } }"}).encode()
HEADERS: Final = {"Content-Type": "application/json", "Silog-Election": "LATIHAN"}
PAGES: Final = Path(__file__).parents[2] / "docs"


@pytest.fixture
async def port(database: Endpoint) -> AsyncIterator[int]:
    """Where a server answers that waits a second for a body."""
    settings = Settings(state=Path("unused"), longest_body_s=LONGEST_S, plan_workers=0).with_database(database.dsn_app)
    async with served(create_app(settings)) as found:
        yield found


@dataclass
class Line:
    """A connection over which bytes go as slowly as wanted."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    @classmethod
    @asynccontextmanager
    async def begin(cls, port: int, request: str, headers: Mapping[str, str], size: int) -> AsyncIterator["Line"]:
        """Connect, and send what stands above the body."""
        line = cls(*await asyncio.open_connection("127.0.0.1", port))
        said = {"Host": f"127.0.0.1:{port}", "Content-Length": str(size)} | dict(headers)
        line.writer.write("\r\n".join([f"{request} HTTP/1.1", *(f"{name}: {value}" for name, value in said.items()), "", ""]).encode())
        try:
            yield line
        finally:
            line.writer.close()

    async def trickle(self, body: bytes) -> tuple[int, Mapping[str, Any]]:
        """Send a byte every 50 ms until there is an answer; give it."""
        answering = asyncio.create_task(self.answer())
        async with asyncio.timeout(10 * LONGEST_S):
            for byte in body:
                if answering.done():
                    break
                self.writer.write(bytes([byte]))
                await asyncio.sleep(0.05)
            return await answering

    async def answer(self) -> tuple[int, Mapping[str, Any]]:
        """Give the status and the JSON of an answer."""
        head = await self.reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"(?i)content-length: (\d+)", head)
        assert length is not None
        return int(head.split()[1]), json.loads(await self.reader.readexactly(int(length[1])))

    async def is_given_up(self) -> bool:
        """Whether the server has closed the connection, be it with a reset since more is on the way to it."""
        with suppress(ConnectionResetError):
            return await self.reader.read() == b""
        return True


async def test_a_photo_that_comes_a_byte_at_a_time_is_given_up_and_taken_when_it_comes_again(pier: Pier, port: int) -> None:
    await pier.scan(PHOTO)
    async with Line.begin(port, f"PUT {PATH}", pier.said(PHOTO), len(PHOTO)) as line:
        status, said = await line.trickle(PHOTO)
        assert await line.is_given_up()

    assert (status, said["code"]) == (408, "BODY_TOO_SLOW")
    assert said["message"] == "The body had not come to its end after 1 s."
    assert await pier.kept() == []
    async with Line.begin(port, f"PUT {PATH}", pier.said(PHOTO), len(PHOTO)) as again:
        again.writer.write(PHOTO[:1000])
        await asyncio.sleep(LONGEST_S / 3)
        again.writer.write(PHOTO[1000:])
        assert await again.answer() == (201, {"status": "STORED"})


async def test_so_is_a_question_and_a_stream_is_not(pier: Pier, port: int) -> None:
    assert pier.world.election.code == HEADERS["Silog-Election"]
    streams = HEADERS | {"Accept": "text/event-stream"}
    async with (
        Line.begin(port, "POST /graphql", streams, len(FOLLOW)) as stream,
        Line.begin(port, "POST /graphql", HEADERS, 9000) as line,
    ):
        stream.writer.write(FOLLOW)
        assert b" 200 " in await stream.reader.readuntil(b"\r\n")

        status, said = await line.trickle(ASK + b" " * (9000 - len(ASK)))

        error = {"message": f"{said['message']} {said['hint']}", "extensions": {"code": "BODY_TOO_SLOW"}}
        assert (status, said["errors"]) == (408, [error])
        await asyncio.sleep(LONGEST_S / 2)
        assert not stream.reader.at_eof()


def test_the_pages_name_the_answer() -> None:
    for page in ("api.md", "api-limits.md", "operating.md", "scan-events.md"):
        assert "`BODY_TOO_SLOW`" in (PAGES / page).read_text(), page
