"""A web server inside the test's own loop, at a port of its own."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from starlette.types import ASGIApp


@asynccontextmanager
async def served(app: ASGIApp, **options: Any) -> AsyncIterator[int]:  # noqa: ANN401 -- those of uvicorn
    """Give the port where uvicorn serves an application until the block ends."""
    config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1, **options)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve(sockets=[taken]))
        while not server.started:  # noqa: ASYNC110 -- the inside of the server
            await asyncio.sleep(0.01)
        yield taken.getsockname()[1]
        server.should_exit = True
        await serving
