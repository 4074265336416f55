"""The server as operators run it, `silog serve`, beside the drill: on loopback, on the drill's database."""

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import psutil

from silog.errors import SilogError
from silog.kit.ports import free_port

_READY_TIMEOUT_S: Final = 60.0


@contextmanager
def served(state: Path) -> Iterator[tuple[int, psutil.Process]]:
    """Serve the cluster in `state`; give the port and the process."""
    port = free_port()
    log = state / "drill-serve.log"
    environment = {name: value for name, value in os.environ.items() if name != "SILOG_DATABASE_URL"}
    environment |= {"SILOG_STATE": str(state), "SILOG_HOST": "127.0.0.1", "SILOG_PORT": str(port)}
    with log.open("w") as output:
        command = [sys.executable, "-m", "silog.cli", "serve"]
        process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output)  # noqa: S603
    try:
        _await_ready(process, port, log)
        yield port, psutil.Process(process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def _await_ready(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    deadline = time.monotonic() + _READY_TIMEOUT_S
    while not _is_ready(port):
        if process.poll() is not None or time.monotonic() > deadline:
            raise SilogError("NOT_READY", f"The server did not start:\n{log.read_text(errors='replace')[-2000:]}")
        time.sleep(0.05)


def _is_ready(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200  # noqa: PLR2004 -- HTTP's own number
    except OSError:
        return False
    finally:
        connection.close()
