"""Every read of custody. Statements run on the driver's connection, because they take and give thousands of rows at a time."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import asyncpg

from silog.custody.rules import (
    BoxCustody,
    BoxException,
    BoxFacts,
    BoxState,
    Breach,
    Condition,
    Contest,
    Handover,
    Point,
    ScanFact,
    ScanFlag,
    ScanType,
    Side,
    Sighting,
)
from silog.custody.rules.whereabouts import office_at
from silog.kit.columns import texts
from silog.kit.values import Value

DeviceSeq = tuple[str, int]
_STATES: Final = {state.value: state for state in BoxState}


async def home_region(driver: asyncpg.Connection, election_id: int) -> str:
    """Give the province an election is held in, for what belongs to no known device; '' while nothing stands in it."""
    found: str | None = await driver.fetchval("SELECT left(min(region_code), 2) FROM facilities WHERE election_id = $1", election_id)
    return found or ""


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """An event that was recorded before: enough to tell whether another is the same."""

    id: UUID
    device_id: str
    seq: int
    content: bytes
    content_hash: bytes


async def events_at(driver: asyncpg.Connection, election_id: int, keys: Iterable[DeviceSeq]) -> dict[DeviceSeq, StoredEvent]:
    """Give the recorded events under these device numbers."""
    devices, seqs = zip(*keys, strict=True)
    rows = await driver.fetch(
        """SELECT s.id, s.device_id, s.seq, s.event, s.event_hash
           FROM unnest($2::text[], $3::bigint[]) AS asked(device_id, seq)
           JOIN event_numbers AS n ON n.election_id = $1 AND n.device_id = asked.device_id AND n.seq = asked.seq
           JOIN scans AS s ON s.election_id = $1 AND s.id = n.scan_id""",
        election_id,
        devices,
        seqs,
    )
    return {(row["device_id"], row["seq"]): StoredEvent(*row.values()) for row in rows}


async def events_by_id(driver: asyncpg.Connection, election_id: int, ids: Collection[UUID]) -> dict[UUID, StoredEvent]:
    """Give the recorded events with these ids."""
    rows = await driver.fetch(
        "SELECT id, device_id, seq, event, event_hash FROM scans WHERE election_id = $1 AND id = ANY ($2)", election_id, list(ids)
    )
    return {row["id"]: StoredEvent(*row.values()) for row in rows}


@dataclass(frozen=True, slots=True)
class Kept:
    """A scan in quarantine, word for word. `received_at` is the election's time; `event`, `signature` and `key` are whatever was sent."""

    received_at: datetime
    region_code: str
    reason: str
    message: str
    key: str
    event: str
    detail: str | None
    signature: str


async def kept_in_quarantine(driver: asyncpg.Connection, election_id: int, key: str | None, most: int) -> list[Kept]:
    """Give what could not be taken as scans, the newest first: at most so many, and of one key alone if it is named."""
    rows = await driver.fetch(
        """SELECT received_at, region_code, reason, message, key, event, detail, signature FROM quarantine
           WHERE election_id = $1 AND ($2::text IS NULL OR key = $2) ORDER BY id DESC LIMIT $3""",
        *(election_id, key, most),
    )
    return [Kept(*row.values()) for row in rows]


BOX_COLUMNS: Final = """b.code, b.station_code, b.region_code, b.state, b.exceptions, b.seals, b.place_code, b.last_scan_id,
  b.last_scan_at, b.scan_count, b.holder_id, b.held_since, b.sighted_scan_id, b.sighted_at, b.sighted_by_air"""
LAST_SIGHTING: Final = """LEFT JOIN LATERAL (
    SELECT g.lon, g.lat, g.within_m FROM sightings AS g WHERE g.election_id = $1 AND g.scan_id = b.sighted_scan_id LIMIT 1
  ) AS seen ON true"""
"""What hangs on a box `b`. The limit is for the planner, who goes by the key so, however many rows the table has by now: a plan made
while there were few scans would read them all for each batch, for as long as it is kept. Boxes are joined with the codes asked for, and
not `= ANY`, for the same reason."""
_BOXES: Final = f"""
SELECT {BOX_COLUMNS}, seen.*
FROM unnest($2::text::text[]) AS asked(code) JOIN boxes AS b ON b.election_id = $1 AND b.code = asked.code
  {LAST_SIGHTING}
ORDER BY b.code"""  # noqa: S608 -- of our own words


