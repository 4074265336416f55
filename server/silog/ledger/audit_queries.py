"""What an audit of the log reads, all of it from one snapshot whose scope is set: a page of places at a time, and what is out of place."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import asyncpg

from silog.custody.signing import is_signed
from silog.ledger.rules import HASH_BYTES
from silog.people.rules import KeyAlgorithm


@dataclass(frozen=True, slots=True)
class Signed:
    """What a device signed, its signature, and the key that checks it; None where there is no such device."""

    device_id: str
    event: bytes
    signature: bytes
    key: tuple[KeyAlgorithm, bytes] | None

    @property
    def is_right(self) -> bool:
        """Whether the device has signed this."""
        return self.key is not None and is_signed(*self.key, self.signature, self.event)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A scan that waits for a place, and the leaf that was laid down; None where there is no such scan. `index`: a place it has already."""

    scan_id: UUID
    leaf: bytes
    scan: Signed | None
    index: int | None


@dataclass(frozen=True, slots=True)
class Entry:
    """A place, and the scan that has it; None where there is no such scan."""

    index: int
    scan_id: UUID
    scan: Signed | None
    is_in_its_region: bool


@dataclass(frozen=True, slots=True)
class Cosigned:
    """What a witness said of a tree."""

    size: int
    note: str
    verifier_key: str


_SIGNED: Final = "s.device_id, s.event, s.signature, d.algorithm, d.public_key"
_PAGE: Final = f"""
SELECT e.log_index, e.scan_id, e.region_code = s.region_code AS is_in_its_region, {_SIGNED}
FROM log_entries AS e LEFT JOIN scans AS s ON s.election_id = e.election_id AND s.id = e.scan_id
  LEFT JOIN devices AS d ON d.election_id = s.election_id AND d.id = s.device_id
WHERE e.election_id = $1 AND e.log_index >= $2 AND e.log_index < $3 ORDER BY e.log_index"""  # noqa: S608 -- of our own words
_BEYOND: Final = "SELECT scan_id FROM log_entries WHERE election_id = $1 AND (log_index < 0 OR log_index >= $2) ORDER BY log_index LIMIT $3"
_UNPLACED: Final = """
SELECT s.id FROM scans AS s LEFT JOIN log_entries AS e ON e.election_id = s.election_id AND e.scan_id = s.id
  LEFT JOIN (SELECT unnest(scan_ids) AS id FROM log_waiting WHERE election_id = $1) AS w ON w.id = s.id
WHERE s.election_id = $1 AND e.scan_id IS NULL AND w.id IS NULL ORDER BY s.id LIMIT $2"""
_WAITING: Final = f"""
SELECT one.id, substring(w.leaves FROM (32 * one.turn - 31)::integer FOR 32) AS leaf, e.log_index, {_SIGNED}
FROM log_waiting AS w CROSS JOIN LATERAL unnest(w.scan_ids) WITH ORDINALITY AS one (id, turn)
  LEFT JOIN scans AS s ON s.election_id = $1 AND s.id = one.id
  LEFT JOIN devices AS d ON d.election_id = s.election_id AND d.id = s.device_id
  LEFT JOIN log_entries AS e ON e.election_id = $1 AND e.scan_id = one.id
WHERE w.election_id = $1 ORDER BY w.id, one.turn"""  # noqa: S608 -- of our own words
_TILES: Final = "SELECT number, hashes FROM log_tiles WHERE election_id = $1 AND level = $2 AND number >= $3 AND number < $4"
_NO_TILES: Final = """
SELECT level, number FROM log_tiles
WHERE election_id = $1 AND (level NOT BETWEEN 0 AND 7 OR number < 0 OR number << 8 >= $2::bigint >> 8 * level)
ORDER BY level, number LIMIT $3"""
_COSIGNED: Final = """
SELECT size, checkpoint || line AS note, verifier_key FROM log_cosignatures
WHERE election_id = $1 AND size >= $2 AND ($3::bigint IS NULL OR size < $3) ORDER BY size, verifier_key"""


async def entries_between(snapshot: asyncpg.Connection, election_id: int, first: int, end: int) -> list[Entry]:
    """List the places from `first` to before `end`, in their order, as far as they are there."""
    rows = await snapshot.fetch(_PAGE, election_id, first, end)
    return [Entry(row["log_index"], row["scan_id"], _signed(row), bool(row["is_in_its_region"])) for row in rows]


async def entries_beyond(snapshot: asyncpg.Connection, election_id: int, size: int, most: int) -> list[UUID]:
    """List scans that have a place which a tree of `size` leaves does not have, `most` at most."""
    return [row["scan_id"] for row in await snapshot.fetch(_BEYOND, election_id, size, most)]


async def unplaced(snapshot: asyncpg.Connection, election_id: int, most: int) -> list[UUID]:
    """List scans that neither have a place nor wait for one, `most` at most."""
    return [row["id"] for row in await snapshot.fetch(_UNPLACED, election_id, most)]


async def waiting(snapshot: asyncpg.Connection, election_id: int) -> AsyncIterator[Waiting]:
    """Stream what waits for a place, in its order."""
    async for row in snapshot.cursor(_WAITING, election_id, prefetch=1_000):
        yield Waiting(row["id"], row["leaf"], _signed(row), row["log_index"])


def _signed(row: asyncpg.Record) -> Signed | None:
    if row["event"] is None:
        return None
    key = None if row["algorithm"] is None else (KeyAlgorithm(row["algorithm"]), row["public_key"])
    return Signed(row["device_id"], row["event"], row["signature"], key)


async def tiles_between(snapshot: asyncpg.Connection, election_id: int, level: int, first: int, end: int) -> dict[int, list[bytes]]:
    """Give the hashes of a level's tiles from number `first` to before `end`, as far as they are there."""
    rows = await snapshot.fetch(_TILES, election_id, level, first, end)
    return {row["number"]: [row["hashes"][at : at + HASH_BYTES] for at in range(0, len(row["hashes"]), HASH_BYTES)] for row in rows}


async def tiles_of_no_tree(snapshot: asyncpg.Connection, election_id: int, size: int, most: int) -> list[tuple[int, int]]:
    """List tiles, by level and number, that a tree of `size` leaves does not have, `most` at most."""
    return [(row["level"], row["number"]) for row in await snapshot.fetch(_NO_TILES, election_id, size, most)]


async def cosigned_between(snapshot: asyncpg.Connection, election_id: int, first: int, end: int | None) -> list[Cosigned]:
    """List what witnesses said of trees of `first` to before `end` leaves, of the smallest first; None: of all that are not smaller."""
    rows = await snapshot.fetch(_COSIGNED, election_id, first, end)
    return [Cosigned(row["size"], row["note"], row["verifier_key"]) for row in rows]
