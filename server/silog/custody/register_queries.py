"""Every read of the register of seals. Statements run on the driver's connection, because a register has thousands of rows."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import asyncpg

from silog.custody.rules import REGISTER_BREACHES, Breach, Sealing
from silog.kit.columns import texts


@dataclass(frozen=True, slots=True)
class Numbers:
    """What is known of some numbers: where each was issued to, its sealings, and the region of each box that it was put on."""

    issued: dict[str, str]
    sealings: dict[str, list[Sealing]]
    regions: dict[str, str]


_ISSUED: Final = """
SELECT found.number, found.place_code FROM unnest($2::text::text[]) AS asked(number) CROSS JOIN LATERAL (
  SELECT s.number, s.place_code FROM seals AS s WHERE s.election_id = $1 AND s.number = asked.number LIMIT 1) AS found"""
SEALINGS: Final = """
SELECT g.number, g.scan_id, g.box_code, g.region_code, g.place_code, EXISTS (
  SELECT FROM seal_registers AS r WHERE r.election_id = $1
    AND (g.region_code = r.region_code OR starts_with(g.region_code, r.region_code || '.'))) AS is_registered
FROM unnest($2::text::text[]) AS asked(number) CROSS JOIN LATERAL (
  SELECT * FROM sealings AS g WHERE g.election_id = $1 AND g.number = asked.number OFFSET 0) AS g"""
"""Number by number, as `LIMIT` and `OFFSET` make sure: a plan made while there were few would read all sealings of the election."""


async def known_of_numbers(driver: asyncpg.Connection, election_id: int, numbers: Collection[str]) -> Numbers:
    """Give all that the rules ask about some numbers."""
    if not numbers:
        return Numbers({}, {}, {})
    asked = texts(numbers)
    found = Numbers({row["number"]: row["place_code"] for row in await driver.fetch(_ISSUED, election_id, asked)}, {}, {})
    for row in await driver.fetch(SEALINGS, election_id, asked):
        sealing = Sealing(row["number"], row["scan_id"], row["box_code"], row["place_code"], row["is_registered"])
        found.sealings.setdefault(row["number"], []).append(sealing)
        found.regions[row["box_code"]] = row["region_code"]
    return found


_SEALS_OF: Final = """
SELECT DISTINCT seal FROM unnest($2::uuid[]) AS asked(id) CROSS JOIN LATERAL (
  SELECT s.seals FROM scans AS s WHERE s.election_id = $1 AND s.id = asked.id LIMIT 1) AS found CROSS JOIN unnest(found.seals) AS seal"""


async def numbers_of(driver: asyncpg.Connection, election_id: int, scans: Collection[UUID]) -> set[str]:
    """Give the numbers of all seals that these scans put on."""
    if not scans:
        return set()
    return {row["seal"] for row in await driver.fetch(_SEALS_OF, election_id, list(scans))}


async def numbers_applied(driver: asyncpg.Connection, election_id: int, region_code: str) -> list[str]:
    """Give the numbers that were put on boxes of a region ('' for all)."""
    rows = await driver.fetch(
        """SELECT DISTINCT number FROM sealings
           WHERE election_id = $1 AND ($2 = '' OR region_code = $2 OR starts_with(region_code, $2 || '.')) ORDER BY number""",
        election_id,
        region_code,
    )
    return [row["number"] for row in rows]


async def issued_in(driver: asyncpg.Connection, election_id: int, region_code: str) -> list[tuple[str, str]]:
    """Give every number that was issued to a place in a region, with that place, by number."""
    rows = await driver.fetch(
        """SELECT number, place_code FROM seals
           WHERE election_id = $1 AND (region_code = $2 OR starts_with(region_code, $2 || '.')) ORDER BY number""",
        election_id,
        region_code,
    )
    return [(row["number"], row["place_code"]) for row in rows]


async def latest_register(driver: asyncpg.Connection, election_id: int, region_code: str) -> tuple[int, int]:
    """Give the version and the count of what was published last of a region; zeros where nothing was."""
    row = await driver.fetchrow(
        """SELECT version, seal_count FROM seal_registers
           WHERE election_id = $1 AND region_code = $2 ORDER BY version DESC LIMIT 1""",
        election_id,
        region_code,
    )
    return (0, 0) if row is None else (row["version"], row["seal_count"])


async def issued_elsewhere(driver: asyncpg.Connection, election_id: int, numbers: list[str], places: list[str]) -> list[tuple[str, str]]:
    """Say which of these numbers, each asked with a place, stand in the register for another place, and for which."""
    rows = await driver.fetch(
        """SELECT s.number, s.place_code FROM unnest($2::text[], $3::text[]) AS asked(number, place_code)
           JOIN seals AS s ON s.election_id = $1 AND s.number = asked.number AND s.place_code <> asked.place_code ORDER BY s.number""",
        election_id,
        numbers,
        places,
    )
    return [(row["number"], row["place_code"]) for row in rows]


async def regions_of_places(driver: asyncpg.Connection, election_id: int, codes: Collection[str]) -> dict[str, str]:
    """Give the region of each of these places that exists."""
    rows = await driver.fetch(
        "SELECT code, region_code FROM facilities WHERE election_id = $1 AND code = ANY ($2)", election_id, list(codes)
    )
    return {row["code"]: row["region_code"] for row in rows}


async def register_findings(driver: asyncpg.Connection, election_id: int) -> set[tuple[UUID, Breach]]:
    """Give everything that the register was found to say against scans."""
    rows = await driver.fetch(
        "SELECT scan_id, breach FROM findings WHERE election_id = $1 AND breach = ANY ($2)", election_id, list(REGISTER_BREACHES)
    )
    return {(row["scan_id"], Breach(row["breach"])) for row in rows}
