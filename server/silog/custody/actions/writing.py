"""The statements that write custody, thousands of rows each.

Every statement writes in the order of its key, so that two batches at once wait for each other and never in a circle. Lists of
seals, exceptions and flags travel as array texts, for arrays of arrays of different lengths do not exist in PostgreSQL.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

import asyncpg

from silog.custody.actions.intake import Accepted, Refused
from silog.custody.facts import QuarantinedScan
from silog.custody.rules import HANDOVER_BREACHES, REGISTER_BREACHES, BoxCustody, BoxFacts, BoxState, Breach, Point, ScanFlag

Finding = tuple[str, str, UUID, Breach]
"""Box, its region, scan and breach."""

_INSERT_SCANS: Final = """
INSERT INTO scans (election_id, id, region_code, box_code, type, place_code, seals, condition, device_id, seq, hlc, occurred_at,
  device_clock_at, received_at, flags, event, event_hash, signature, handover)
SELECT $1, id, region_code, box_code, type, place_code, seals::text[], condition, device_id, seq, hlc, occurred_at,
  device_clock_at, $2, flags::text[], event, event_hash, signature, handover
FROM unnest($3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::bigint[], $12::text[],
  $13::timestamptz[], $14::timestamptz[], $15::text[], $16::bytea[], $17::bytea[], $18::bytea[],
  $19::text[])
  AS new(id, region_code, box_code, type, place_code, seals, condition, device_id, seq, hlc, occurred_at,
    device_clock_at, flags, event, event_hash, signature, handover)
ORDER BY device_id, seq, id
ON CONFLICT DO NOTHING RETURNING id"""


@dataclass(frozen=True, slots=True)
class NewScan:
    """An accepted scan with what was found out about it: the region it is filed under, when it happened, its flags."""

    accepted: Accepted
    region_code: str
    occurred_at: datetime
    flags: tuple[ScanFlag, ...]
    point: Point | None = None


async def insert_scans(driver: asyncpg.Connection, election_id: int, received_at: datetime, scans: Sequence[NewScan]) -> set[UUID]:
    """Store scans as they were signed and give the ids of those that were new."""
    rows = [_scan_row(scan) for scan in scans]
    inserted = await driver.fetch(_INSERT_SCANS, election_id, received_at, *zip(*rows, strict=True))
    return {row["id"] for row in inserted}


def _scan_row(scan: NewScan) -> tuple[object, ...]:
    event = scan.accepted.event
    return (
        *(event.id, scan.region_code, event.box, event.type, event.place, _array(sorted(event.seals)), event.condition),
        *(event.device_id, event.seq, event.hlc, scan.occurred_at, event.device_clock_at, _array(scan.flags)),
        *(event.content, event.content_hash, scan.accepted.signature, event.handover),
    )


_INSERT_DETAILS: Final = """
INSERT INTO scan_details (election_id, scan_id, region_code, detail, actor, point, accuracy_m, photo_sha256)
SELECT $1, scan_id, region_code, detail, actor, ST_SetSRID(ST_MakePoint(lon, lat), 4326), accuracy_m, photo_sha256
FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::float8[], $7::float8[], $8::float8[], $9::text[])
  AS new(scan_id, region_code, detail, actor, lon, lat, accuracy_m, photo_sha256)"""


async def insert_details(driver: asyncpg.Connection, election_id: int, scans: Iterable[NewScan]) -> None:
    """Store what is personal of new scans apart from them."""
    rows = [
        (
            *(scan.accepted.event.id, scan.region_code, detail.text, detail.actor, *(detail.point or (None, None))),
            *(detail.accuracy_m, detail.photo_sha256),
        )
        for scan in scans
        if (detail := scan.accepted.detail) is not None
    ]
    if rows:
        await driver.execute(_INSERT_DETAILS, election_id, *zip(*rows, strict=True))


async def insert_sightings(driver: asyncpg.Connection, election_id: int, scans: Iterable[NewScan]) -> None:
    """Store where new scans were made, as far as that is kept for good."""
    rows = [
        (scan.accepted.event.id, scan.region_code, scan.point.lon, scan.point.lat, scan.point.within_m)
        for scan in scans
        if scan.point is not None
    ]
    if rows:
        await driver.execute(
            """INSERT INTO sightings (election_id, scan_id, region_code, lon, lat, within_m)
               SELECT $1, * FROM unnest($2::uuid[], $3::text[], $4::float8[], $5::float8[], $6::float8[])""",
            election_id,
            *zip(*rows, strict=True),
        )


_UPSERT_CHAINS: Final = """
INSERT INTO device_chains AS c (election_id, device_id, region_code, head_seq, head_hash, last_contact_at, received, forks)
SELECT $1, device_id, region_code, head_seq, head_hash, $2, received, forks
FROM unnest($3::text[], $4::text[], $5::bigint[], $6::bytea[], $7::integer[], $8::integer[])
  AS heard(device_id, region_code, head_seq, head_hash, received, forks)
