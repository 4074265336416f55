"""Serving a peer of the product: by the same uvicorn settings, so that a difference is not theirs."""

import uvicorn
from starlette.types import ASGIApp

from silog.bench.load import HOST


def serve_as_the_product(app: ASGIApp, port: int) -> None:
    """Serve an application on a port of this machine alone, until the process is told to end."""
    uvicorn.run(
        app,
        host=HOST,
        port=port,
        loop="uvloop",
        http="httptools",
        server_header=False,
        access_log=False,
        log_level="warning",
    )
