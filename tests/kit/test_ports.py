"""Ports that are given out: nobody listens there, and no outgoing connection is given one meanwhile."""

import socket
from pathlib import Path

import pytest

from silog.kit import ports


def test_a_port_that_is_taken_is_not_given(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number: int = taken.getsockname()[1]
        monkeypatch.setattr(ports, "_PORTS", range(number, number + 1))

        with pytest.raises(OSError, match=f"from {number} to {number}, none was free"):
            ports.free_port()


def test_ports_lie_below_those_of_outgoing_connections() -> None:
    first = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])

    assert all(ports.free_port() < first for _ in range(50))
