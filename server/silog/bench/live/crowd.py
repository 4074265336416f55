"""A crowd of subscribers in a process of its own: started, waited for, and asked what it heard."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from silog.bench.live.over import Over
from silog.errors import SilogError

_FOLLOWING_WITHIN_S: Final = 300
_LARGEST_LINE: Final = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Crowd:
    """Subscribers that have all been answered once."""

    process: asyncio.subprocess.Process
    asked: asyncio.StreamWriter
    said: asyncio.StreamReader

    async def heard(self, within_s: float) -> list[list[float]]:
        """Say when each heard of each event; after `within_s` seconds, as far as they have."""
        try:
            async with asyncio.timeout(within_s):
                line = await self.said.readline()
        except TimeoutError:
            self.asked.write(b"\n")
            line = await self.said.readline()
        found: list[list[float]] = json.loads(line)
        return found


@asynccontextmanager
async def crowd(port: int, token: str, over: Over, count: int, events: int, *, never_reads: bool = False) -> AsyncIterator[Crowd]:
    """Have so many subscribers follow, until the block ends."""
    command = ["-m", "silog.bench.live", str(port), str(count), str(events), "never" if never_reads else "reads", over]
    process = await asyncio.create_subprocess_exec(
        sys.executable, *command, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=_LARGEST_LINE
    )
    if process.stdin is None or process.stdout is None:
        raise TypeError("both pipes were asked for")
    found = Crowd(process, process.stdin, process.stdout)
    try:
        found.asked.write(f"{token}\n".encode())
        async with asyncio.timeout(_FOLLOWING_WITHIN_S):
            said = await found.said.readline()
        if said.strip() != b"following":
            raise SilogError("NOT_FOLLOWING", f"{count} subscribers could not follow the feed.", "What kept them from it stands above.")
        yield found
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
