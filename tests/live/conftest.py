"""The product behind a real socket, and clients that follow it with protocols of other hands."""

import asyncio
import itertools
import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import asyncpg
import httpx
import pytest
import uvicorn
from tests.custody.world import World
from tests.factories.databases import as_admin, two_elections
from tests.factories.world import NOW, code_of
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from silog.alerts.watching import look_once
from silog.application import Application
from silog.asgi import create_app
from silog.composition import join_rooms
from silog.custody.device import DeviceSigner
from silog.custody.rules import ScanType
from silog.kit.cluster import Cluster, Endpoint
from silog.kit.database import Database
from silog.kit.graphql.follow.served import SocketServed, StreamServed
from silog.kit.scope import Scope
from silog.movement.actions import report_positions
from silog.movement.rules import PositionReport
from silog.people.actions import create_user, make_bearer_token
from silog.people.rules import Role
from silog.places.queries import election_numbered
from silog.settings import Settings

PATIENCE_S: Final = 20
_BEFORE_NATUNA: Final = 4  # boxes of stations whose codes come before those of 21.03
_names = itertools.count(1)


@pytest.fixture
async def database(cluster: Cluster, migrated_template: str) -> AsyncIterator[Endpoint]:
    """A database with both elections in it, for this test alone."""
    async with two_elections(cluster, migrated_template, f"live_{next(_names)}") as endpoint:
        yield endpoint


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    """Wait until something holds that tells nobody when it begins to, and fail when it takes too long."""
    async with asyncio.timeout(PATIENCE_S):
        while not await holds():  # noqa: ASYNC110 -- the other side is PostgreSQL, or the inside of the server
            await asyncio.sleep(0.02)


@pytest.fixture
async def admin(cluster: Cluster, database: Endpoint) -> AsyncIterator[asyncpg.Connection]:
    """A connection to `database` as the cluster's superuser, who sees what other connections do and may end them."""
    name = database.dsn_app.partition("?")[0].rpartition("/")[2]
    connection = await asyncpg.connect(cluster.dsn("silog_admin", name))
    yield connection
    await connection.close()


