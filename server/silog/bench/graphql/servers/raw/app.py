"""The routes: each runs its one statement and sends on the text that comes back."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from silog.bench.graphql.servers.raw.statements import statements
from silog.kit.scope import Scope, View

_CONNECTIONS = 8
_EDGES = ("west", "south", "east", "north")


def create_app(dsn_owner: str, election_id: str, region_code: str, reset: str) -> Starlette:
    """Return the application. `reset` is `kept` for a pool that leaves connections as they are, else the driver's default."""
    sql = statements(Scope(View.FULL, int(election_id), region_code))

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        options: dict[str, Any] = {"reset": _keep_as_is} if reset == "kept" else {}
        async with asyncpg.create_pool(dsn_owner, min_size=1, max_size=_CONNECTIONS, **options) as pool:
            app.state.pool = pool
            yield

    def route(path: str, question: str, values: Callable[[dict[str, str]], tuple[object, ...]]) -> Route:
        statement = sql[question]

        async def answer(request: Request) -> Response:
            body = await request.app.state.pool.fetchval(statement, *values(request.path_params))
            return Response(body, media_type="application/json")

        return Route(path, answer)

    return Starlette(
        lifespan=lifespan,
        routes=[
            route("/box/{code}", "Q1", lambda given: (given["code"],)),
            route("/boxes-after/{code}", "Q2", lambda given: (given["code"],)),
            route("/boxes-after-kept/{code}", "Q2 kept", lambda given: (given["code"],)),
            route("/boxes-in/{west}/{south}/{east}/{north}", "Q3", lambda given: tuple(float(given[edge]) for edge in _EDGES)),
            route("/progress", "Q4", lambda _: ()),
            route("/progress-live", "Q4 live", lambda _: ()),
        ],
    )


async def _keep_as_is(_: asyncpg.Connection) -> None:
    """Reset nothing: these statements leave nothing behind."""
