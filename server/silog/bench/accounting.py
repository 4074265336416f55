"""How much processor time processes used, as the kernel counts it.

On a machine that others use as well, the time a request takes says little and repeats badly; the processor time it costs is steady.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil

_NANOSECONDS: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Usage:
    """Seconds of processor time that a server and the database have used."""

    server_s: float
    database_s: float

    def __sub__(self, earlier: "Usage") -> "Usage":
        return Usage(self.server_s - earlier.server_s, self.database_s - earlier.database_s)

    @property
    def total_s(self) -> float:
        """Both together."""
        return self.server_s + self.database_s


@dataclass(frozen=True, slots=True)
class Meter:
    """Reads the processor time of one server's processes and of one cluster's."""

    server_pid: int
    postmaster_pid: int

    def read(self) -> Usage:
        """Say what both have used since they were started, with all processes they ever started."""
        return Usage(processor_time_s(self.server_pid), processor_time_s(self.postmaster_pid))


def processor_time_s(root: int) -> float:
    """Sum the seconds of a process and of all its descendants, those that have ended included.

    A descendant that has ended is in its parent's account from the moment it was waited for. Living ones are read from the
    scheduler, which counts nanoseconds, where /proc/PID/stat counts hundredths of a second.
    """
    process = psutil.Process(root)
    total = 0.0
    for one in (process, *process.children(recursive=True)):
        try:
            ended = one.cpu_times()
            total += _running_s(one) + ended.children_user + ended.children_system
        except (psutil.NoSuchProcess, FileNotFoundError, ProcessLookupError):
            continue  # it ended meanwhile, and is in its parent's account at the next reading
    return total


def postmaster_pid(data: Path) -> int:
    """Find the process that all others of the cluster in `data` descend from."""
    return int((data / "postmaster.pid").read_text().split("\n", 1)[0])


def _running_s(process: psutil.Process) -> float:
    """Sum over the threads that live, in nanoseconds; where some have ended, their time is known in hundredths of a second only."""
    tasks, times = Path(f"/proc/{process.pid}/task"), process.cpu_times()
    counted = times.user + times.system
    try:
        return max(counted, sum(int((task / "schedstat").read_text().split()[0]) for task in tasks.iterdir()) * _NANOSECONDS)
    except FileNotFoundError:  # a kernel without scheduler statistics, or a thread that ends just now
        return counted
