"""Strawberry tuned by hand for these questions: one joined statement per root field, documents parsed and validated once."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import strawberry
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.extensions import ParserCache, ValidationCache

from silog.bench.graphql.servers.contender import Contender
from silog.bench.graphql.servers.strawberry_tuned.schema import Query
from silog.bench.graphql.servers.strawberry_tuned.statements import Statements
from silog.bench.graphql.servers.strawberry_words import contender
from silog.kit.scope import Scope, View

_CONNECTIONS = 8
_DOCUMENTS = 100


class _View(GraphQL[dict[str, Any], None]):
    """Strawberry's own ASGI view, with the pool in the context."""

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> dict[str, Any]:
        return {"request": request, "response": response, "pool": request.app.state.pool, "statements": request.app.state.statements}


def create_app(dsn_owner: str, election_id: str, region_code: str) -> Starlette:
    """Return the application, connected as the owner, its connections never reset."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with asyncpg.create_pool(dsn_owner, min_size=1, max_size=_CONNECTIONS, reset=_keep_as_is) as pool:
            app.state.pool = pool
            app.state.statements = Statements(Scope(View.FULL, int(election_id), region_code))
            yield

    schema = strawberry.Schema(Query, extensions=[lambda: ParserCache(maxsize=_DOCUMENTS), lambda: ValidationCache(maxsize=_DOCUMENTS)])
    return Starlette(lifespan=lifespan, routes=[Route("/graphql", _View(schema, graphql_ide=None))])


def strawberry_tuned(dsn_owner: str, election_id: int, region_code: str) -> Contender:
    """Describe it."""
    return contender("strawberry-tuned", [dsn_owner, str(election_id), region_code])


async def _keep_as_is(_: asyncpg.Connection) -> None:
    """Reset nothing: these statements leave nothing behind."""
