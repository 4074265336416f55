"""This product as `silog serve` serves it: the viewer's token, scope, masking, limits, telemetry and all middleware."""

import base64
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from silog.bench.graphql.questions import QUESTIONS, Arguments, graphql_request
from silog.bench.graphql.servers.contender import Contender
from silog.bench.load import HOST, Request


def product(dsn_app: str, token: str) -> Contender:
    """Describe the product, asked by whoever the token stands for."""
    return _contender("silog", "silog.cli", dsn_app, token)


def product_public(dsn_app: str) -> Contender:
    """Describe the product, asked by nobody in particular. Whether the answer is right is compared where others are asked for it."""
    asked = _contender("silog-public", "silog.cli", dsn_app, None)
    return replace(asked, only=frozenset({"Q5"}), answer=lambda _, answer: {"is answered": bool(answer["data"]["progress"])})


def product_unscoped(dsn_owner: str, token: str) -> Contender:
    """Describe the product without its scope."""
    return _contender("silog-unscoped", "silog.bench.graphql.servers.product_unscoped", dsn_owner, token)


def _contender(name: str, module: str, dsn: str, token: str | None) -> Contender:
    def command(_port: int) -> Sequence[str]:
        return [sys.executable, "-m", module, "serve"]

    def environment(port: int) -> Mapping[str, str]:
        # Counted all the same, and shown on no address: two servers stand side by side and could not share one.
        return {"SILOG_DATABASE_URL": dsn, "SILOG_HOST": HOST, "SILOG_PORT": str(port), "SILOG_METRICS": "off"}

    def request(question: str, arguments: Arguments) -> Request:
        return graphql_request(QUESTIONS[question].document, variables(question, arguments), token)

    return Contender(name, command, request, _as_it_is, environment=environment)


def variables(question: str, arguments: Arguments) -> Arguments:
    """Pages begin after a cursor, which in the order of codes holds the code."""
    if question != "Q2":
        return arguments
    return {"after": base64.urlsafe_b64encode(f'["CODE","{arguments["after"]}"]'.encode()).decode()}


def _as_it_is(_: str, answer: Any) -> Any:  # noqa: ANN401 -- decoded JSON
    return answer["data"]
