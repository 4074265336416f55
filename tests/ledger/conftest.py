"""The small election of custody's tests with its log: who signs it, and the addresses where it is read."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from starlette.applications import Starlette
from tests.custody.conftest import connected, world
from tests.custody.world import World

from silog.composition import join_rooms
from silog.custody.device import DeviceSigner
from silog.custody.rules import ScanType
from silog.ledger.rules import Checkpoint, Verifier
from silog.ledger.sequencing import Sequencer
from silog.ledger.serving import log_routes
from silog.people.viewers import Viewers

__all__ = ["connected", "world"]


@dataclass
class Logged:
    """A log, who gives places in it, and whoever looks at it from outside."""

    world: World
    sequencer: Sequencer
    device: DeviceSigner
    client: httpx.AsyncClient

    async def scan(self, count: int = 1, *, box: int = 0) -> list[UUID]:
        """Record so many scans of a box, in one batch, and give their ids."""
        code = self.world.boxes[box]
        signed = [self.device.scan(ScanType.CHECK, code, "WH-21.03", self.world.later()) for _ in range(count)]
        ids = [answer.id for answer in await self.world.record(*signed)]
        assert None not in ids
        return [one for one in ids if one is not None]

    async def verifier(self) -> Verifier:
        """The key that the database says to be the log's."""
        return Verifier.from_text(await self.world.owner.fetchval("SELECT verifier_key FROM logs"))

    async def checkpoint(self) -> Checkpoint:
        """Fetch the newest checkpoint, and check its signature."""
        answer = await self.client.get("/log/LATIHAN/checkpoint")
        assert answer.status_code == 200, answer.text
        return Checkpoint.read(answer.text, await self.verifier())

    async def events(self) -> Sequence[bytes]:
        """The events in the order of their places, as the database holds them."""
        found = "SELECT event FROM scans JOIN log_entries ON scan_id = id ORDER BY log_index"
        return [row["event"] for row in await self.world.owner.fetch(found)]


@pytest.fixture
async def logged(world: World, tmp_path: Path) -> AsyncIterator[Logged]:
    join_rooms(world.database)
    app = Starlette(routes=[*log_routes(world.database, Viewers(world.database))])
    sequencer = Sequencer(world.database, tmp_path / "log" / "key.pem", "silog.example")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://silog.test") as client:
        yield Logged(world, sequencer, await world.device(), client)
