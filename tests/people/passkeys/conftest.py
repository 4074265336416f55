"""A browser at the door of a server that answers over https."""

from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette
from tests.people.passkeys.desk import ORIGIN, Desk
from tests.people.world import Elections

from silog.kit.database import Database
from silog.people.queries import User
from silog.people.signing_in import sign_in_routes
from silog.people.viewers import Viewers


@pytest.fixture
async def desk(product: Database) -> AsyncIterator[Desk]:
    """A browser in which nobody is signed in."""
    app = Starlette(routes=sign_in_routes(product, Viewers(product)))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=ORIGIN, headers={"origin": ORIGIN}) as client:
        yield Desk(client, product)


@pytest.fixture
async def siti(desk: Desk, elections: Elections) -> User:
    """Who is signed in to it, in the training election."""
    return await desk.sign_in_by_link(elections.training)
