"""This product without its scope, to see what the scope costs: no row-level security, no region in any condition.

For this measurement alone, in a process of its own, which changes the product's modules and then does what `silog serve` does. What
stays is the election in every key, which is part of the data, and the setting that nobody reads any more.
"""

from importlib import import_module
from typing import Any

from sqlalchemy.ext.compiler import compiles

from silog.kit import database
from silog.kit.cluster import endpoint
from silog.kit.graphql.declare.entities import inside_scope


def _everywhere(*_: Any, **__: Any) -> str:  # noqa: ANN401 -- SQLAlchemy's own signature
    return "true"


if __name__ == "__main__":
    database.RUNTIME_ROLE = endpoint.APP_ROLE = endpoint.OWNER_ROLE  # whom no policy binds
    compiles(inside_scope)(_everywhere)
    import_module("silog.cli.group").main()  # by name: the command line stands above this floor, and is run here as a whole
