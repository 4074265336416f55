"""The database that scans are recorded into: Kepri's territory, every box issued, and devices whose keys the bench holds.

Built once and kept; each server that is measured gets a clone of its own, so that all begin with the same rows.
"""

import asyncio
import hashlib
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

import asyncpg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from silog.bench.data.building import Say, create_empty, is_built, mark_built, migrations_digest
from silog.custody.actions import issue_boxes
from silog.kit.clock import ElectionClock
from silog.kit.cluster import Cluster
from silog.kit.database import Database
from silog.kit.migration import migrate
from silog.movement.actions import add_conveyances
from silog.movement.rules import Conveyance, ConveyanceKind
from silog.people.actions import Enrolment, enrol_devices, ensure_user, make_bearer_token
from silog.people.rules import KeyAlgorithm, Role, key_id
from silog.places.actions import NewElection, create_election
from silog.places.queries import Election, election_named
from silog.places.reference import load_reference
from silog.places.rules import ElectionKind
from silog.shipped import migrations_folder

BASE: Final = "bench_ingest"
ELECTION: Final = "BENCH"
BATCH: Final = 100
"""Boxes of a device that hands in all of them at once."""
FEW: Final = 5
"""Boxes of a device that sends each scan at once."""
SENDING_BATCHES: Final = 64
SENDING_ONE: Final = 50
DEVICES: Final = SENDING_BATCHES + SENDING_ONE
CONVEYANCES: Final = 100
_PROVINCE: Final = "21"
_SEED: Final = 2024
_NOW: Final = datetime(2024, 11, 26, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Seat:
    """A box and where it belongs: its code, its station and village, and the points (lon, lat) of its warehouse and its station."""

    code: str
    station: str
    village: str
    warehouse_point: tuple[float, float]
    station_point: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Ground:
    """A clone of the database, ready for one server. `token` is that of a coordinator of the province."""

    cluster: Cluster
    database: str
    election: Election
    token: str
    seats: tuple[Seat, ...]

    def dsn(self, role: str) -> str:
        """Its address for one of the cluster's roles."""
        return self.cluster.dsn(role, self.database)


def key_of(number: int) -> Ed25519PrivateKey:
    """Make the private key of a device; it is worth nothing outside of the bench."""
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(f"silog bench|{number}".encode()).digest())


def device_id(number: int) -> str:
    """Give the id that a device is enrolled under."""
    return key_id(key_of(number).public_key().public_bytes_raw())


def build(cluster: Cluster, say: Say) -> None:
    """Build the base unless it stands. Blocks, and needs a thread without a running event loop (Alembic's)."""
    mark = f"{migrations_digest()} {DEVICES} {CONVEYANCES}"
    if asyncio.run(is_built(cluster, BASE, mark)):
        return
    say("building the database")
    asyncio.run(create_empty(cluster, BASE))
    migrate(migrations_folder(), cluster.dsn("silog_owner", BASE))
    asyncio.run(_fill(cluster, say))
    asyncio.run(_count_rows(cluster))
    asyncio.run(mark_built(cluster, BASE, mark))


async def _fill(cluster: Cluster, say: Say) -> None:
    database = await Database.connect(cluster.dsn("silog_app", BASE), readers=1, writers=1)
    try:
        clock = ElectionClock(_NOW, _NOW, 1, is_paused=True)
        election = await create_election(database, NewElection(ELECTION, "Uji beban", ElectionKind.TRAINING, date(2024, 11, 27), clock))
        await load_reference(database, election.id, say)
        chance = random.Random(_SEED)  # noqa: S311 -- the same codes on every machine
        say(f"{await issue_boxes(database, election, random_below=chance.randrange):,} boxes")
        keys = [key_of(number).public_key().public_bytes_raw() for number in range(DEVICES)]
        await enrol_devices(
            database, election.id, [Enrolment(f"Ponsel {n}", _PROVINCE, KeyAlgorithm.ED25519, key) for n, key in enumerate(keys)]
        )
        fleet = [
            Conveyance(f"CNV-{number}", f"Pompong {number}", ConveyanceKind.POMPONG, _PROVINCE, None, 200, 8, 50, 1.25)
            for number in range(CONVEYANCES)
        ]
        await add_conveyances(database, election.id, fleet)
    finally:
        await database.close()


async def _count_rows(cluster: Cluster) -> None:
    """Let the planner know what was loaded, as autovacuum does within a minute of it."""
    owner = await asyncpg.connect(cluster.dsn("silog_owner", BASE))
    try:
        await owner.execute("ANALYZE")
    finally:
        await owner.close()


@contextmanager
def cloned(cluster: Cluster, name: str) -> Iterator[Ground]:
    """Clone the base under a name of its own, and drop the clone in the end."""
    database = f"{BASE}_{name}"
    asyncio.run(create_empty(cluster, database, template=BASE))
    try:
        yield asyncio.run(_ground(cluster, database))
    finally:
        asyncio.run(_drop(cluster, database))


_SEATS: Final = """
SELECT b.code, b.station_code, b.region_code, ST_X(w.point), ST_Y(w.point), ST_X(s.point), ST_Y(s.point)
FROM boxes AS b JOIN facilities AS s ON s.election_id = b.election_id AND s.code = b.station_code
  JOIN facilities AS w ON w.election_id = b.election_id AND w.code = 'WH-' || left(b.region_code, 5)
ORDER BY b.code"""


async def _ground(cluster: Cluster, name: str) -> Ground:
    database = await Database.connect(cluster.dsn("silog_app", name), readers=1, writers=1)
    owner = await asyncpg.connect(cluster.dsn("silog_owner", name))
    try:
        async with database.engine.begin() as connection:
            election = await election_named(connection, ELECTION)
        user = await ensure_user(database, election.id, "Uji beban", Role.COORDINATOR, _PROVINCE)
        token = await make_bearer_token(database, user.id)
        rows = await owner.fetch(_SEATS)
    finally:
        await owner.close()
        await database.close()
    seats = (Seat(code, station, village, (west, south), (east, north)) for code, station, village, west, south, east, north in rows)
    return Ground(cluster, name, election, token, tuple(seats))


async def _drop(cluster: Cluster, name: str) -> None:
    admin = await asyncpg.connect(cluster.dsn("silog_admin", "postgres"))
    try:
        await admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    finally:
        await admin.close()
