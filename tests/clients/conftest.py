"""Clients of other hands: programs from npm that speak to the running server, each behind a pipe of JSON lines."""

import asyncio
import contextlib
import json
import os
import re
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest
from tests.live.conftest import PATIENCE_S, Live, admin, database, http, live

__all__ = ["Live", "admin", "database", "http", "live"]  # the server of the live tests, and its database

ROOT: Final = Path(__file__).parents[2]
CLIENTS: Final = ROOT / "tests" / "clients"
DOCUMENTED: Final = re.compile(r"^```\w+ (?P<name>[\w.-]+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
Start = Callable[..., AbstractAsyncContextManager["Program"]]


@dataclass(slots=True)
class Program:
    """One running program. Whatever it tells is JSON with a key `on`."""

    process: asyncio.subprocess.Process

    async def tell(self, act: str, **command: object) -> None:
        """Give a command."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"do": act, **command}).encode() + b"\n")
        await self.process.stdin.drain()

    async def hear(self, *kinds: str) -> dict[str, Any]:
        """Wait for what happens next; it must be one of these."""
        found = await self._line()
        assert found["on"] in kinds, found
        return found

    async def hear_until(self, kind: str) -> dict[str, Any]:
        """Wait until this happens, whatever happens before."""
        while (found := await self._line())["on"] != kind:
            pass
        return found

    async def batch(self, key: str = "1") -> dict[str, Any]:
        """Wait for the next batch of the feed."""
        found = await self.hear("next")
        assert (found["id"], found["value"].get("errors")) == (key, None), found
        batch: dict[str, Any] = found["value"]["data"]["liveFeed"]
        return batch

    async def end(self) -> str:
        """Wait until it ends by itself; give the rest of what it told."""
        told, _ = await self.process.communicate()
        return told.decode()

    async def _line(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(await self.line())
        return found

    async def line(self) -> str:
        """Wait for the next line."""
        assert self.process.stdout is not None
        async with asyncio.timeout(PATIENCE_S):
            line = await self.process.stdout.readline()
        assert line, "the program has ended"
        return line.decode()


@asynccontextmanager
async def npm_run(script: str, *arguments: str, **environment: str) -> AsyncIterator[Program]:
    """Run a script of tests/clients/package.json with the Node.js that the web client is built with, for as long as the block lasts."""
    assert (CLIENTS / "node_modules").is_dir(), "The clients are not installed: run make clients."
    command = (".ci/npm", "--prefix", "tests/clients", "--silent", "run", script, "--", *arguments)
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, env=os.environ | environment, stdin=pipe, stdout=pipe, start_new_session=True, limit=2**22
    )
    try:
        yield Program(process)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.communicate()


def run(name: str, **options: object) -> AbstractAsyncContextManager[Program]:
    """Run one of the programs here, with options."""
    return npm_run(name, json.dumps(options))


@pytest.fixture
def start(live: Live) -> Start:
    """Start a program against the running server; come back when it takes commands."""

    @asynccontextmanager
    async def begin(name: str, **options: object) -> AsyncIterator[Program]:
        url = live.address.replace("http", "ws", 1) if name == "websocket" else live.address
        async with run(name, url=url, **options) as program:
            await program.hear("ready")
            yield program

    return begin


def write_snippets(folder: Path, live: Live) -> None:
    """Write the programs of docs/api.md as files that ask the running server, beside the packages they import."""
    (folder / "node_modules").symlink_to(CLIENTS / "node_modules")
    for snippet in DOCUMENTED.finditer((ROOT / "docs" / "api.md").read_text()):
        (folder / snippet["name"]).write_text(snippet["text"].replace("127.0.0.1:8000", f"127.0.0.1:{live.port}"))
