"""Whose page a request comes from: no other site can make a signed-in browser act here, and any may read what is public.

A browser says where a request comes from, in Sec-Fetch-Site or Origin, and no page can make it say otherwise. A program says neither,
and carries a token, which no browser adds by itself.
"""

from typing import Final

from starlette.middleware.cors import CORSMiddleware
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp

from silog.errors import SilogError

_SHOWN: Final = 80
METHODS: Final = ("GET", "POST", "OPTIONS")
_OURS: Final = frozenset({"same-origin", "none"})  # "none": the person typed the address, or opened a bookmark

_EXPOSED: Final = ("graphql-cost", "retry-after", "x-request-id")
OPEN_HEADERS: Final = ((b"access-control-allow-origin", b"*"), (b"access-control-expose-headers", ", ".join(_EXPOSED).encode()))
"""A page of any site may ask as the public, or with a token of its own. A browser that was asked to send cookies shows it nothing."""


def preflight(app: ASGIApp) -> ASGIApp:
    """Answer a browser that asks whether a page of another site may ask; everything else is for `app`."""
    return CORSMiddleware(
        app,
        allow_origins=["*"],
        allow_methods=METHODS,
        allow_headers=["content-type", "authorization", "silog-election", "traceparent", "x-request-id"],
        expose_headers=_EXPOSED,
        allow_credentials=False,
        max_age=24 * 3600,
    )


def refuse_foreign_origin(request: HTTPConnection, *, without_cookie: bool = False) -> None:
    """Refuse with FORBIDDEN what a foreign page sends along with our cookie, over HTTP or WebSocket.

    Another port or subdomain is another page: cookies are shared with it, trust is not. `without_cookie`: also what comes without one,
    where a foreign page could sign a browser in as somebody else.
    """
    if "cookie" not in request.headers and not without_cookie:
        return
    origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site")
    is_foreign = origin is not None and origin.partition("://")[2] != request.headers.get("host")  # "null" is nobody's
    if is_foreign or site not in {None, *_OURS}:
        page = origin[:_SHOWN] if origin else f"another site (Sec-Fetch-Site: {site})"
        raise SilogError("FORBIDDEN", f"A page of {page} may not act with this browser's session.", "Send a bearer token and no cookie.")