_LOCK: Final = """
SELECT FROM unnest($2::text::text[]) AS asked(code) JOIN boxes AS b ON b.election_id = $1 AND b.code = asked.code
ORDER BY b.code FOR UPDATE OF b"""


class StoredBox(Value, frozen=True):
    """A box and the custody that its row says; breaches are not read with it."""

    facts: BoxFacts
    custody: BoxCustody


async def locked_boxes(driver: asyncpg.Connection, election_id: int, codes: Collection[str]) -> list[StoredBox]:
    """Lock those of these boxes that were issued, in the order of their codes, until the transaction ends.

    They are read after they are locked: whoever waited for a lock would get the row anew, but not what hangs on it.
    """
    await driver.execute(_LOCK, election_id, texts(codes))
    return await stored_boxes(driver, election_id, codes)


async def stored_boxes(driver: asyncpg.Connection, election_id: int, codes: Collection[str]) -> list[StoredBox]:
    """Read boxes without locking them."""
    return [box_of(row) for row in await driver.fetch(_BOXES, election_id, texts(codes))]


async def box_codes(driver: asyncpg.Connection, election_id: int) -> list[str]:
    """Give the codes of all boxes the scope shows, in order."""
    rows = await driver.fetch("SELECT code FROM boxes WHERE election_id = $1 ORDER BY code", election_id)
    return [row["code"] for row in rows]


_SCANS: Final = """
SELECT s.box_code, s.id, s.type, s.place_code, s.seals, s.condition, s.device_id, s.seq, s.hlc, s.occurred_at, s.flags, s.handover,
  d.place_code AS office_code, g.lon, g.lat, g.within_m
FROM scans AS s JOIN devices AS d ON d.election_id = s.election_id AND d.id = s.device_id
  LEFT JOIN sightings AS g ON g.election_id = s.election_id AND g.scan_id = s.id
WHERE s.election_id = $1 AND """
_OF_BOXES: Final = _SCANS + "s.box_code = ANY ($2)"


async def scans_of(driver: asyncpg.Connection, election_id: int, codes: Collection[str]) -> dict[str, list[ScanFact]]:
    """Give all recorded scans of these boxes by box, as the fold needs them, in no particular order."""
    return _by_box(await driver.fetch(_OF_BOXES, election_id, list(codes)))


async def scans_by_id(driver: asyncpg.Connection, election_id: int, ids: Collection[UUID]) -> dict[UUID, ScanFact]:
    """Give recorded scans by their ids."""
    return {row["id"]: _scan(row) for row in await driver.fetch(_SCANS + "s.id = ANY ($2)", election_id, list(ids))}


async def sides_of(
    driver: asyncpg.Connection, election_id: int, codes: Collection[str], nonces: Collection[str]
) -> dict[str, list[ScanFact]]:
    """Give all recorded scans of these boxes that carry one of these nonces, by box."""
    statement = _OF_BOXES + " AND s.handover <> '' AND s.handover = ANY ($3)"
    return _by_box(await driver.fetch(statement, election_id, list(codes), list(nonces)))


async def handovers_of(driver: asyncpg.Connection, election_id: int, codes: Collection[str]) -> dict[str, dict[str, Handover]]:
    """Give the stored handovers of these boxes by box and nonce, without their breaches, which stand among the findings."""
    rows = await driver.fetch(
        """SELECT box_code, nonce, given_by, given_at, given_place_code, taken_by, taken_at, taken_place_code
           FROM handovers WHERE election_id = $1 AND box_code = ANY ($2)""",
        election_id,
        list(codes),
    )
    found: dict[str, dict[str, Handover]] = {}
    for code, nonce, *sides in rows:
        given, taken = (None if side[0] is None else Side(*side) for side in (sides[:3], sides[3:]))
        found.setdefault(code, {})[nonce] = Handover(nonce, given, taken)
    return found


