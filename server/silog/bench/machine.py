"""What machine and what software figures were taken on: a figure without them says nothing to anybody else."""

import os
import platform
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import psutil

_GIB = 2**30


@dataclass(frozen=True, slots=True)
class Machine:
    """One machine, as it was on the day."""

    day: str
    processor: str
    cores: int
    memory_gib: float
    load: float
    kernel: str
    python: str
    postgresql: str
    postgis: str

    def lines(self) -> Iterator[str]:
        """Say it in sentences."""
        cores = "1 core" if self.cores == 1 else f"{self.cores} cores"
        yield f"Measured on {self.day}: {self.processor}, {cores}, {self.memory_gib:.0f} GiB of memory, Linux {self.kernel}."
        yield f"Server, database and load client share it; its load was {self.load:.1f} when the run began."
        yield f"Python {self.python}, PostgreSQL {self.postgresql}, PostGIS {self.postgis}."


async def this_machine(dsn: str) -> Machine:
    """Describe the machine, and the database that answers at `dsn`."""
    connection = await asyncpg.connect(dsn)
    try:
        postgresql = await connection.fetchval("SHOW server_version")
        postgis = await connection.fetchval("SELECT postgis_lib_version()")
    finally:
        await connection.close()
    return Machine(
        day=f"{datetime.now(UTC):%Y-%m-%d}",
        processor=_processor(),
        cores=len(os.sched_getaffinity(0)),
        memory_gib=psutil.virtual_memory().total / _GIB,
        load=os.getloadavg()[0],
        kernel=platform.release(),
        python=platform.python_version(),
        postgresql=postgresql.partition(" ")[0],
        postgis=postgis,
    )


def machine_lines() -> Iterator[str]:
    """Say what this machine is, for figures that no database has a part in."""
    cores, memory_gib = len(os.sched_getaffinity(0)), psutil.virtual_memory().total / _GIB
    day = f"{datetime.now(UTC):%Y-%m-%d}"
    yield f"Measured on {day}: {_processor()}, {cores} cores, {memory_gib:.0f} GiB of memory, Linux {platform.release()}."
    yield f"Its load was {os.getloadavg()[0]:.1f} when the page was written. Python {platform.python_version()}."


def _processor() -> str:
    """The processor's name, which only /proc tells on Linux."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())
