"""Building a database of one size, unless it stands already.

Boxes and scans are written by the cluster's superuser with foreign keys unchecked and triggers silent, which takes minutes where
checking takes an hour; every constraint stays in place.
"""

import asyncio
import hashlib
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from typing import Final

import asyncpg

from silog.bench.data.sizes import CONTESTS, Size
from silog.custody.codes import new_code
from silog.kit.clock import ElectionClock
from silog.kit.cluster import Cluster
from silog.kit.database import Database
from silog.kit.migration import migrate
from silog.places.actions import NewElection, create_election
from silog.places.reference import load_reference
from silog.places.rules import ElectionKind
from silog.shipped import migrations_folder

Say = Callable[[str], None]
_SEED: Final = 2024
_WORK_MEMORY: Final = "1GB"
"""So that a million new scans stay in memory until they are written, and an index is sorted there."""
_SEASON: Final = timedelta(days=27)
_NOW: Final = datetime(2024, 11, 27, 0, 0, tzinfo=UTC)
_SCRIPTS: Final = ("helpers.sql", "territory.sql", "boxes.sql", "scans.sql", "grid.sql", "peer.sql")
_SCANNED: Final = ("scans", "scan_details", "sightings", "findings")


@dataclass(frozen=True, slots=True)
class Built:
    """A database that stands, and how to reach it in each role."""

    cluster: Cluster
    size: Size

    def dsn(self, role: str) -> str:
        """Address of the database for one of the cluster's roles."""
        return self.cluster.dsn(role, self.size.database)


async def stands(cluster: Cluster, size: Size) -> bool:
    """Whether the database of this size was built to its end, by these scripts, on these migrations."""
    return await is_built(cluster, size.database, _fingerprint(size))


async def is_built(cluster: Cluster, database: str, mark: str) -> bool:
    """Whether a database bears this mark, which it is given when it was built to its end."""
    admin = await asyncpg.connect(cluster.dsn("silog_admin", "postgres"))
    try:
        found = await admin.fetchval("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = $1", database)
    finally:
        await admin.close()
    return bool(found == mark)


async def mark_built(cluster: Cluster, database: str, mark: str) -> None:
    """Say that a database was built to its end, and what it depends on."""
    admin = await asyncpg.connect(cluster.dsn("silog_admin", database))
    try:
        await admin.execute(f"COMMENT ON DATABASE {database} IS '{mark}'")
    finally:
        await admin.close()


def create(cluster: Cluster, size: Size, say: Say) -> None:
    """Create the database anew and migrate it. Blocks, and needs a thread without a running event loop (Alembic's)."""
    asyncio.run(create_empty(cluster, size.database))
    migrate(migrations_folder(), cluster.dsn("silog_owner", size.database))
    asyncio.run(_fill(Built(cluster, size), say))


