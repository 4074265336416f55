"""Ports for servers that a test, a bench or a drill starts beside others on one machine."""

import secrets
import socket
from contextlib import suppress
from typing import Final

_PORTS: Final = range(20_000, 30_000)
"""Below those that systems give to connections that go out: one of those can be any client's before its server listens there."""
_TRIED: Final = 100


def free_port() -> int:
    """Give a port of 127.0.0.1 that nobody listens at; OSError where there is hardly any."""
    for _ in range(_TRIED):
        port = secrets.choice(_PORTS)
        with socket.socket() as trial, suppress(OSError):
            trial.bind(("127.0.0.1", port))
            return port
    raise OSError(f"Of {_TRIED} ports from {_PORTS.start} to {_PORTS.stop - 1}, none was free.")
