"""A Strawberry server that takes scans as typed inputs, a field for each value, and records them by the product's own action.

So nothing but the way from the request to the action, and back, differs from the product.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import strawberry
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.extensions import ParserCache, ValidationCache

from silog.bench.ingest.ground import ELECTION
from silog.bench.ingest.typed.schema import Mutation, Query
from silog.composition import join_rooms
from silog.custody.desk import ScanDesk
from silog.kit.database import Database
from silog.places.queries import election_named

_DOCUMENTS = 100


class _View(GraphQL[dict[str, Any], None]):
    """Strawberry's own ASGI view, with the desk for scans in the context."""

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> dict[str, Any]:
        return {"response": response, "scans": request.app.state.scans, "election": request.app.state.election}


def create_app(dsn_app: str) -> Starlette:
    """Return the application. It asks nobody who they are."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        database = await Database.connect(dsn_app)
        join_rooms(database)
        async with database.engine.begin() as connection:
            app.state.election = await election_named(connection, ELECTION)
        app.state.scans = ScanDesk(database)
        try:
            yield
        finally:
            await database.close()

    schema = strawberry.Schema(
        Query, Mutation, extensions=[lambda: ParserCache(maxsize=_DOCUMENTS), lambda: ValidationCache(maxsize=_DOCUMENTS)]
    )
    return Starlette(lifespan=lifespan, routes=[Route("/graphql", _View(schema, graphql_ide=None))])
