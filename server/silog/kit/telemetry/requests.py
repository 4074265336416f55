"""Wraps the whole application: each request gets an id, is counted, and leaves a line.

This is on the way of every request and a few microseconds is all it may cost: what is the same for all is looked up beforehand, and
no line is made that nobody wants.
"""

import logging
import re
import secrets
from collections.abc import Iterable
from contextlib import nullcontext
from time import perf_counter
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from silog.kit.telemetry.metrics import OTHER, Metrics
from silog.kit.telemetry.record import CURRENT, RequestRecord
from silog.kit.telemetry.traces import Tracing

SLOW_S: Final = 1.0
"""A request that takes longer leaves a line even where those that went well do not."""
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

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve, and tell afterwards."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        started = perf_counter()
        record = RequestRecord(request_id(scope["headers"]))
        is_socket = scope["type"] == "websocket"
        is_open = self._metrics.sockets_open if is_socket else self._metrics.requests_open
        forget = CURRENT.set(record)
        is_open.inc()
        try:
            with nullcontext() if self._tracing is None or is_socket else self._tracing.request(scope, record):
                await self._app(scope, receive, _counted(record, send))
        finally:
            is_open.dec()
            self._tell(record, scope, perf_counter() - started, is_socket=is_socket)
            CURRENT.reset(forget)

    def _tell(self, record: RequestRecord, scope: Scope, seconds: float, *, is_socket: bool) -> None:
        route = template(scope)
        status = record.status or _FAILED
        if not is_socket:
            self._metrics.count_request(route, status, None if record.is_stream else seconds)
        level = logging.DEBUG
        if status >= _FAILED:
            level = logging.WARNING
        elif status >= _REFUSED or (seconds > SLOW_S and not record.is_stream and not is_socket):
            level = logging.INFO
        if _log.isEnabledFor(level):
            _log.log(level, "socket" if is_socket else "request", extra=_line(record, scope, route, status, seconds))


def request_id(headers: Headers) -> str:
    """Give the client's own id of a request where it may be taken over, else a new one."""
    for name, value in headers:
        if name == b"x-request-id" and _ACCEPTABLE_ID.fullmatch(value):
            return value.decode()
    return secrets.token_hex(8)


def template(scope: Scope) -> str:
    """Give the template of the route that answers, never the path: paths hold tokens, and there are endlessly many."""
    route = scope.get("route")
    if route is None:
        return OTHER
    path: str = route.path
    return path or "/*"


def _counted(record: RequestRecord, send: Send) -> Send:
    id_header = (b"x-request-id", record.id.encode())

    async def send_counted(message: Message) -> None:
        kind = message["type"]
        if kind == "http.response.body":
            record.sent_bytes += len(message.get("body", b""))
        elif kind == "websocket.send":
            record.sent_bytes += len(message.get("text") or message.get("bytes") or b"")
        elif kind in {"http.response.start", "websocket.accept"}:
            record.status = message.get("status", 101)
            message["headers"] = [*message.get("headers", ()), id_header]
        elif kind == "websocket.close" and not record.status:
            record.status = 403
        await send(message)

    return send_counted


def _line(record: RequestRecord, scope: Scope, route: str, status: int, seconds: float) -> dict[str, object]:
    found = {
        "request_id": record.id,
        "method": scope.get("method"),
        "route": route,
        "status": status,
        "duration_ms": round(seconds * 1000, 1),
        "bytes": record.sent_bytes,
        "role": record.role,
        "election": record.election,
        "operation": record.operation,
        "code": record.code,
    }
    return {name: value for name, value in found.items() if value is not None}
