"""The straight way to the endpoint: past the router and what it wraps around every route, which cost a third of a small request."""

from collections.abc import Callable
from typing import Final

from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

PATH: Final = "/graphql"


class Straight:
    """ASGI middleware: HTTP requests for the endpoint go to it at once, all else goes on."""

    def __init__(self, app: ASGIApp, endpoint: Callable[[], ASGIApp | None]) -> None:
        """`endpoint` gives the endpoint once the application has started. It answers its own errors."""
        self._app = app
        self._endpoint = endpoint
        self._route = Route(PATH, app)  # what telemetry names a request by

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve."""
        endpoint = self._endpoint() if scope["type"] == "http" and scope["path"] == PATH else None
        if endpoint is None:
            await self._app(scope, receive, send)
            return
        scope["route"] = self._route
        await endpoint(scope, receive, send)
