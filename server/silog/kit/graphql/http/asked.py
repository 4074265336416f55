"""A request as the endpoint reads it: Starlette's, with what every request is asked for made cheap.

Nearly all requests are a POST by a program, without cookies and without a query in the address; so those parts are only read where there
is something to read.
"""

from typing import Any, Final

from starlette.datastructures import Headers, QueryParams
from starlette.requests import ClientDisconnect, Request
from starlette.types import Receive, Scope

from silog.kit.graphql.http.reading import refuse_above
from silog.kit.graphql.limits.table import Limit

_LONGEST_LENGTH: Final = 20
"""Digits of a Content-Length; what is longer is counted as it comes."""
_NO_QUERY: Final = QueryParams()


class PlainHeaders(Headers):
    """Headers by their names in small letters, each found in one step; of several of one name the first counts."""

    def __init__(self, scope: Scope) -> None:
        """As ASGI gives them."""
        self._list = scope["headers"]
        self._found = dict(reversed(self._list))

    def __contains__(self, name: object) -> bool:
        """Whether there is one of that name."""
        return str(name).encode() in self._found

    def get(self, name: str, default: Any = None) -> Any:  # noqa: ANN401 -- as in Mapping
        """Return its value."""
        value = self._found.get(name.encode())
        return default if value is None else value.decode("latin-1")


class Asked(Request):
    """One HTTP request to the endpoint."""

    def __init__(self, scope: Scope, receive: Receive) -> None:
        """As ASGI gives them."""
        super().__init__(scope, receive)
        self.plain = self._headers = PlainHeaders(scope)

    @property
    def method(self) -> str:
        """GET, POST or another."""
        method: str = self.scope["method"]
        return method

    @property
    def headers(self) -> PlainHeaders:
        """What stands above the body."""
        return self.plain

    @property
    def query_params(self) -> QueryParams:
        """What the address asks."""
        return super().query_params if self.scope["query_string"] else _NO_QUERY

    @property
    def cookies(self) -> dict[str, str]:
        """The browser's cookies."""
        return super().cookies if "cookie" in self.plain else {}

    async def capped_body(self, most: Limit) -> bytes:
        """Return the body; refuse one over a limit before it is read, or at the latest when that much has come."""
        announced = self.plain.get("content-length", "")
        if announced.isdecimal() and len(announced) < _LONGEST_LENGTH:
            refuse_above(most, int(announced))
        parts: list[bytes] = []
        size_bytes = 0
        while True:
            message = await self.receive()
            if message["type"] == "http.disconnect":
                raise ClientDisconnect
            part = message.get("body", b"")
            size_bytes += len(part)
            refuse_above(most, size_bytes)
            parts.append(part)
            if not message.get("more_body", False):
                return part if len(parts) == 1 else b"".join(parts)
