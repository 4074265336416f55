"""The cookie of a signed-in browser: no script can read it, and over HTTPS no other host can set it."""

from typing import Final

from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

_COOKIE: Final = "silog_session"
_SECURE_COOKIE: Final = "__Host-silog_session"
UNCACHED: Final = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
"""For answers about signing in: no cache may keep them, and no other site may hear of their addresses, which can hold a link's token."""
FORM_PAGE: Final = {"Cache-Control": "no-store", "Referrer-Policy": "same-origin"}
"""For pages with a form: what a page without a referrer posts comes from the origin "null", which is nobody's and is refused."""


def _is_secure(connection: HTTPConnection) -> bool:
    return connection.scope["scheme"] in {"https", "wss"}  # not `url`, which fails on an address that is not UTF-8


def cookie_name(connection: HTTPConnection) -> str:
    """Over HTTPS the name itself makes browsers refuse a cookie set by another host or without encryption."""
    return _SECURE_COOKIE if _is_secure(connection) else _COOKIE


def set_cookie(response: Response, request: Request, value: str, *, max_age_s: int) -> None:
    """Give the browser a session's token, or with '' and 0 take it away."""
    response.set_cookie(cookie_name(request), value, max_age=max_age_s, path="/", secure=_is_secure(request), httponly=True, samesite="lax")
