"""What a server holds of its subscribers, by the kernel's account: memory, connections, and what waits in the kernel to be taken in."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import psutil

from silog.bench.processes import ServerProcess

_ESTABLISHED: Final = "01"


def memory(server: ServerProcess) -> int:
    """Bytes of the server and of what it started."""
    first = psutil.Process(server.pid)
    return sum(one.memory_info().rss for one in (first, *first.children(recursive=True)))


def connections(port: int) -> int:
    """How many clients a server at this port is connected to."""
    return sum(1 for _ in _rows(port))


def waiting(port: int) -> int:
    """Bytes that a server at this port has handed to the kernel and that its clients' machines have not taken."""
    return sum(int(fields[4].partition(":")[0], 16) for fields in _rows(port))


def _rows(port: int) -> Iterator[list[str]]:
    """The server's open connections in Linux's table (proc(5), /proc/net/tcp): number, address, peer, state, tx_queue:rx_queue, ..."""
    at = f":{port:04X}"
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        fields = line.split()
        if fields[1].endswith(at) and fields[3] == _ESTABLISHED:
            yield fields
