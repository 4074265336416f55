"""The statements that write custody, thousands of rows each.

Every statement writes in the order of its key, so that two batches at once wait for each other and never in a circle. Lists of
seals, exceptions and flags travel as array texts, for arrays of arrays of different lengths do not exist in PostgreSQL.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

import asyncpg

from silog.custody.actions.intake import Accepted, Refused
from silog.custody.facts import QuarantinedScan
from silog.custody.rules import HANDOVER_BREACHES, REGISTER_BREACHES, BoxCustody, BoxFacts, BoxState, Breach, Point, ScanFlag
from silog.kit.columns import contents, moments, texts, words

Finding = tuple[str, str, UUID, Breach]
"""Box, its region, scan and breach."""

_STORE: Final = """
WITH new AS MATERIALIZED (
  SELECT * FROM unnest($3::text::uuid[], $4::text::text[], $5::text::text[], $6::text::text[], $7::text::text[], $8::text::text[],
    $9::text::text[], $10::text::text[], $11::text::bigint[], $12::text::text[], $13::text::timestamptz[], $14::text::timestamptz[],
    $15::text::text[], $16::text::bytea[], $17::text::bytea[], $18::text::bytea[], $19::text::text[],
    $20::text::text[], $21::text::text[], $22::text::float8[], $23::text::float8[], $24::text::float8[], $25::text::text[],
    $26::text::float8[], $27::text::float8[], $28::text::float8[])
  AS new(id, region_code, box_code, type, place_code, seals, condition, device_id, seq, hlc, occurred_at, device_clock_at, flags, event,
    event_hash, signature, handover, detail, actor, device_lon, device_lat, accuracy_m, photo_sha256, lon, lat, within_m)
), stored AS (
  INSERT INTO scans (election_id, id, region_code, box_code, type, place_code, seals, condition, device_id, seq, hlc, occurred_at,
    device_clock_at, received_at, flags, event, event_hash, signature, handover)
  SELECT $1, id, region_code, box_code, type, place_code, seals::text[], condition, device_id, seq, hlc, occurred_at,
    device_clock_at, $2, flags::text[], event, event_hash, signature, handover
  FROM new ORDER BY device_id, seq, id
  ON CONFLICT DO NOTHING RETURNING id
), detailed AS (
  INSERT INTO scan_details (election_id, scan_id, region_code, detail, actor, point, accuracy_m, photo_sha256)
  SELECT $1, id, region_code, detail, actor, ST_SetSRID(ST_MakePoint(device_lon, device_lat), 4326), accuracy_m, photo_sha256
  FROM new JOIN stored USING (id) WHERE detail IS NOT NULL
), sighted AS (
  INSERT INTO sightings (election_id, scan_id, region_code, lon, lat, within_m)
  SELECT $1, id, region_code, lon, lat, within_m FROM new JOIN stored USING (id) WHERE within_m IS NOT NULL
)
SELECT id FROM stored"""


@dataclass(frozen=True, slots=True)
class NewScan:
    """An accepted scan with what was found out about it: the region it is filed under, when it happened, its flags."""

    accepted: Accepted
    region_code: str
    occurred_at: datetime
    flags: tuple[ScanFlag, ...]
    point: Point | None = None


async def store_scans(driver: asyncpg.Connection, election_id: int, received_at: datetime, scans: Sequence[NewScan]) -> set[UUID]:
    """Store scans as they were signed, and give the ids of those that were new.

    With each new one goes what is personal of it, apart, and where it was made, as far as that is kept for good.
    """
    inserted = await driver.fetch(_STORE, election_id, received_at, *_event_columns(scans), *_detail_columns(scans), *_point_columns(scans))
    return {row["id"] for row in inserted}


def _event_columns(scans: Sequence[NewScan]) -> Iterator[str]:
    events = [scan.accepted.event for scan in scans]
    yield words(event.id for event in events)
    yield texts(scan.region_code for scan in scans)
    yield texts(event.box for event in events)
    yield words(event.type for event in events)
    yield texts(event.place for event in events)
    yield texts(_array(sorted(event.seals)) for event in events)
    yield words(event.condition for event in events)
    yield texts(event.device_id for event in events)
    yield words(event.seq for event in events)
    yield texts(event.hlc for event in events)
    yield moments(scan.occurred_at for scan in scans)
    yield moments(event.device_clock_at for event in events)
    yield texts(_array(scan.flags) for scan in scans)
    yield contents(event.content for event in events)
    yield contents(event.content_hash for event in events)
    yield contents(scan.accepted.signature for scan in scans)
    yield texts(event.handover for event in events)


def _detail_columns(scans: Sequence[NewScan]) -> Iterator[str]:
    details = [scan.accepted.detail for scan in scans]
    points = [(None, None) if detail is None or detail.point is None else detail.point for detail in details]
    yield texts(None if detail is None else detail.text for detail in details)
    yield texts(None if detail is None else detail.actor for detail in details)
    yield words(point[0] for point in points)
    yield words(point[1] for point in points)
    yield words(None if detail is None else detail.accuracy_m for detail in details)
    yield texts(None if detail is None else detail.photo_sha256 for detail in details)


def _point_columns(scans: Sequence[NewScan]) -> Iterator[str]:
    points = [scan.point for scan in scans]
    yield words(None if point is None else point.lon for point in points)
    yield words(None if point is None else point.lat for point in points)
    yield words(None if point is None else point.within_m for point in points)


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
FROM unnest($2::text::text[], $3::text::text[], $4::text::text[], $5::text::text[], $6::text::text[], $7::text::uuid[],
  $8::text::timestamptz[], $9::text::integer[], $10::text::text[], $11::text::timestamptz[], $12::text::uuid[])
  AS new(code, state, exceptions, seals, place_code, last_scan_id, last_scan_at, scan_count, holder_id, held_since, sighted_scan_id)
WHERE b.election_id = $1 AND b.code = new.code"""


