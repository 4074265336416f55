"""The end of a server, in order: nobody new, then those who follow are sent on, then what runs is answered, then the pools close.

Uvicorn by itself closes WebSockets in the middle of an answer, and lets event streams run until their time is up.
"""

import asyncio
import logging
import socket
import time

import uvicorn
from starlette.applications import Starlette

from silog.application import Application

GRACE_S = 20
"""From the last accepted connection until what still runs is cut off. Longer than any statement may take, so that none is."""
_LOOK_EVERY_S = 0.05
_log = logging.getLogger(__name__)


class OrderlyServer(uvicorn.Server):
    """Uvicorn with such an end."""

    def __init__(self, app: Starlette, config: uvicorn.Config, retire_s: float) -> None:
        """`retire_s`: how long /readyz says 503 before no more connections are taken, for a balancer to notice."""
        super().__init__(config)
        self._app = app
        self._retire_s = retire_s

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to serve."""
        await super().startup(sockets)
        if self.started:
            _log.info("serving", extra={"host": self.config.host, "port": self.config.port})

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End everything within `retire_s` + GRACE_S + the seconds that pools and traces may take to close."""
        _log.info("stopping")
        application: Application = self._app.state.application
        application.retire()
        await asyncio.sleep(self._retire_s)
        ends_at = time.monotonic() + GRACE_S
        for server in self.servers:
            server.close()
        application.send_followers_away()
        while self._has_websockets() and not self.force_exit and time.monotonic() < ends_at:  # noqa: ASYNC110 -- uvicorn tells nobody
            await asyncio.sleep(_LOOK_EVERY_S)
        self.config.timeout_graceful_shutdown = max(1, round(ends_at - time.monotonic()))
        await super().shutdown(sockets)
        _log.info("stopped")

    def _has_websockets(self) -> bool:
        kind = self.config.ws_protocol_class
        return kind is not None and any(isinstance(connection, kind) for connection in self.server_state.connections)
