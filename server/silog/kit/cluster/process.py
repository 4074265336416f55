"""Telling a living server from what a killed one left behind."""

import time
from pathlib import Path

from silog.errors import SilogError

_PATIENCE_S = 30


def is_running(data: Path) -> bool:
    """Whether a postmaster works in `data`.

    The number in postmaster.pid is not believed: after a crash another process may carry it. A postmaster stands in its data
    directory, and that is what is looked at.
    """
    pid = _recorded_pid(data)
    return pid is not None and _stands_in(pid, data)


def clear_remains(data: Path, socket: Path) -> None:
    """Remove the lock files of a killed postmaster, once the last of its children has noticed and gone.

    PostgreSQL clears its own stale files, but not when their number still answers: as a zombie that nobody reaps, or given to
    another process of the same account. And it refuses to start while an orphaned backend still holds the shared memory.
    """
    if is_running(data):
        return
    deadline = time.monotonic() + _PATIENCE_S
    while orphans := [pid for pid in _all_pids() if _stands_in(pid, data)]:
        if time.monotonic() > deadline:
            message = f"PostgreSQL was killed, and its processes {orphans} in {data} do not end."
            raise SilogError("DATABASE_BUSY", message, "End these processes and start again.")
        time.sleep(0.05)
    (data / "postmaster.pid").unlink(missing_ok=True)
    for remains in socket.glob(".s.PGSQL.*"):
        remains.unlink()


def _recorded_pid(data: Path) -> int | None:
    try:
        return int((data / "postmaster.pid").read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None


def _all_pids() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def _stands_in(pid: int, data: Path) -> bool:
    try:
        return Path(f"/proc/{pid}/cwd").samefile(data)
    except OSError:
        return False
