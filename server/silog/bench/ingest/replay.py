"""pgbench with the product's own statements: what PostgreSQL alone makes of the same batches.

Batches are rehearsed once with the product's action, whose statements and values are noted. pgbench then runs those that every batch
needs in order to be stored, with the same values, which it reads from tables. Left out is what PostgreSQL would not have to do for a
client that knew everything beforehand: the lookups, the chains of the devices, row-level security. A box is read as it is locked.
"""

import asyncio
import re
import shlex
import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import asyncpg

from silog.bench.accounting import Meter
from silog.bench.ingest.ground import Ground
from silog.bench.ingest.scans import Batch
from silog.bench.measuring import Sample
from silog.composition import join_rooms
from silog.custody.actions import record_scans
from silog.custody.actions.storing import HEARD
from silog.errors import SilogError
from silog.kit.clock import real_now
from silog.kit.cluster.binaries import find_binaries
from silog.kit.database import Database

_STORES: Final = re.compile(r"\s*(INSERT|UPDATE|WITH)\b|.*\b(FOR UPDATE|pg_notify)\b", re.DOTALL)
_PARAMETER: Final = re.compile(r"\$([0-9]+)")
CLIENTS: Final = 4

Noted = tuple[str, tuple[Any, ...]]
"""A statement and its values."""


async def rehearse(ground: Ground, batches: Iterable[Batch]) -> list[list[Noted]]:
    """Record batches one after another, and give the statements that stored each."""
    database = await Database.connect(ground.dsn("silog_app"), readers=1, writers=1)
    join_rooms(database)
    noted: list[Noted] = []

    def note(query: Any) -> None:  # noqa: ANN401 -- asyncpg's record of a query
        if _STORES.match(query.query):
            noted.append((query.query.replace(HEARD, ""), tuple(query.args)))

    found = []
    try:
        async with database.engine.connect() as connection:
            raw = await connection.get_raw_connection()
            raw.driver_connection.add_query_logger(note)  # type: ignore[union-attr]
        for batch in batches:
            noted.clear()
            await record_scans(database, ground.election, batch, ground.election.clock.time_at(real_now()))
            found.append(list(noted))
    finally:
        await database.close()
    return found


async def lay_in(ground: Ground, rehearsed: Sequence[Sequence[Noted]]) -> str:
    """Lay the values of every batch into tables, and give the script that stores one batch a transaction."""
    common = _common(rehearsed)
    owner = await asyncpg.connect(ground.dsn("silog_owner"))
    try:
        await owner.execute("CREATE SCHEMA bench; CREATE SEQUENCE bench.turn")
        lines = ["SELECT nextval('bench.turn') AS n \\gset", "BEGIN;"]
        for number, statement in enumerate(common):
            rows = [next(values for sql, values in batch if sql == statement) for batch in rehearsed]
            await _table(owner, f"bench.values_{number}", statement, rows)
            lines.append(_reading_values(statement, f"bench.values_{number}"))
        await owner.execute("ANALYZE")
    finally:
        await owner.close()
    return "\n".join([*lines, "COMMIT;\n"])


def _common(rehearsed: Sequence[Sequence[Noted]]) -> list[str]:
    """Name the statements that every batch needs, in their order."""
    shared = set.intersection(*({sql for sql, _ in batch} for batch in rehearsed))
    return list(dict.fromkeys(sql for sql, _ in rehearsed[0] if sql in shared))


async def _table(owner: asyncpg.Connection, table: str, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    kinds = [f"{kind.schema}.{kind.name}" for kind in (await owner.prepare(statement)).get_parameters()]
    columns = ", ".join(f"p{number} {kind}" for number, kind in enumerate(kinds, 1))
    await owner.execute(f"CREATE TABLE {table} (n bigint PRIMARY KEY, {columns})")
    places = ", ".join(f"${number}" for number in range(1, len(kinds) + 2))
    await owner.executemany(f"INSERT INTO {table} VALUES ({places})", [(n, *row) for n, row in enumerate(rows, 1)])  # noqa: S608


def _reading_values(statement: str, table: str) -> str:
    """Write a statement so that it reads its values of batch `n`, on one line, as pgbench wants it."""
    read = _PARAMETER.sub(lambda found: f"(SELECT p{found[1]} FROM {table} WHERE n = :n)", statement)  # noqa: S608
    plain = re.sub(r"--[^\n]*", "", read)
    return " ".join(plain.split()) + ";"


@dataclass(frozen=True, slots=True)
class Pgbench:
    """pgbench on one database."""

    ground: Ground
    script: Path

    def run(self, meter: Meter, batches: int) -> Sample:
        """Let it store so many batches, and say what PostgreSQL used; the client itself is not counted."""
        with tempfile.TemporaryDirectory() as folder:
            before = meter.read()
            done = subprocess.run(self._command(batches), cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603
            used = meter.read() - before
            logged = [line.split() for log in sorted(Path(folder).glob("pgbench_log.*")) for line in log.read_text().splitlines()]
        found = re.search(r"tps = ([0-9.]+)", done.stdout)
        if done.returncode or found is None or len(logged) != batches:
            raise SilogError("PGBENCH_FAILED", f"pgbench could not run:\n{done.stdout}{done.stderr}", shlex.join(self._command(batches)))
        latencies = sorted(int(line[2]) * 1e-6 for line in logged)
        p50, p99 = latencies[len(latencies) // 2], latencies[min(len(latencies) - 1, len(latencies) * 99 // 100)]
        return Sample(batches, 0.0, used.database_s / batches, float(found[1]), p50, p99, 0.0)

    def _command(self, batches: int) -> list[str]:
        program = find_binaries().path("pgbench")
        options = ["-n", "-M", "prepared", "-c", str(CLIENTS), "-t", str(batches // CLIENTS), "-l", "-f", str(self.script)]
        return [program, *options, self.ground.dsn("silog_owner")]


def prepare(ground: Ground, rehearsal: Ground, batches: Sequence[Batch], script: Path) -> Pgbench:
    """Rehearse these batches on one clone, and have pgbench ready to store them into another."""
    script.parent.mkdir(parents=True, exist_ok=True)
    script.write_text(asyncio.run(_prepare(ground, rehearsal, batches)))
    return Pgbench(ground, script)


async def _prepare(ground: Ground, rehearsal: Ground, batches: Sequence[Batch]) -> str:
    return await lay_in(ground, await rehearse(rehearsal, batches))
