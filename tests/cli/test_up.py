"""`silog up` as people meet it: started, started twice, killed, ended. One story, told on one state directory."""

import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from silog.kit.cluster import Cluster
from silog.kit.ports import free_port

END_TIMEOUT_S = 90


class Product:
    """One `silog up` on a state directory."""

    def __init__(self, state: Path, port: int) -> None:
        """Start it; `ready_line` is what it says when everything runs."""
        self.port = port
        self.process = start(state, port)
        assert self.process.stdout is not None
        lines = iter(self.process.stdout.readline, "")
        self.ready_line = next((line for line in lines if line.startswith("Silog")), "")

    def get(self, path: str) -> tuple[int, bytes]:
        """Status and body of one request."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def end(self, number: signal.Signals) -> tuple[int, str]:
        """Send it a signal; give its exit code and what it said last."""
        self.process.send_signal(number)
        said, _ = self.process.communicate(timeout=END_TIMEOUT_S)
        return self.process.returncode, said


@pytest.fixture
def state() -> Iterator[Path]:
    """A state directory that the server's account can enter, stopped and removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="silog-up-"))
    folder.chmod(0o755)
    yield folder
    for pid in running_with(folder):  # only after a failure is anything left
        os.kill(pid, signal.SIGTERM)
    assert_soon(lambda: not running_with(folder))
    Cluster(folder).stop()
    shutil.rmtree(folder)


@pytest.fixture
def port() -> int:
    """A port that was free a moment ago."""
    return free_port()


def test_it_comes_up_refuses_a_second_one_survives_being_killed_and_ends_in_order(state: Path, port: int) -> None:
    first = Product(state, port)
    assert f"http://127.0.0.1:{port}" in first.ready_line, (state / "logs" / "serve.log").read_text()
    assert first.get("/healthz")[0] == first.get("/readyz")[0] == 200

    with start(state, port) as second:
        said, _ = second.communicate(timeout=END_TIMEOUT_S)
    assert second.returncode == 1
    assert re.search(rf"already running from .*: process {first.process.pid}, http://127.0.0.1:{port}", said)

    assert first.end(signal.SIGKILL)[0] == -signal.SIGKILL
    again = Product(state, port)
    assert again.get("/readyz")[0] == 200

    code, said = again.end(signal.SIGTERM)
    assert (code, said.strip()) == (0, "Stopped.")
    assert not Cluster(state).is_running
    assert_soon(lambda: not running_with(state))


@pytest.mark.long
def test_when_its_server_is_killed_it_says_so_and_ends_everything(state: Path, port: int) -> None:
    product = Product(state, port)
    server = next(pid for pid in running_with(state) if pid != product.process.pid and b"serve" in command_line(pid))

    os.kill(server, signal.SIGKILL)

    said, _ = product.process.communicate(timeout=END_TIMEOUT_S)
    assert product.process.returncode == 1
    assert "silog serve ended unexpectedly" in said
    assert not Cluster(state).is_running


@pytest.mark.long
def test_when_its_database_is_killed_it_starts_it_again_and_answers_as_before(state: Path, port: int) -> None:
    product = Product(state, port)
    postmaster = int((Cluster(state).data / "postmaster.pid").read_text().splitlines()[0])

    os.kill(postmaster, signal.SIGKILL)
    assert_soon(lambda: product.get("/readyz")[0] != 200)
    assert_soon(lambda: product.get("/readyz")[0] == 200)

    code, said = product.end(signal.SIGTERM)
    assert "Starting it again" in said
    assert code == 0


@pytest.mark.long
def test_a_port_that_somebody_else_has_is_named_before_anything_starts(state: Path, port: int) -> None:
    with socket.create_server(("127.0.0.1", port)), start(state, port) as product:
        said, _ = product.communicate(timeout=END_TIMEOUT_S)

    assert product.returncode == 1
    assert f"Port {port} on 127.0.0.1 cannot be used" in said
    assert not (state / "pg").exists()


def start(state: Path, port: int) -> "subprocess.Popen[str]":
    """Start `silog up` with its terminal's lines in `stdout`."""
    return subprocess.Popen(
        [sys.executable, "-u", "-m", "silog.cli", "up", "--no-training"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={"PATH": "/usr/bin:/bin", "SILOG_STATE": str(state), "SILOG_PORT": str(port)},
    )


def running_with(state: Path) -> list[int]:
    """Processes of ours whose environment names this state directory."""
    found = []
    for process in Path("/proc").iterdir():
        with suppress(OSError):
            if process.name.isdigit() and f"SILOG_STATE={state}".encode() in (process / "environ").read_bytes():
                found.append(int(process.name))
    return found


def command_line(pid: int) -> bytes:
    """The words a process was started with."""
    return Path(f"/proc/{pid}/cmdline").read_bytes()


def assert_soon(is_true: Callable[[], bool]) -> None:
    """Wait for what the kernel does a moment later; fail when it does not come."""
    deadline = time.monotonic() + END_TIMEOUT_S
    while not is_true():
        assert time.monotonic() < deadline
        time.sleep(0.05)
