"""How long and how large the head of a request may be: the parser that uvicorn uses takes heads without end, and waits for them for ever.

What is refused here has not come as far as the application: it is said in a plain sentence, and the connection is closed.
"""

import asyncio
from http import HTTPStatus
from typing import Final, cast

from starlette.types import Scope
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

LARGEST_HEAD_BYTES: Final = 64 * 1024
LONGEST_HEAD_S: Final = 30.0


class BoundedHeads(HttpToolsProtocol):
    """Uvicorn's protocol for HTTP with bounds for heads: from the connection on, or from the first byte after an answer."""

    largest_head_bytes = LARGEST_HEAD_BYTES
    longest_head_s = LONGEST_HEAD_S
    _head_bytes = 0
    _is_left = False
    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait."""
        super().connection_made(transport)
        self._timer = self.loop.call_later(self.longest_head_s, self._give_up)

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing."""
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what comes; most heads come whole, and cost no more than to see that."""
        was_under_way = self._is_head_under_way()
        super().data_received(data)
        if not self._is_head_under_way():
            self._stop_waiting()
            return
        self._head_bytes = self._head_bytes + len(data) if was_under_way else 0  # what came before it in these data is no part of it
        if self._head_bytes > self.largest_head_bytes:
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, f"The head of a request may have {self.largest_head_bytes:,} bytes.")
        elif self._timer is None:
            self._timer = self.loop.call_later(self.longest_head_s, self._give_up)

    def handle_websocket_upgrade(self) -> None:
        """Leave the connection to another protocol."""
        self._is_left = True
        super().handle_websocket_upgrade()

    def _is_head_under_way(self) -> bool:
        """Whether a request has begun whose head is not whole: each gets a scope at its beginning, and a cycle after its head."""
        newest, answered = cast("Scope | None", self.scope), cast("RequestResponseCycle | None", self.cycle)
        is_begun = newest is not None and (answered is None or answered.scope is not newest)
        return is_begun and not (self._is_left or self.transport.is_closing())

    def _give_up(self) -> None:
        self._refuse(HTTPStatus.REQUEST_TIMEOUT, f"The head of the request had not come to its end after {self.longest_head_s:g} s.")

    def _refuse(self, status: HTTPStatus, sentence: str) -> None:
        self._stop_waiting()
        body = f"{sentence}\n".encode()
        head = b"content-type: text/plain; charset=utf-8\r\ncontent-length: %d\r\nconnection: close\r\n\r\n" % len(body)
        self.transport.write(STATUS_LINE[status] + head + body)
        self.transport.close()

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
