"""Whole answers: status, headers and body in one message, where ASGI has two, and a server walks through the headers.

A server that takes them says so by the extension WHOLE in the scope of a request. The message has the type WHOLE, and `status`, `headers`
and `body` as ASGI's have them; `content-length` is among the headers. Nothing looks at the headers again, so whoever sends one vouches for
them: names in small letters, and in values nothing of a client that could end a line.
"""

from typing import Final

from starlette.types import Scope, Send

WHOLE: Final = "silog.whole"
"""The name of the extension, and of the message."""
Headers = list[tuple[bytes, bytes]]


async def send_whole(scope: Scope, send: Send, status: int, headers: Headers, body: bytes) -> None:
    """Send an answer in one message where the server takes it, else in two; `headers` is changed by those who pass it on."""
    if WHOLE in scope.get("extensions", ()):
        await send({"type": WHOLE, "status": status, "headers": headers, "body": body})
        return
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
