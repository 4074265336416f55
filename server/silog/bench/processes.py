"""Starting a server process on a free port and ending it again, also when the bench itself is killed."""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from silog.bench.load import HOST
from silog.errors import SilogError
from silog.kit.ports import free_port

Command = Callable[[int], Sequence[str]]
Environment = Callable[[int], Mapping[str, str]]
_READY_S: Final = 60
_ENDING_S: Final = 15
_SHOWN_LINES: Final = 20


class ServerProcess:
    """One server, listening on `port` of this machine alone. Its output goes to a log."""

    def __init__(
        self, name: str, command: Callable[[int], Sequence[str]], log: Path, environment: Callable[[int], Mapping[str, str]]
    ) -> None:
        """Start what `command` gives for a free port, and wait until it listens there."""
        self.name, self._log = name, log
        self.port = free_port()
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("w") as output:
            self._process = subprocess.Popen(  # noqa: S603 -- command lines of the bench itself
                [*_dying_with_parent(), *command(self.port)],
                env={**os.environ, **environment(self.port)},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            self._wait()
        except BaseException:
            self.stop()
            raise

    @property
    def pid(self) -> int:
        """The process whose time, with its descendants', is the server's."""
        return self._process.pid

    def pause(self) -> None:
        """Let it do nothing, not even what it does by itself every second, until it is told to go on."""
        os.killpg(self.pid, signal.SIGSTOP)

    def go_on(self) -> None:
        """Let it go on where it was paused."""
        os.killpg(self.pid, signal.SIGCONT)

    def stop(self) -> None:
        """Ask it to end and wait; one that does not listen is killed."""
        if self._process.poll() is None:
            self.go_on()  # who is paused hears nothing
            self._process.terminate()
        try:
            self._process.wait(_ENDING_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _wait(self) -> None:
        until = time.monotonic() + _READY_S
        while True:
            with socket.socket() as trial:
                if trial.connect_ex((HOST, self.port)) == 0:
                    return
            if self._process.poll() is not None or time.monotonic() > until:
                said = "\n".join(self._log.read_text(errors="replace").splitlines()[-_SHOWN_LINES:])
                raise SilogError("SERVER_NOT_STARTED", f"The server {self.name} does not listen:\n{said}", f"Its log is {self._log}.")
            time.sleep(0.05)


@contextmanager
def others_paused(servers: Iterable[ServerProcess], runs: ServerProcess | None) -> Iterator[None]:
    """Let one server, or none of them, have the machine to itself while the block runs."""
    others = [one for one in servers if one is not runs]
    for one in others:
        one.pause()
    try:
        yield
    finally:
        for one in others:
            one.go_on()


def _dying_with_parent() -> list[str]:
    """Begin a command line whose process ends with this one: killed, as who is paused would not hear of it otherwise."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "KILL"] if setpriv else []
