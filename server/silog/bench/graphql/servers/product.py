"""This product as it is served: its own application, with the viewer's token, scope, masking, limits and all middleware."""

import base64
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from starlette.applications import Starlette

from silog.asgi import create_app as product_app
from silog.bench.graphql.questions import QUESTIONS, Arguments, graphql_request
from silog.bench.graphql.servers.contender import Contender
from silog.bench.load import Request
from silog.settings import Settings


def create_app(dsn_app: str) -> Starlette:
    """Return the product's application on the bench's database."""
    return product_app(Settings(state=Path.cwd()).with_database(dsn_app))


def product(dsn_app: str, token: str) -> Contender:
    """Describe the product, asked by whoever the token stands for."""
    return _contender("silog", "this product", "product", dsn_app, token)


def product_unscoped(dsn_owner: str, token: str) -> Contender:
    """Describe the product without its scope."""
    return _contender("silog-unscoped", "this product without its scope", "product_unscoped", dsn_owner, token)


def _contender(name: str, title: str, module: str, dsn: str, token: str) -> Contender:
    def command(port: int) -> Sequence[str]:
        return [sys.executable, "-m", "silog.bench.graphql.servers", module, str(port), dsn]

    def request(question: str, arguments: Arguments) -> Request:
        return graphql_request(QUESTIONS[question].document, _variables(question, arguments), token)

    return Contender(name, title, command, request, _as_it_is)


def _variables(question: str, arguments: Arguments) -> Arguments:
    """Pages begin after a cursor, which in the order of codes holds the code."""
    if question != "Q2":
        return arguments
    return {"after": base64.urlsafe_b64encode(f'["CODE","{arguments["after"]}"]'.encode()).decode()}


def _as_it_is(_: str, answer: Any) -> Any:  # noqa: ANN401 -- decoded JSON
    return answer["data"]
