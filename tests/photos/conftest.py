"""The small election of custody's tests, its photos' routes, and people who may or may not look."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import httpx
import pytest
from starlette.applications import Starlette
from tests.custody.conftest import connected, world
from tests.custody.world import World

from silog.custody.canonical import sha256_text
from silog.custody.device import DeviceSigner
from silog.custody.rules import Condition, ScanType
from silog.people.actions import create_user, make_bearer_token
from silog.people.rules import Role
from silog.people.viewers import Viewers
from silog.photos.serving import photo_routes

__all__ = ["connected", "world"]

Answered = tuple[int, Mapping[str, str]]
"""Status and what was said."""
SignIn = Callable[[Role, str], Awaitable[dict[str, str]]]


@dataclass
class Pier:
    """Where boxes are scanned and photographed: a world, a device, and the line to the server."""

    world: World
    device: DeviceSigner
    client: httpx.AsyncClient

    async def scan(self, photo: bytes, box: int = 0, *, by: DeviceSigner | None = None) -> None:
        """Record a scan of a damaged box that names a photo."""
        signer, code = by or self.device, self.world.boxes[box]
        scan = signer.scan(ScanType.CHECK, code, "WH-21.03", self.world.later(), condition=Condition.DAMAGED, actor="Siti", photo=photo)
        (answer,) = await self.world.record(scan)
        assert answer.status == "RECORDED", answer

    def said(self, photo: bytes, *, by: DeviceSigner | None = None) -> dict[str, str]:
        """What a device says of a photo: the headers of its request."""
        signer = by or self.device
        named = {"Silog-Election": signer.election, "Silog-Key": signer.device_id, "Silog-Signature": signer.sign_photo(photo)}
        return named | {"Content-Type": "image/jpeg"}

    async def hand_in(
        self, photo: bytes, *, by: DeviceSigner | None = None, sends: bytes | None = None, saying: Mapping[str, str] = MappingProxyType({})
    ) -> Answered:
        """Hand a photo in; `sends` are other bytes than were signed, `saying` other headers."""
        headers = self.said(photo, by=by) | dict(saying)
        answer = await self.client.put(f"/photos/{sha256_text(photo)}", content=photo if sends is None else sends, headers=headers)
        assert answer.headers["cache-control"] == "no-store"
        return answer.status_code, answer.json()

    async def kept(self) -> list[tuple[str, str, bytes | None]]:
        """Every photo that is here, or was: its name, region and bytes."""
        rows = await self.world.owner.fetch("SELECT sha256, region_code, content FROM photos ORDER BY 1, 2")
        return [tuple(row) for row in rows]


@pytest.fixture
async def pier(world: World) -> AsyncIterator[Pier]:
    app = Starlette(routes=[*photo_routes(world.database, Viewers(world.database))])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://silog.test") as opened:
        yield Pier(world, await world.device(), opened)


@pytest.fixture
def sign_in(world: World) -> SignIn:
    """Gives the headers of a new person of a role in a region."""

    async def act(role: Role, region: str) -> dict[str, str]:
        user = await create_user(world.database, world.election.id, f"{role} {region}", role, region)
        return {"Authorization": f"Bearer {await make_bearer_token(world.database, user.id)}"}

    return act


async def at_once(*acts: Awaitable[Answered]) -> list[Answered]:
    """Do all of these at the same time."""
    return list(await asyncio.gather(*acts))
