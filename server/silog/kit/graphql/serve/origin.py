"""Whose page a request comes from: no other site can make a signed-in browser act here."""

from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

from silog.errors import SilogError

_SHOWN = 80


def refuse_foreign_origin(request: HTTPConnection) -> None:
    """Refuse with FORBIDDEN what a foreign page sends along with our cookie, over HTTP or WebSocket."""
    origin = request.headers.get("origin")
    if origin and "cookie" in request.headers and _host(origin) != request.headers.get("host"):
        raise SilogError(
            "FORBIDDEN", f"A page of {origin[:_SHOWN]} may not act with this browser's session.", "Send a bearer token and no cookie."
        )


def _host(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc
    except ValueError:  # an address that no browser sends, such as http://[
        return None