def _by_box(rows: Iterable[asyncpg.Record]) -> dict[str, list[ScanFact]]:
    found: dict[str, list[ScanFact]] = {}
    for row in rows:
        found.setdefault(row["box_code"], []).append(_scan(row))
    return found


async def findings_of(driver: asyncpg.Connection, election_id: int, codes: Collection[str]) -> dict[str, set[tuple[UUID, Breach]]]:
    """Give the stored findings of these boxes by box."""
    rows = await driver.fetch(
        "SELECT box_code, scan_id, breach FROM findings WHERE election_id = $1 AND box_code = ANY ($2)", election_id, list(codes)
    )
    found: dict[str, set[tuple[UUID, Breach]]] = {}
    for row in rows:
        found.setdefault(row["box_code"], set()).add((row["scan_id"], Breach(row["breach"])))
    return found


@dataclass(frozen=True, slots=True)
class UnissuedBox:
    """A box that a station should have and for which no code was issued."""

    station_code: str
    region_code: str
    contest: Contest
    is_3t: bool


async def unissued_boxes(driver: asyncpg.Connection, election_id: int, region_code: str) -> list[UnissuedBox]:
    """List the boxes still to be issued inside a region ('' for all), by station and contest."""
    rows = await driver.fetch(
        """SELECT f.code, f.region_code, c.contest, f.is_3t
           FROM facilities AS f CROSS JOIN unnest($3::text[]) AS c(contest)
           WHERE f.election_id = $1 AND f.kind = 'POLLING_STATION'
             AND ($2 = '' OR f.region_code = $2 OR starts_with(f.region_code, $2 || '.'))
             AND NOT EXISTS (SELECT FROM boxes AS b WHERE b.election_id = $1 AND b.station_code = f.code AND b.contest = c.contest)
           ORDER BY f.code, c.contest""",
        election_id,
        region_code,
        list(Contest),
    )
    return [UnissuedBox(row["code"], row["region_code"], Contest(row["contest"]), row["is_3t"]) for row in rows]


async def waiting_boxes(driver: asyncpg.Connection, election_id: int, codes: Collection[str]) -> list[str]:
    """Say which of these boxes were scanned before they were issued."""
    rows = await driver.fetch(
        "SELECT DISTINCT box_code FROM scans WHERE election_id = $1 AND box_code = ANY ($2)", election_id, list(codes)
    )
    return [row["box_code"] for row in rows]


async def filed_under(driver: asyncpg.Connection, election_id: int, codes: Collection[str]) -> dict[UUID, str]:
    """Say by scan which region the scans of these boxes were filed under."""
    statement = "SELECT id, region_code FROM scans WHERE election_id = $1 AND box_code = ANY ($2)"
    return {row["id"]: row["region_code"] for row in await driver.fetch(statement, election_id, list(codes))}


def box_of(row: Iterable[Any]) -> StoredBox:
    """Read a box and what hangs on it: the values of BOX_COLUMNS and of LAST_SIGHTING."""
    code, station_code, region_code, state, exceptions, seals, place_code, last_scan_id, last_scan_at, scan_count, *more = row
    holder_id, held_since, sighted_scan_id, sighted_at, sighted_by_air, lon, lat, within_m = more
    sighting = None if lon is None else Sighting(sighted_scan_id, sighted_at, Point(lon, lat, within_m), sighted_by_air)
    custody = BoxCustody(
        *(_STATES[state], frozenset(map(BoxException, exceptions)), frozenset(seals), place_code, last_scan_id, last_scan_at),
        *(scan_count, holder_id, held_since, sighting),
    )
    return StoredBox(BoxFacts(code, station_code, region_code), custody)


def _scan(row: asyncpg.Record) -> ScanFact:
    return ScanFact(
        row["id"],
        ScanType(row["type"]),
        row["place_code"],
        frozenset(row["seals"]),
        Condition(row["condition"]),
        row["device_id"],
        row["seq"],
        row["hlc"],
        row["occurred_at"],
        office_at(row["office_code"]),
        ScanFlag.UNKNOWN_PLACE not in row["flags"],
        row["handover"],
        _point(row),
    )


def _point(row: asyncpg.Record) -> Point | None:
    return None if row["lon"] is None else Point(row["lon"], row["lat"], row["within_m"])
