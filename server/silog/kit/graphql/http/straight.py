"""The straight way to the endpoint: past the router and what it wraps around every route, which cost a third of a small request."""

from collections.abc import Awaitable
from typing import Final

from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

PATH: Final = "/graphql"


class Doorway:
    """Where the endpoint stands once the application has started. It answers its own errors."""

    endpoint: ASGIApp | None = None


class Straight:
    """ASGI middleware: HTTP requests for the endpoint go to it at once, all else goes on."""

    def __init__(self, app: ASGIApp, doorway: Doorway) -> None:
        """Lead through `doorway`."""
        self._app = app
        self._doorway = doorway
        self._route = Route(PATH, app)  # what telemetry names a request by

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """Give what serves; no step of its own is awaited."""
        endpoint = self._doorway.endpoint if scope["type"] == "http" and scope["path"] == PATH else None
        if endpoint is None:
            return self._app(scope, receive, send)
        scope["route"] = self._route
        return endpoint(scope, receive, send)
