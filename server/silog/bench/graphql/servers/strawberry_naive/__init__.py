"""Strawberry as tutorials teach it: mapped objects, a resolver for each relation, DataLoaders against the N+1 problem."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import strawberry
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL

from silog.bench.graphql.servers.contender import Contender
from silog.bench.graphql.servers.strawberry_naive.loaders import Sessions, loaders
from silog.bench.graphql.servers.strawberry_naive.schema import Query
from silog.bench.graphql.servers.strawberry_words import contender

_CONNECTIONS = 8


class _View(GraphQL[dict[str, Any], None]):
    """Strawberry's own ASGI view, with fresh loaders in the context of each request."""

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> dict[str, Any]:
        state = request.app.state
        return {"request": request, "response": response, "loaders": loaders(state.sessions, state.election_id)}


def create_app(dsn_owner: str, election_id: str) -> Starlette:
    """Return the application, connected as the owner."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        engine = create_async_engine(
            "postgresql+asyncpg://", async_creator=lambda: asyncpg.connect(dsn_owner), pool_size=_CONNECTIONS, max_overflow=0
        )
        sessions: Sessions = async_sessionmaker(engine, expire_on_commit=False)
        app.state.sessions = sessions
        app.state.election_id = int(election_id)
        yield
        await engine.dispose()

    return Starlette(lifespan=lifespan, routes=[Route("/graphql", _View(strawberry.Schema(Query), graphql_ide=None))])


def strawberry_naive(dsn_owner: str, election_id: int) -> Contender:
    """Describe it."""
    return contender("strawberry-naive", [dsn_owner, str(election_id)])
