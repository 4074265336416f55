"""This product without its scope, to see what the scope costs: no row-level security, no region in any condition.

For this measurement alone, in a process of its own: it changes the product's modules before it serves them. What stays is the
election in every key, which is part of the data, and the setting that nobody reads any more.
"""

from typing import Any

from sqlalchemy.ext.compiler import compiles
from starlette.applications import Starlette

from silog.bench.graphql.servers.product import create_app as product_app
from silog.kit import database
from silog.kit.graphql.declare.entities import inside_scope


def create_app(dsn_owner: str) -> Starlette:
    """Return the product's application as the owner of the schema, whom no policy binds."""
    database.RUNTIME_ROLE = "silog_owner"
    compiles(inside_scope)(_everywhere)
    return product_app(dsn_owner)


def _everywhere(*_: Any, **__: Any) -> str:  # noqa: ANN401 -- SQLAlchemy's own signature
    return "true"
