"""One `silog serve` as a process of its own, on a free port."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

import httpx
from tests.live.conftest import PATIENCE_S, Talk
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from silog.kit.cluster import Cluster, Endpoint
from silog.kit.ports import free_port

ENDED_WITHIN_S: Final = 60


@dataclass(slots=True)
class Server:
    """One `silog serve`."""

    process: asyncio.subprocess.Process
    port: int
    metrics_port: int

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def stop(self) -> None:
        """Tell it to stop."""
        self.process.send_signal(signal.SIGTERM)

    async def ended(self) -> int:
        """Wait for its end; give its exit code."""
        async with asyncio.timeout(ENDED_WITHIN_S):
            return await self.process.wait()

    async def metrics(self) -> str | None:
        """What it shows of itself, which another server at the same port would not; None before it has begun."""
        async with httpx.AsyncClient(timeout=PATIENCE_S) as client:
            try:
                return (await client.get(f"http://127.0.0.1:{self.metrics_port}/metrics")).text
            except httpx.TransportError:
                return None

    async def answers(self, path: str) -> int | None:
        """The status of one request by a connection of its own; None where nobody takes it."""
        async with httpx.AsyncClient(timeout=PATIENCE_S) as client:
            try:
                return (await client.get(self.address + path)).status_code
            except httpx.TransportError:
                return None


@asynccontextmanager
async def serving(cluster: Cluster, database: Endpoint, *options: str, **settings: str) -> AsyncIterator[Server]:
    """Run a server until the block ends, from when it is ready; `settings` are variables of its environment."""
    name = database.dsn_app.partition("?")[0].rpartition("/")[2]
    port, metrics_port = int(settings.get("SILOG_PORT") or free_port()), free_port()
    environment = {
        "PATH": os.environ["PATH"],
        "SILOG_DATABASE_URL": cluster.dsn("silog_admin", name),
        "SILOG_PORT": str(port),
        "SILOG_METRICS": f"127.0.0.1:{metrics_port}",
    }
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "silog.cli", "serve", *options, env=environment | settings)
    server = Server(process, port, metrics_port)

    async def is_ready() -> bool:
        assert process.returncode is None
        return await server.metrics() is not None and await server.answers("/readyz") == 200

    try:
        async with asyncio.timeout(ENDED_WITHIN_S):
            while not await is_ready():  # noqa: ASYNC110 -- another process
                await asyncio.sleep(0.1)
        yield server
    finally:
        if process.returncode is None:  # only after a failure
            process.kill()
            await process.wait()


@asynccontextmanager
async def socket_of(server: Server, token: str) -> AsyncIterator[Talk]:
    """Connect by WebSocket and say who is there."""
    async with connect(f"ws://127.0.0.1:{server.port}/graphql", subprotocols=[Subprotocol("graphql-transport-ws")]) as connection:
        talk = Talk(connection)
        await talk.say(type="connection_init", payload={"authorization": f"Bearer {token}"})
        assert await talk.hear() == {"type": "connection_ack"}
        yield talk
