"""Which scans name a photo, what is here of it, and its bytes. The scope of the transaction or statement decides what is there."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg

from silog.kit.database import Database
from silog.kit.scope import Scope
from silog.photos.rules import PhotoState

_NAMING: Final = """
SELECT DISTINCT d.region_code
FROM scan_details AS d JOIN scans AS s ON s.election_id = d.election_id AND s.id = d.scan_id
WHERE d.election_id = $1 AND d.photo_sha256 = $2 AND ($3::text IS NULL OR s.device_id = $3)
ORDER BY 1"""


async def regions_that_name(driver: asyncpg.Connection, election_id: int, sha256: str, device_id: str | None = None) -> list[str]:
    """List the regions whose scans, of one device or of any, name a photo."""
    return [row["region_code"] for row in await driver.fetch(_NAMING, election_id, sha256, device_id)]


@dataclass(frozen=True, slots=True)
class Kept:
    """What is here of one photo: the regions that have it, and those where it was erased."""

    regions: frozenset[str]
    erased: frozenset[str]


async def kept_of(driver: asyncpg.Connection, election_id: int, sha256: str) -> Kept:
    """Say what is here of a photo."""
    found = "SELECT region_code, erased_at FROM photos WHERE election_id = $1 AND sha256 = $2"
    rows = await driver.fetch(found, election_id, sha256)
    erased = frozenset(row["region_code"] for row in rows if row["erased_at"] is not None)
    return Kept(frozenset(row["region_code"] for row in rows) - erased, erased)


# The scope is set inside the statement, before anything is read: photos are looked up for the one row of `s`, and so after it.
_CONTENT: Final = """
WITH s AS MATERIALIZED (SELECT set_config('silog.scope', $1, true) AS scope)
SELECT found.content, found.erased_at FROM s CROSS JOIN LATERAL (
  SELECT p.content, p.erased_at FROM photos AS p
  WHERE s.scope <> '' AND p.election_id = $2 AND p.sha256 = $3 AND p.region_code >= $4 AND p.region_code < $5
  ORDER BY p.erased_at NULLS FIRST LIMIT 1
) AS found"""


async def photo_content(database: Database, scope: Scope, sha256: str) -> tuple[bytes | None, bool]:
    """Give the bytes of a photo in sight, None where there are none, and whether that is because they were erased."""
    where = scope.setting, scope.election_id, sha256, scope.region_code, scope.region_end
    row = await database.reads.fetchrow(_CONTENT, *where)
    return (None, False) if row is None else (row["content"], row["erased_at"] is not None)


@dataclass(frozen=True, slots=True)
class Listed:
    """A photo that a scan names."""

    sha256: str
    state: PhotoState
    box_code: str
    scan_id: UUID
    occurred_at: datetime
    taken_by: str
    bytes: int | None


_LISTED: Final = """
SELECT p.sha256, p.state, s.box_code, p.scan_id, s.occurred_at, p.taken_by, p.bytes
FROM scan_photos AS p JOIN scans AS s ON s.election_id = p.election_id AND s.id = p.scan_id
WHERE p.election_id = $1 AND ($2::text IS NULL OR s.box_code = $2) AND ($3::text IS NULL OR p.taken_by = $3)
ORDER BY s.occurred_at, p.scan_id"""


async def listed_photos(driver: asyncpg.Connection, election_id: int, box_code: str | None, taken_by: str | None) -> list[Listed]:
    """List photos by when they were taken: of one box, by one officer, or all."""
    rows = await driver.fetch(_LISTED, election_id, box_code, taken_by)
    return [Listed(row["sha256"], PhotoState(row["state"]), *list(row.values())[2:]) for row in rows]


async def received_before(driver: asyncpg.Connection, election_id: int, moment: datetime) -> Sequence[str]:
    """List what is here since before a moment on the election's clock."""
    found = "SELECT DISTINCT sha256 FROM photos WHERE election_id = $1 AND received_at < $2 AND erased_at IS NULL ORDER BY 1"
    return [row["sha256"] for row in await driver.fetch(found, election_id, moment)]


async def bytes_of(driver: asyncpg.Connection, election_id: int, hashes: Collection[str]) -> dict[tuple[str, str], int]:
    """Say how many bytes are here of these photos, by hash and region."""
    found = """SELECT sha256, region_code, octet_length(content) AS bytes FROM photos
               WHERE election_id = $1 AND sha256 = ANY ($2) AND erased_at IS NULL"""
    return {(row["sha256"], row["region_code"]): row["bytes"] for row in await driver.fetch(found, election_id, list(hashes))}