async def create_empty(cluster: Cluster, database: str, *, template: str = "silog") -> None:
    """Create a database anew from a template; what had its name is gone."""
    admin = await asyncpg.connect(cluster.dsn("silog_admin", "postgres"))
    try:
        await admin.execute(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")
        await admin.execute(f"CREATE DATABASE {database} TEMPLATE {template} OWNER silog_owner STRATEGY FILE_COPY")
    finally:
        await admin.close()


async def _fill(built: Built, say: Say) -> None:
    election_id = await _election(built, say)
    admin = await asyncpg.connect(built.dsn("silog_admin"))
    try:
        await admin.execute(f"SET work_mem = '{_WORK_MEMORY}'; SET maintenance_work_mem = '{_WORK_MEMORY}'")
        await admin.execute(_script("helpers.sql"))
        await _prepare(admin, built.size, election_id)
        if not built.size.is_kepri:
            say(f"territory for {built.size.stations:,} stations")
            await admin.execute(_script("territory.sql"))
        # From here on keys are unchecked and triggers silent; what a trigger of places keeps is kept by now.
        await admin.execute("SET session_replication_role = replica")
        say(f"{built.size.boxes:,} boxes")
        await admin.execute("ANALYZE regions, facilities")
        await admin.execute(_script("boxes.sql"))
        await _scans(admin, built.size, say)
        say("the grid of scans")
        await admin.execute(_script("grid.sql"))
        await admin.execute("DROP SCHEMA bench CASCADE")
        await admin.execute(_script("peer.sql"))
        say("vacuum")
        await admin.execute("VACUUM (ANALYZE)")
        await admin.execute("CHECKPOINT")
    finally:
        await admin.close()
    await mark_built(built.cluster, built.size.database, _fingerprint(built.size))


async def _election(built: Built, say: Say) -> int:
    """Create the election, with its clock paused so that two servers answer at the same time, and Kepri's places if it is hers."""
    database = await Database.connect(built.dsn("silog_app"), readers=1, writers=1)
    try:
        new = NewElection("BENCH", "Uji beban", ElectionKind.TRAINING, date(2024, 11, 27), ElectionClock(_NOW, _NOW, 1, is_paused=True))
        election = await create_election(database, new)
        if built.size.is_kepri:
            await load_reference(database, election.id, say)
    finally:
        await database.close()
    return election.id


async def _prepare(admin: asyncpg.Connection, size: Size, election_id: int) -> None:
    await admin.execute("CREATE TABLE bench.sizes (election integer, stations bigint, boxes bigint, scans bigint, step_ms bigint)")
    step_ms = _SEASON // timedelta(milliseconds=1) // -(-size.scans // size.boxes)
    await admin.execute("INSERT INTO bench.sizes VALUES ($1, $2, $3, $4, $5)", election_id, size.stations, size.boxes, size.scans, step_ms)
    chance = random.Random(_SEED)  # noqa: S311 -- the same codes on every machine
    codes = ((number, new_code(chance.randrange)) for number in range(size.stations * CONTESTS))
    await admin.execute('CREATE UNLOGGED TABLE bench.codes (n bigint PRIMARY KEY, code text COLLATE "C" NOT NULL)')
    await admin.copy_records_to_table("codes", schema_name="bench", records=codes)


async def _scans(admin: asyncpg.Connection, size: Size, say: Say) -> None:
    """Write the scans in the order of time, so that those of one box lie as far apart as they do in life."""
    indexes = await admin.fetch(
        """SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename = ANY($1)
           AND NOT EXISTS (SELECT FROM pg_constraint WHERE conname = indexname)""",
        _SCANNED,
    )
    for index in indexes:
        await admin.execute(f'DROP INDEX "{index["indexname"]}"')
    await admin.execute("SELECT have_month_of_scans(day) FROM generate_series($1::timestamptz, $2, '1 day') AS day", _NOW - _SEASON, _NOW)
    statement = await admin.prepare(_script("scans.sql"))
    rounds = -(-size.scans // size.boxes)
    for number in range(rounds):
        await statement.fetch(number)
        if (number + 1) * 12 // rounds > number * 12 // rounds:
            say(f"{min((number + 1) * size.boxes, size.scans):,} of {size.scans:,} scans")
    for index in indexes:
        say(f"index {index['indexname']}")
        await admin.execute(index["indexdef"].replace(" ON ONLY ", " ON "))  # of the months as well


def _script(name: str) -> str:
    return files(__package__).joinpath("sql", name).read_text()


def migrations_digest() -> str:
    """What of the data the migrations decide."""
    return hashlib.sha256("\n".join(_migrations()).encode()).hexdigest()


def _migrations() -> list[str]:
    return [path.read_text() for path in sorted(migrations_folder().rglob("*")) if path.suffix in {".py", ".sql"}]


def _fingerprint(size: Size) -> str:
    """What the data depend on: the migrations, the size, and the scripts that made them."""
    return hashlib.sha256("\n".join([*_migrations(), repr(size), *map(_script, _SCRIPTS)]).encode()).hexdigest()
