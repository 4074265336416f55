"""Wraps the whole application: each request gets an id, is counted, and leaves a line.

This is on the way of every request and a few microseconds is all it may cost: what is the same for all is looked up beforehand, and
no line is made that nobody wants.
"""

import logging
import random
import re
from collections.abc import Awaitable, Iterable
from http import HTTPStatus
from math import inf
from time import perf_counter
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from silog.kit.graphql.follow.lines import line_of
from silog.kit.telemetry.metrics import OTHER, Metrics
from silog.kit.telemetry.record import CURRENT, RequestRecord
from silog.kit.telemetry.traces import Tracing

SLOW_S: Final = 1.0
"""A request that takes longer leaves a line even where those that went well do not."""
_TURNED_AWAY_EVERY_S: Final = 1.0
_ACCEPTABLE_ID: Final = re.compile(rb"[A-Za-z0-9._-]{1,64}")
_FAILED: Final = 500
_REFUSED: Final = 400
_log = logging.getLogger("silog.requests")
Headers = Iterable[tuple[bytes, bytes]]


class RequestTelemetry:
    """ASGI middleware. The id is the client's own where it is short and plain, and goes back as `X-Request-Id`."""

    def __init__(self, app: ASGIApp, metrics: Metrics, tracing: Tracing | None = None) -> None:
        """Wrap an application."""
        self._app = app
        self._metrics = metrics
        self._tracing = tracing
        self._turned_away_told_at = -inf

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """Give what serves, and tells afterwards."""
        if scope["type"] == "http":
            return self._serve_request(scope, receive, send)
        return self._serve_socket(scope, receive, send) if scope["type"] == "websocket" else self._app(scope, receive, send)

    async def _serve_request(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = perf_counter()
        record = RequestRecord(request_id(scope["headers"]))
        CURRENT.set(record)  # each request has a task of its own, and with it this word
        self._metrics.requests_open += 1
        try:
            if self._tracing is None:
                await self._app(scope, receive, _counted(record, send))
            else:
                with self._tracing.request(scope, record):
                    await self._app(scope, receive, _counted(record, send))
        finally:
            self._metrics.requests_open -= 1
            record.sent_bytes += _sent_by_line(scope)
            self._tell(record, scope, perf_counter() - started)

    async def _serve_socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = perf_counter()
        record = RequestRecord(request_id(scope["headers"]), is_stream=True)
        CURRENT.set(record)
        self._metrics.sockets_open += 1
        try:
            await self._app(scope, receive, _counted_socket(record, send))
        finally:
            self._metrics.sockets_open -= 1
            if _log.isEnabledFor(logging.DEBUG):
                record.sent_bytes += _sent_by_line(scope)
                _log.debug("socket", extra=_line(record, scope, template(scope), perf_counter() - started))

    def _tell(self, record: RequestRecord, scope: Scope, seconds: float) -> None:
        route = template(scope)
        status = record.status = record.status or _FAILED
        is_slow = seconds > SLOW_S and not record.is_stream
        self._metrics.count_request(route, status, None if record.is_stream else seconds)
        level = logging.WARNING if status >= _FAILED else logging.INFO if status >= _REFUSED or is_slow else logging.DEBUG
        if _log.isEnabledFor(level) and not (status == HTTPStatus.SERVICE_UNAVAILABLE and self._is_told_of()):
            _log.log(level, "request", extra=_line(record, scope, route, seconds))

    def _is_told_of(self) -> bool:
        """Whether a line of this second tells already that requests are turned away: thousands of them say no more."""
        now = perf_counter()
        is_told = now < self._turned_away_told_at + _TURNED_AWAY_EVERY_S
        if not is_told:
            self._turned_away_told_at = now
        return is_told


def request_id(headers: Headers) -> str:
    """Give the client's own id of a request where it may be taken over, else a new one."""
    for name, value in headers:
        if name == b"x-request-id" and _ACCEPTABLE_ID.fullmatch(value):
            return value.decode()
    return f"{random.getrandbits(64):016x}"  # by chance, though no secret: a count would tell how much is asked


def template(scope: Scope) -> str:
    """Give the template of the route that answers, never the path: paths hold tokens, and there are endlessly many."""
    route = scope.get("route")
    if route is None:
        return OTHER
    path: str = route.path
    return path or "/*"


def _sent_by_line(scope: Scope) -> int:
    """How much went past the messages of ASGI."""
    line = line_of(scope)
    return 0 if line is None else line.sent_bytes


def _counted(record: RequestRecord, send: Send) -> Send:
    async def send_counted(message: Message) -> None:
        if "status" in message:
            record.status = message["status"]
            message["headers"] = [*message["headers"], (b"x-request-id", record.id.encode())]
        if "body" in message:
            record.sent_bytes += len(message["body"])
        await send(message)

    return send_counted


def _counted_socket(record: RequestRecord, send: Send) -> Send:
    async def send_counted(message: Message) -> None:
        kind = message["type"]
        if kind == "websocket.send":
            record.sent_bytes += len(message.get("text") or message.get("bytes") or b"")
        elif kind == "websocket.accept":
            record.status = HTTPStatus.SWITCHING_PROTOCOLS
            message["headers"] = [*message.get("headers", ()), (b"x-request-id", record.id.encode())]
        elif kind == "websocket.close" and not record.status:
            record.status = HTTPStatus.FORBIDDEN
        await send(message)

    return send_counted


def _line(record: RequestRecord, scope: Scope, route: str, seconds: float) -> dict[str, object]:
    found = {
        "request_id": record.id,
        "method": scope.get("method"),
        "route": route,
        "status": int(record.status),
        "duration_ms": round(seconds * 1000, 1),
        "bytes": record.sent_bytes,
        "role": record.role,
        "election": record.election,
        "operation": record.operation,
        "code": record.code,
    }
    return {name: value for name, value in found.items() if value is not None}
