"""An answer on its way out: bytes with their headers, packed for those who can unpack it, and readable by pages of other sites."""

import gzip
from dataclasses import dataclass
from typing import Final

from starlette.types import Receive, Scope, Send

from silog.kit.answers import send_whole
from silog.kit.graphql.http.asked import PlainHeaders
from silog.kit.graphql.http.media import EVENT_STREAM, GRAPHQL_JSON, JSON
from silog.kit.graphql.http.origin import OPEN_HEADERS

_WORTH_PACKING: Final = 1024
_LEVEL: Final = 4
_TYPES: Final = {kind: (b"content-type", f"{kind}; charset=utf-8".encode()) for kind in (GRAPHQL_JSON, JSON, EVENT_STREAM)}
_UNCACHED: Final = (b"cache-control", b"no-store")  # who asks is not in the address, so no cache may answer the next one
GUARDS: Final = ((b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"), (b"x-content-type-options", b"nosniff"))
"""No browser shows an answer, and should one do so, nothing in it does anything."""
_FOR_STATUS: Final = {401: (b"www-authenticate", b"Bearer"), 405: (b"allow", b"POST"), 503: (b"retry-after", b"2")}
_VARIES: Final = (b"vary", b"Accept-Encoding")
_PACKED: Final = (b"content-encoding", b"gzip")


@dataclass(frozen=True, slots=True)
class Sent:
    """An ASGI application that sends one answer; it may be sent many times."""

    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes

    @classmethod
    def json(cls, body: bytes, kind: str, status: int, headers: PlainHeaders, *more: tuple[bytes, bytes]) -> "Sent":
        """Send JSON to whoever sent these `headers`."""
        found = [_TYPES[kind], _UNCACHED, *GUARDS, *more]
        if status in _FOR_STATUS:
            found.append(_FOR_STATUS[status])
        if "origin" in headers:
            found += OPEN_HEADERS
        if len(body) >= _WORTH_PACKING:
            found.append(_VARIES)
            if "gzip" in headers.get("accept-encoding", ""):
                body = gzip.compress(body, _LEVEL, mtime=0)
                found.append(_PACKED)
        found.append((b"content-length", str(len(body)).encode()))
        return cls(status, tuple(found), body)

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        """Send it."""
        await send_whole(scope, send, self.status, list(self.headers), self.body)