@asynccontextmanager
async def database_away(admin: asyncpg.Connection, cluster: Cluster) -> AsyncIterator[None]:
    """While the block lasts, the database has closed every connection but this one and takes no new one."""
    name = await admin.fetchval("SELECT current_database()")
    await as_admin(cluster, f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    await admin.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()", name)
    try:
        yield
    finally:
        await as_admin(cluster, f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")


@dataclass(slots=True)
class Live:
    """The running server, and what happens in the world it serves."""

    port: int
    application: Application
    database: Database
    world: World
    device: DeviceSigner
    _sailed: "itertools.count[int]" = field(default_factory=itertools.count)

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}/graphql"

    async def token(self, name: str, region: str, election: int = 1, role: Role = Role.OPERATOR) -> str:
        """Make a person of a region, and give a token of theirs."""
        user = await create_user(self.database, election, name, role, region)
        return await make_bearer_token(self.database, user.id)

    async def scan(self, serial: int = 1) -> str:
        """Record one scan of one of the first six boxes of 21.03, with the seals it has: it opens no incident. Give its code."""
        code = code_of(1, _BEFORE_NATUNA + serial)
        async with self.database.unit_of_work(Scope.whole_election(1)) as work:
            seals = await (await work.driver).fetchval("SELECT seals FROM boxes WHERE code = $1", code)
        (answer,) = await self.world.record(self.device.scan(ScanType.CHECK, code, "WH-21.03", NOW, seals=seals), at=NOW)
        assert answer.code is None
        return code

    async def sail_often(self, count: int) -> list[float]:
        """Report so many positions at once; give their longitudes."""
        lons = [round(108 + next(self._sailed) / 1000, 3) for _ in range(count)]
        ways = [PositionReport("CNV-21.03", NOW.replace(microsecond=round(lon * 1000) % 1000 * 1000), lon, 4.0, 90.0, 11.5) for lon in lons]
        outcome = await report_positions(self.database, Scope.whole_election(1), ways, NOW)
        assert outcome.errors == ()
        return lons

    async def sail(self, conveyance: str = "CNV-21.03") -> float:
        """Report one position; give its longitude, which is new each time."""
        lon = round(108 + next(self._sailed) / 1000, 3)
        at = NOW.replace(microsecond=next(self._sailed) * 1000)
        outcome = await report_positions(
            self.database, Scope.whole_election(1), [PositionReport(conveyance, at, lon, 4.0, 90.0, 11.5)], NOW
        )
        assert outcome.errors == ()
        return lon

    @asynccontextmanager
    async def socket(
        self, token: str | None = None, *, payload: dict[str, Any] | None = None, takes_little: bool = False
    ) -> AsyncIterator["Talk"]:
        """Connect by WebSocket and say who is there. Who `takes_little` keeps hardly anything that is not asked for yet."""
        wire = socket.socket()
        if takes_little:
            wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        wire.connect(("127.0.0.1", self.port))
        address, spoken, queue = f"ws://127.0.0.1:{self.port}/graphql", [Subprotocol("graphql-transport-ws")], 1 if takes_little else 16
        async with connect(address, sock=wire, subprotocols=spoken, max_queue=queue) as connection:
            talk = Talk(connection)
            await talk.say(type="connection_init", payload=payload or ({"authorization": f"Bearer {token}"} if token else {}))
            assert await talk.hear() == {"type": "connection_ack"}
            yield talk


@dataclass(slots=True)
class Talk:
    """One WebSocket."""

    connection: ClientConnection

    async def say(self, **message: object) -> None:
        """Send a message."""
        await self.connection.send(json.dumps(message))

    async def hear(self) -> dict[str, Any]:
        """Wait for the next message."""
        async with asyncio.timeout(PATIENCE_S):
            message: dict[str, Any] = json.loads(await self.connection.recv())
        return message

    async def follow(self, document: str, key: str = "1", **variables: object) -> None:
        """Begin an operation."""
        await self.say(type="subscribe", id=key, payload={"query": document, "variables": variables})

    async def batch(self, key: str = "1") -> dict[str, Any]:
        """Wait for the next batch of the feed."""
        message = await self.hear()
        assert (message["type"], message["id"], message["payload"].get("errors")) == ("next", key, None), message
        batch: dict[str, Any] = message["payload"]["data"]["liveFeed"]
        return batch

    async def items(self, count: int, key: str = "1") -> tuple[list[dict[str, Any]], str]:
        """Wait until so many entries have come; give them with the cursor behind them."""
        found: list[dict[str, Any]] = []
        while True:
            batch = await self.batch(key)
            found += batch["items"]
            if len(found) >= count:
                return found, batch["cursor"]


@asynccontextmanager
async def serving_here(database: Endpoint, **kinds: Any) -> AsyncIterator[tuple[int, Application]]:  # noqa: ANN401 -- uvicorn's
    """Run a server in this loop, on a free port of loopback; `kinds` are the protocols that it speaks by."""
    app = create_app(Settings(state=Path("unused"), plan_workers=0).with_database(database.dsn_app))
    listening = socket.create_server(("127.0.0.1", 0))
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 16_384)  # so that a test can fill it
    server = uvicorn.Server(uvicorn.Config(app, **kinds, log_config=None, access_log=False, timeout_graceful_shutdown=1))
    serving = asyncio.create_task(server.serve([listening]))
    async with asyncio.timeout(PATIENCE_S):
        while not server.started:
            assert not serving.done()
            await asyncio.sleep(0.01)
    yield listening.getsockname()[1], app.state.application
    server.should_exit = True
    await serving


@asynccontextmanager
async def world_served(database: Endpoint, product: Database, owner: asyncpg.Connection, **kinds: Any) -> AsyncIterator[Live]:  # noqa: ANN401
    """Run a server, and a second pair of pools that records what happens. What did not happen is found before, and told to nobody."""
    await look_once(product)
    join_rooms(product)
    async with serving_here(database, **kinds) as (port, application):
        async with product.unit_of_work(Scope.whole_election(1)) as work:
            world = World(product, await election_numbered(work.connection, 1), owner)
        yield Live(port, application, product, world, await world.device("WH-21.03"))


@pytest.fixture
async def live(database: Endpoint, product: Database, owner: asyncpg.Connection) -> AsyncIterator[Live]:
    """The product as it is served."""
    async with world_served(database, product, owner, http=StreamServed, ws=SocketServed) as served:
        yield served


@pytest.fixture
async def http(live: Live) -> AsyncIterator[httpx.AsyncClient]:
    """An HTTP client of the running server."""
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{live.port}", timeout=PATIENCE_S) as client:
        yield client
