"""Boxes of Natuna to print labels for, and people who may or may not."""

import random
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime

import httpx
import pytest
from starlette.applications import Starlette

from silog.custody.actions import issue_boxes
from silog.documents.serving import document_routes
from silog.kit.database import Database
from silog.people.actions import create_user, make_bearer_token
from silog.people.rules import Role
from silog.people.viewers import Viewers
from silog.places.queries import NO_ELECTION, Election, all_elections

NATUNA = "21.03"
MIDAI = "21.03.04"
SignIn = Callable[[Role, str], Awaitable[dict[str, str]]]


@pytest.fixture
async def election(kepri: object, product: Database) -> Election:
    """The training election, every station of Natuna with its two boxes."""
    del kepri
    async with product.unit_of_work(NO_ELECTION) as work:
        (election,) = await all_elections(work.connection)
    await issue_boxes(product, election, NATUNA, issued_at=datetime(2024, 10, 1, tzinfo=UTC), random_below=random.Random(3).randrange)
    return election


@pytest.fixture
async def client(product: Database) -> AsyncIterator[httpx.AsyncClient]:
    app = Starlette(routes=[*document_routes(product, Viewers(product))])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://silog.test") as opened:
        yield opened


@pytest.fixture
def sign_in(product: Database) -> SignIn:
    """Gives the headers of a new person of a role in a region."""

    async def act(role: Role, region: str) -> dict[str, str]:
        user = await create_user(product, 1, f"{role} {region}", role, region)
        return {"Authorization": f"Bearer {await make_bearer_token(product, user.id)}"}

    return act
