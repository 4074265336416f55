"""The processes that `silog up` starts: each in a session of its own, ended in order, and ended by the kernel if we are killed."""

import shutil
import signal
import subprocess
import sys
from pathlib import Path

from silog.errors import SilogError

_PATIENCE_S = 40
"""A server may take its whole grace, and some seconds to close what it has open."""


class Child:
    """One `silog` command running beside this one. Its output goes to `<log>`.

    It has its own session, so that Ctrl-C in the terminal reaches only `silog up`, which then ends its children in order. Should
    `silog up` itself be killed, the kernel sends the child SIGTERM (setpriv --pdeathsig).
    """

    def __init__(self, command: list[str], *, environment: dict[str, str], log: Path, lock: int) -> None:
        """Start it; `lock` is the open lock file that it shall hold as well."""
        self.name, self.log = command[0], log
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("w") as output:
            self.process = subprocess.Popen(  # noqa: S603 - our own command line
                [*_dying_with_parent(), sys.executable, "-m", "silog.cli", *command],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                pass_fds=[lock],
            )

    def check(self) -> None:
        """Raise when it ended, with the last lines it wrote."""
        if self.process.poll() is not None:
            said = "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])
            message = f"silog {self.name} ended unexpectedly (exit code {self.process.returncode}):\n{said}"
            raise SilogError("CHILD_ENDED", message, f"Its whole log is {self.log}.")

    def stop(self) -> None:
        """Ask it to end and wait; one that does not listen is killed."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(_PATIENCE_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def _dying_with_parent() -> list[str]:
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "TERM"] if setpriv else []
