"""A Starlette application that says hello: the least that an answer over HTTP costs on this uvicorn."""

import sys

from starlette.applications import Starlette
from starlette.requests import Request as Asked
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from silog.bench.graphql.servers.contender import Contender
from silog.bench.load import Request


def create_app() -> Starlette:
    """Return the application."""

    async def hello(_: Asked) -> Response:
        return JSONResponse({"hello": "world"})

    return Starlette(routes=[Route("/", hello)])


def hello() -> Contender:
    """Describe it. It knows nothing of elections, so all that is compared is that it answers."""
    return Contender(
        "hello",
        lambda port: [sys.executable, "-m", "silog.bench.graphql.servers", "hello", str(port)],
        lambda _question, _arguments: Request.get("/"),
        lambda _, answer: {"is answered": answer["hello"] == "world"},
        only=frozenset({"Q5"}),
    )
