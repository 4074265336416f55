"""A small HTTP client on one kept connection: what it costs must not hide what the server costs."""

import asyncio
import json
from dataclasses import dataclass
from typing import Any, Self


@dataclass(slots=True)
class Wire:
    """One connection to a server on this machine."""

    port: int
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    @classmethod
    async def open(cls, port: int) -> Self:
        """Connect."""
        return cls(port, *await asyncio.open_connection("127.0.0.1", port))

    async def post(self, body: bytes, election: str) -> tuple[int, bytes]:
        """Ask /graphql and return status and body. A server that refuses a body may close the connection before it has read all."""
        head = (
            f"POST /graphql HTTP/1.1\r\nhost: 127.0.0.1:{self.port}\r\ncontent-type: application/json\r\n"
            f"accept: application/json\r\nsilog-election: {election}\r\ncontent-length: {len(body)}\r\n\r\n"
        )
        self.writer.write(head.encode())
        self.writer.write(body)
        status, headers = await self._head()
        answer = await self.reader.readexactly(int(headers["content-length"]))
        if headers.get("connection") == "close" or self.writer.transport.get_write_buffer_size():
            await self._open_again()
        return status, answer

    async def close(self) -> None:
        """Hang up."""
        self.writer.transport.abort()

    async def _head(self) -> tuple[int, dict[str, str]]:
        status, *lines = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        pairs = (line.partition(":") for line in lines if line)
        return int(status.split(" ")[1]), {name.lower(): value.strip() for name, _, value in pairs}

    async def _open_again(self) -> None:
        self.writer.transport.abort()
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)


def code_of(body: bytes) -> str:
    """Return the code of an answer's first error, or that there was data."""
    content: dict[str, Any] = json.loads(body)
    errors = content.get("errors")
    if not errors:
        return "answered"
    return str((errors[0].get("extensions") or {}).get("code", "refused"))
