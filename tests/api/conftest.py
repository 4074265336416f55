"""The whole application on a database of its own, asked over HTTP."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from tests.factories.databases import two_elections

from silog.asgi import create_app
from silog.kit.cluster import Cluster, Endpoint
from silog.kit.database import Database
from silog.people.actions import ensure_user, make_bearer_token
from silog.people.rules import Role
from silog.settings import Settings


@pytest.fixture(scope="module")
async def database(cluster: Cluster, migrated_template: str, request: pytest.FixtureRequest) -> AsyncIterator[Endpoint]:
    """A database with both elections in it, for the tests of one file. What a test changes there, it changes back."""
    name = request.module.__name__.rpartition(".")[2]
    async with two_elections(cluster, migrated_template, f"api_{name}") as endpoint:
        yield endpoint


@pytest.fixture(scope="module")
async def app(database: Endpoint) -> AsyncIterator[Starlette]:
    """The application, started."""
    made = create_app(Settings(state=Path("unused")).with_database(database.dsn_app))
    async with made.router.lifespan_context(made):
        yield made


@pytest.fixture
async def client(app: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    """An HTTP client without cookies, without a token, that looks at the first election."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://silog.test", headers={"silog-election": "LATIHAN-2024"}) as opened:
        yield opened


@pytest.fixture
async def coordinator(product: Database) -> dict[str, str]:
    """Headers that speak for a coordinator of the province in the first election."""
    user = await ensure_user(product, 1, "Koordinator", Role.COORDINATOR, "21")
    return {"authorization": f"Bearer {await make_bearer_token(product, user.id)}"}
