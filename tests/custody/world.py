"""A small election to scan in: two regencies, a handful of stations, their boxes, and devices that sign."""

import asyncio
import itertools
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import asyncpg
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from silog.custody.actions import ScanAnswer, record_scans
from silog.custody.device import DeviceSigner, P256Signs
from silog.custody.events import Submission
from silog.kit.database import Database
from silog.kit.scope import Scope
from silog.people.actions import Enrolment, enrol_device
from silog.people.rules import KeyAlgorithm
from silog.places.queries import Election

VILLAGES = ("21.03.04.1003", "21.03.05.2001", "21.05.02.1001")
STATIONS = tuple(f"TPS-{village}-{number:03d}" for village in VILLAGES for number in (1, 2))
NOON = datetime(2024, 11, 20, 5, tzinfo=UTC)


@dataclass(slots=True)
class World:
    """One election with everything that scanning in it needs. `boxes` are the codes, by station and contest."""

    database: Database
    election: Election
    owner: asyncpg.Connection
    boxes: list[str] = field(default_factory=list)
    minutes: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    async def device(self, place: str | None = None, region: str = "21.03", *, p256: bool = False, seed: int | None = None) -> DeviceSigner:
        """Enrol a new device and give what signs for it."""
        if p256:
            key = generate_private_key(SECP256R1())
            public = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
            enrolment = Enrolment("phone", region, KeyAlgorithm.P256, public, place)
            return DeviceSigner(self.election.code, await enrol_device(self.database, self.election.id, enrolment), P256Signs(key))
        ed = Ed25519PrivateKey.generate()
        enrolment = Enrolment("phone", region, KeyAlgorithm.ED25519, ed.public_key().public_bytes_raw(), place)
        number = await enrol_device(self.database, self.election.id, enrolment)
        return DeviceSigner(self.election.code, number, ed, random_bits=random.Random(seed).getrandbits)

    async def record(self, *submissions: Submission, at: datetime = NOON + timedelta(days=30)) -> tuple[ScanAnswer, ...]:
        """Hand a batch in."""
        return await record_scans(self.database, self.election, submissions, at)

    async def waiting_for_a_lock(self) -> int:
        """How many transactions wait for another."""
        count: int = await self.owner.fetchval("SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted")
        return count

    async def until_waiting_for_a_lock(self, count: int = 1) -> None:
        """Wait until so many transactions wait for another."""
        async with asyncio.timeout(20):
            while await self.waiting_for_a_lock() < count:  # noqa: ASYNC110 -- another process
                await asyncio.sleep(0.01)

    def later(self) -> datetime:
        """A moment after every moment given before."""
        return NOON + timedelta(minutes=next(self.minutes))

    async def row(self, code: str) -> asyncpg.Record:
        """The row of a box, whole."""
        row = await self.owner.fetchrow("SELECT * FROM boxes WHERE code = $1", code)
        assert row is not None
        return row

    async def parts(self, table: str) -> dict[str, int]:
        """How many rows stand in each part of a table."""
        counted = Counter(row["part"] for row in await self.owner.fetch(f"SELECT tableoid::regclass::text AS part FROM {table}"))
        parts = await self.owner.fetch("SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = $1::text::regclass", table)
        return {name: counted[name] for (name,) in parts}

    async def seen_by(self, scope: Scope, statement: str) -> list[asyncpg.Record]:
        """What a viewer of this scope reads, on a connection of the product."""
        async with self.database.unit_of_work(scope) as work:
            rows: list[asyncpg.Record] = await (await work.driver).fetch(statement)
        return rows


async def lay_out(owner: asyncpg.Connection, election_id: int) -> None:
    """Insert the regions, offices and stations of the small election."""
    codes = {".".join(village.split(".")[:depth]) for village in VILLAGES for depth in range(1, 5)}
    levels = {2: "PROVINCE", 5: "REGENCY", 8: "DISTRICT", 13: "VILLAGE"}
    await owner.executemany(
        "INSERT INTO regions (code, parent_code, level, name) VALUES ($1, $2, $3, $1)",
        [(code, code.rpartition(".")[0] or None, levels[len(code)]) for code in sorted(codes, key=len)],
    )
    facilities = [
        *(("WAREHOUSE", f"WH-{code}", code) for code in codes if len(code) == 5),
        *(("PPK", f"PPK-{code}", code) for code in codes if len(code) == 8),
        *(("PPS", f"PPS-{code}", code) for code in codes if len(code) == 13),
        ("PORT", "PORT-selat-lampa", "21.03.04.1003"),
        *(("POLLING_STATION", code, code[4:17]) for code in STATIONS),
    ]
    await owner.executemany(
        """INSERT INTO facilities (election_id, code, kind, name, region_code, point, quality, source, station_number, registered_voters)
           VALUES ($1, $2, $3, $2, $4, ST_SetSRID(ST_MakePoint(108, 4), 4326), 'SYNTHETIC', 'test', $5, $6)""",
        [
            (election_id, code, kind, region, *((int(code[-3:]), 300) if kind == "POLLING_STATION" else (None, None)))
            for kind, code, region in facilities
        ],
    )
