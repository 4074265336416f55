"""One product per state directory: a lock that dies with its holders, and says who they are."""

import fcntl
import json
import os
import time
from pathlib import Path
from typing import IO

from silog.errors import SilogError

_PATIENCE_S = 15
"""Longer than a server takes to end after its parent was killed."""


class SingleInstance:
    """The lock of a state directory, held by this process and by the children it passes `fileno()` to.

    The kernel lets go of it when the last holder ends, however it ends, so a kill -9 leaves nothing to clean up.
    """

    def __init__(self, state: Path, address: str) -> None:
        """Take the lock, or say which process holds it. Waits a moment where only the children of a killed process are left."""
        state.mkdir(parents=True, exist_ok=True)
        self._file = (state / "lock").open("a+")
        deadline = time.monotonic() + _PATIENCE_S
        while not _is_taken(self._file):
            holder = _holder(self._file)
            if _is_alive(holder.get("pid")) or time.monotonic() > deadline:
                self._file.close()
                raise _busy(state, holder)
            time.sleep(0.1)
        self._file.truncate(0)
        self._file.write(json.dumps({"pid": os.getpid(), "address": address}))
        self._file.flush()

    def fileno(self) -> int:
        """The open file that a child must inherit to hold the lock too."""
        return self._file.fileno()

    def close(self) -> None:
        """Let go of it in this process; a child that holds it too keeps it."""
        self._file.close()


def _is_taken(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _holder(file: IO[str]) -> dict[str, object]:
    file.seek(0)
    try:
        found: dict[str, object] = json.loads(file.read())
    except ValueError:  # the other process has the lock and is about to write its name
        return {}
    return found


def _is_alive(pid: object) -> bool:
    return isinstance(pid, int) and Path(f"/proc/{pid}").exists()


def _busy(state: Path, holder: dict[str, object]) -> SilogError:
    where = f"process {holder['pid']}, {holder['address']}" if holder else "a process that is just starting"
    message = f"Silog is already running from {state}: {where}."
    return SilogError("ALREADY_RUNNING", message, "Open that address, or end that process first.")
