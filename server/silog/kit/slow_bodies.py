"""How long a request may take to come: who sends its body a byte a minute holds a connection of the server for nothing.

Where the time is over the client is told so with 408, and whoever reads the body finds that it was not sent to its end.
"""

import asyncio
import json
from collections.abc import Awaitable, Generator
from typing import Any, Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

BODY_TOO_SLOW: Final = "BODY_TOO_SLOW"
_LAST: Final = ((b"cache-control", b"no-store"), (b"connection", b"close"))
_DISCONNECT: Final[Message] = {"type": "http.disconnect"}


class BodiesInTime:
    """An ASGI application before another one: bodies that take longer than a time, from their first part that is read, are broken off."""

    def __init__(self, app: ASGIApp, longest_s: float) -> None:
        """`longest_s`: how long a whole body may take, in seconds."""
        self._app = app
        self._longest_s = longest_s

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """Pass a request on; no step of its own is awaited."""
        if scope["type"] != "http":
            return self._app(scope, receive, send)
        one = _Coming(receive, send, self._longest_s)
        return self._app(scope, one.receive, one.send)


class _Coming:
    """One request on its way in."""

    __slots__ = ("_deadline", "_has_answer", "_is_over", "_is_whole", "_longest_s", "_receive", "_send")

    def __init__(self, receive: Receive, send: Send, longest_s: float) -> None:
        self._receive = receive
        self._send = send
        self._longest_s = longest_s
        self._deadline = 0.0
        self._is_whole = self._is_over = self._has_answer = False

    async def receive(self) -> Message:
        """Give the next part of the body, and what comes after it without a limit: a stream waits for its reader to go."""
        if self._is_whole:
            return await self._receive()
        if self._is_over:
            return _DISCONNECT
        coming = self._receive().__await__()
        try:
            wish = next(coming)
        except StopIteration as come:  # it is there already, as nearly always; a clock would cost as much as all else here
            message: Message = come.value
        else:
            self._deadline = self._deadline or asyncio.get_running_loop().time() + self._longest_s
            try:
                async with asyncio.timeout_at(self._deadline):
                    message = await _Begun(wish, coming)
            except TimeoutError:
                self._is_over = True
                await self._refuse()
                return _DISCONNECT
        self._is_whole = not message.get("more_body", False)
        return message

    async def send(self, message: Message) -> None:
        """Pass an answer on, unless the request was answered here."""
        if not self._is_over:
            self._has_answer = True
            await self._send(message)

    async def _refuse(self) -> None:
        if self._has_answer:
            return
        body = _as_json(
            f"The body had not come to its end after {self._longest_s:g} s.", "Send it again where the line is better, or in parts."
        )
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode()), *_LAST]
        await self._send({"type": "http.response.start", "status": 408, "headers": headers})
        await self._send({"type": "http.response.body", "body": body})


class _Begun:
    """The rest of what was begun to be awaited, from the first thing that it waits for."""

    __slots__ = ("_rest", "_wish")

    def __init__(self, wish: Any, rest: Generator[Any, Any, Message]) -> None:  # noqa: ANN401 -- whatever the loop waits for
        self._wish = wish
        self._rest = rest

    def __await__(self) -> Generator[Any, Any, Message]:
        try:
            yield self._wish
        except BaseException:
            self._rest.close()
            raise
        return (yield from self._rest)


def _as_json(message: str, hint: str) -> bytes:
    """Say it in both ways of this server: a GraphQL client reads `errors`, everybody else the code at the top."""
    error = {"message": f"{message} {hint}", "extensions": {"code": BODY_TOO_SLOW}}
    return json.dumps({"code": BODY_TOO_SLOW, "message": message, "hint": hint, "errors": [error]}).encode()