async def update_boxes(driver: asyncpg.Connection, election_id: int, changes: Iterable[Change]) -> None:
    """Write what the fold says of these boxes, which the transaction has locked."""
    changed = list(changes)
    known = [change.after for change in changed]
    await driver.execute(
        _UPDATE_BOXES,
        election_id,
        texts(change.box.code for change in changed),
        words(one.state for one in known),
        texts(_array(sorted(one.exceptions)) for one in known),
        texts(_array(sorted(one.seals)) for one in known),
        texts(one.place_code for one in known),
        words(one.last_scan_id for one in known),
        moments(one.last_scan_at for one in known),
        words(one.scan_count for one in known),
        texts(one.holder_id for one in known),
        moments(one.held_since for one in known),
        words(None if one.sighting is None else one.sighting.scan_id for one in known),
    )


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

    def plus(self, boxes: int, *, is_excepted: bool) -> "Tally":
        """The tally with so many boxes more, all of them with an exception or none; fewer where `boxes` is negative."""
        return Tally(self.boxes + boxes, self.excepted + boxes * is_excepted)


Tallies = Mapping[tuple[str, BoxState], Tally]
"""By region and state."""


async def add_progress(driver: asyncpg.Connection, election_id: int, deltas: Tallies) -> None:
    """Move the counters of regions and states."""
    rows = [(*key, *delta) for key, delta in sorted(deltas.items()) if any(delta)]
    if rows:
        await driver.execute(
            """INSERT INTO progress AS p (election_id, region_code, state, boxes, excepted)
               SELECT $1, * FROM unnest($2::text::text[], $3::text::text[], $4::text::integer[], $5::text::integer[])
                 AS delta(region_code, state, boxes, excepted)
               ORDER BY region_code, state
               ON CONFLICT (election_id, region_code, state) DO UPDATE SET
                 boxes = p.boxes + excluded.boxes, excepted = p.excepted + excluded.excepted""",
            election_id,
            *map(words, zip(*rows, strict=True)),
        )


def _array(plain: Iterable[str]) -> str:
    """Write an array as PostgreSQL reads it. What it holds has no quote and no backslash: seals and enum values cannot."""
    return "{" + ",".join(f'"{word}"' for word in plain) + "}"
