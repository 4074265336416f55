"""A Strawberry server that takes scans as typed inputs, a field for each value, as Strawberry's documentation teaches it."""

from typing import Any

import strawberry
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.extensions import ParserCache, ValidationCache

from silog.bench.ingest.peers.inputs import Mutation, Query
from silog.bench.ingest.peers.standing import with_desk

_DOCUMENTS = 100


class _View(GraphQL[dict[str, Any], None]):
    """Strawberry's own ASGI view, with the desk for scans in the context."""

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> dict[str, Any]:
        return {"response": response, "scans": request.app.state.scans, "election": request.app.state.election}


def create_app(dsn_app: str) -> Starlette:
    """Return the application."""
    schema = strawberry.Schema(
        Query, Mutation, extensions=[lambda: ParserCache(maxsize=_DOCUMENTS), lambda: ValidationCache(maxsize=_DOCUMENTS)]
    )
    return with_desk(dsn_app, [Route("/graphql", _View(schema, graphql_ide=None))])