ORDER BY device_id
ON CONFLICT (election_id, device_id) DO UPDATE SET
  head_hash = CASE WHEN excluded.head_seq > c.head_seq THEN excluded.head_hash ELSE c.head_hash END,
  head_seq = greatest(c.head_seq, excluded.head_seq),
  last_contact_at = greatest(c.last_contact_at, excluded.last_contact_at),
  received = c.received + excluded.received,
  forks = c.forks + excluded.forks"""


async def upsert_chains(driver: asyncpg.Connection, election_id: int, received_at: datetime, scans: Iterable[NewScan]) -> None:
    """Move each device's chain to its highest event, count what is new of it, and note that it was heard."""
    heads: dict[str, tuple[str, str, int, bytes]] = {}
    received, forks = Counter[str](), Counter[str]()
    for scan in scans:
        event, device = scan.accepted.event, scan.accepted.device
        received[device.id] += 1
        forks[device.id] += ScanFlag.CHAIN_FORK in scan.flags
        if device.id not in heads or heads[device.id][2] < event.seq:
            heads[device.id] = (device.id, device.region_code, event.seq, event.content_hash)
    rows = [(*head, received[key], forks[key]) for key, head in heads.items()]
    await driver.execute(_UPSERT_CHAINS, election_id, received_at, *zip(*rows, strict=True))


_QUARANTINE: Final = """
INSERT INTO quarantine (election_id, region_code, received_at, reason, message, event, detail, signature, key, content_hash)
SELECT $1, region_code, $2, reason, message, event, detail, signature, key, content_hash
FROM unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::bytea[])
  AS kept(region_code, reason, message, event, detail, signature, key, content_hash)
ORDER BY content_hash
ON CONFLICT DO NOTHING"""


async def keep_in_quarantine(
    driver: asyncpg.Connection, election_id: int, received_at: datetime, refused: Sequence[tuple[str, Refused]]
) -> list[QuarantinedScan]:
    """Keep what could not be taken, word for word, once, and say what it was; each comes with the region whose people shall resolve it."""
    rows = [_quarantine_row(region_code, one) for region_code, one in refused]
    await driver.execute(_QUARANTINE, election_id, received_at, *zip(*rows, strict=True))
    return [QuarantinedScan(one.code, row[-2], row[0], row[-1]) for (_, one), row in zip(refused, rows, strict=True)]


def _quarantine_row(region_code: str, refused: Refused) -> tuple[str, str, str, str, str | None, str, str, bytes]:
    sent = refused.submission
    parts = (sent.event, sent.detail, sent.signature, sent.key)
    content_hash = hashlib.sha256(json.dumps(parts).encode()).digest()
    event, detail, signature, key = (None if part is None else _storable(part) for part in parts)
    return region_code, refused.code, _storable(refused.message), event or "", detail, signature or "", key or "", content_hash


def _storable(text: str) -> str:
    """Give a text as it is, or, where it holds what no database text can (NUL, half a surrogate pair), as a JSON string of it."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(text)
    return json.dumps(text) if "\0" in text else text


@dataclass(frozen=True, slots=True)
class Change:
    """What folding made of one box. `is_refolded`: all of its scans were folded, so its findings are replaced."""

    box: BoxFacts
    before: BoxCustody
    after: BoxCustody
    is_refolded: bool


_UPDATE_BOXES: Final = """
UPDATE boxes AS b SET state = new.state, exceptions = new.exceptions::text[], seals = new.seals::text[], place_code = new.place_code,
  last_scan_id = new.last_scan_id, last_scan_at = new.last_scan_at, scan_count = new.scan_count,
  holder_id = new.holder_id, held_since = new.held_since, sighted_scan_id = new.sighted_scan_id,
  place_point = (SELECT f.point FROM facilities f WHERE f.election_id = $1 AND f.code = new.place_code),
  (last_scan_type, last_scan_place_code, last_scan_region_code)
    = (SELECT s.type, s.place_code, s.region_code FROM scans s WHERE s.election_id = $1 AND s.id = new.last_scan_id)
FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::uuid[], $8::timestamptz[], $9::integer[],
  $10::text[], $11::timestamptz[], $12::uuid[])
  AS new(code, state, exceptions, seals, place_code, last_scan_id, last_scan_at, scan_count, holder_id, held_since, sighted_scan_id)
WHERE b.election_id = $1 AND b.code = new.code"""


async def update_boxes(driver: asyncpg.Connection, election_id: int, changes: Iterable[Change]) -> None:
    """Write what the fold says of these boxes, which the transaction has locked."""
    rows = [
        (
            *(change.box.code, change.after.state, _array(sorted(change.after.exceptions)), _array(sorted(change.after.seals))),
            *(change.after.place_code, change.after.last_scan_id, change.after.last_scan_at, change.after.scan_count),
            *(change.after.holder_id, change.after.held_since),
            None if change.after.sighting is None else change.after.sighting.scan_id,
        )
        for change in changes
    ]
    await driver.execute(_UPDATE_BOXES, election_id, *zip(*rows, strict=True))


async def replace_findings(driver: asyncpg.Connection, election_id: int, changes: Sequence[Change]) -> list[Finding]:
    """Add and give what folding found; of boxes that were folded from their first scan, replace what folding found before."""
    refolded = [change.box.code for change in changes if change.is_refolded]
    if refolded:
        statement = "DELETE FROM findings WHERE election_id = $1 AND box_code = ANY ($2) AND breach <> ALL ($3)"
        await driver.execute(statement, election_id, refolded, list(HANDOVER_BREACHES | REGISTER_BREACHES))
    rows: list[Finding] = [
        (change.box.code, change.box.region_code, scan_id, breach) for change in changes for scan_id, breach in change.after.breaches
    ]
    await insert_findings(driver, election_id, rows)
    return rows


async def forget_findings(driver: asyncpg.Connection, election_id: int, scan_ids: Sequence[UUID], breaches: frozenset[Breach]) -> None:
    """Take back findings of these kinds from these scans, before they are judged anew."""
    if scan_ids:
        statement = "DELETE FROM findings WHERE election_id = $1 AND scan_id = ANY ($2) AND breach = ANY ($3)"
        await driver.execute(statement, election_id, scan_ids, list(breaches))


async def insert_findings(driver: asyncpg.Connection, election_id: int, rows: Sequence[Finding]) -> None:
    """Add findings."""
    if rows:
        await driver.execute(
            """INSERT INTO findings (election_id, box_code, region_code, scan_id, breach)
               SELECT $1, * FROM unnest($2::text[], $3::text[], $4::uuid[], $5::text[])""",
            election_id,
            *zip(*rows, strict=True),
        )


class Tally(NamedTuple):
    """Boxes of one region in one state, and how many of them have an exception; or by how many these counts move."""

    boxes: int = 0
    excepted: int = 0

    def plus(self, sign: int, *, is_excepted: bool) -> "Tally":
        """The tally with one box more (`sign` 1) or fewer (-1)."""
        return Tally(self.boxes + sign, self.excepted + sign * is_excepted)


Tallies = Mapping[tuple[str, BoxState], Tally]
"""By region and state."""


async def add_progress(driver: asyncpg.Connection, election_id: int, deltas: Tallies) -> None:
    """Move the counters of regions and states."""
    rows = [(*key, *delta) for key, delta in sorted(deltas.items()) if any(delta)]
    if rows:
        await driver.execute(
            """INSERT INTO progress AS p (election_id, region_code, state, boxes, excepted)
               SELECT $1, * FROM unnest($2::text[], $3::text[], $4::integer[], $5::integer[]) AS delta(region_code, state, boxes, excepted)
               ORDER BY region_code, state
               ON CONFLICT (election_id, region_code, state) DO UPDATE SET
                 boxes = p.boxes + excluded.boxes, excepted = p.excepted + excluded.excepted""",
            election_id,
            *zip(*rows, strict=True),
        )


def _array(words: Iterable[str]) -> str:
    """Write an array as PostgreSQL reads it. The words hold no quote and no backslash: seals and enum values cannot."""
    return "{" + ",".join(f'"{word}"' for word in words) + "}"
