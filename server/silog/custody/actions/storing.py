"""The one statement that stores scans, with all that is written of each by itself, and locks the boxes that they speak of."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg

from silog.custody.actions.intake import Accepted
from silog.custody.queries import BOX_COLUMNS, LAST_SIGHTING, StoredBox, box_of, stored_boxes
from silog.custody.rules import Point, ScanFlag
from silog.kit.columns import array, contents, moments, texts, words
from silog.kit.values import Value

HEARD: Final = """, heard AS (
  INSERT INTO device_chains AS c (election_id, device_id, region_code, head_seq, head_hash, last_contact_at, received, forks)
  SELECT $1, device_id, min(device_region), max(seq), (array_agg(event_hash ORDER BY seq DESC))[1], $2,
    count(*), count(*) FILTER (WHERE is_fork)
  FROM new JOIN stored USING (id) GROUP BY device_id ORDER BY device_id
  ON CONFLICT (election_id, device_id) DO UPDATE SET
    head_hash = CASE WHEN excluded.head_seq > c.head_seq THEN excluded.head_hash ELSE c.head_hash END,
    head_seq = greatest(c.head_seq, excluded.head_seq),
    last_contact_at = greatest(c.last_contact_at, excluded.last_contact_at),
    received = c.received + excluded.received,
    forks = c.forks + excluded.forks
)"""
"""The part of storing that carries the chains of devices on."""

_STORE: Final = f"""
WITH new AS MATERIALIZED (
  SELECT * FROM unnest($3::text::uuid[], $4::text::text[], $5::text::text[], $6::text::text[], $7::text::text[], $8::text::text[],
    $9::text::text[], $10::text::text[], $11::text::bigint[], $12::text::text[], $13::text::timestamptz[], $14::text::timestamptz[],
    $15::text::text[], $16::text::bytea[], $17::text::bytea[], $18::text::bytea[], $19::text::text[], $20::text::text[],
    $21::text::boolean[], $22::text::text[], $23::text::text[], $24::text::float8[], $25::text::float8[], $26::text::float8[],
    $27::text::text[], $28::text::float8[], $29::text::float8[], $30::text::float8[])
  AS new(id, region_code, box_code, type, place_code, seals, condition, device_id, seq, hlc, occurred_at, device_clock_at, flags, event,
    event_hash, signature, handover, device_region, is_fork, detail, actor, device_lon, device_lat, accuracy_m, photo_sha256, lon, lat,
    within_m)
), stored AS (
  INSERT INTO scans (election_id, id, region_code, box_code, type, place_code, seals, condition, device_id, seq, hlc, occurred_at,
    device_clock_at, received_at, flags, event, event_hash, signature, handover)
  SELECT $1, id, region_code, box_code, type, place_code, seals::text[], condition, device_id, seq, hlc, occurred_at,
    device_clock_at, $2, flags::text[], event, event_hash, signature, handover
  FROM new ORDER BY device_id, seq, id
  ON CONFLICT DO NOTHING RETURNING id, box_code
), detailed AS (
  INSERT INTO scan_details (election_id, scan_id, region_code, detail, actor, point, accuracy_m, photo_sha256)
  SELECT $1, id, region_code, detail, actor, ST_SetSRID(ST_MakePoint(device_lon, device_lat), 4326), accuracy_m, photo_sha256
  FROM new JOIN stored USING (id) WHERE detail IS NOT NULL
), sighted AS (
  INSERT INTO sightings (election_id, scan_id, region_code, lon, lat, within_m)
  SELECT $1, id, region_code, lon, lat, within_m FROM new JOIN stored USING (id) WHERE within_m IS NOT NULL
){HEARD}, b AS MATERIALIZED (
  SELECT {BOX_COLUMNS}
  FROM (SELECT DISTINCT box_code FROM stored) AS asked JOIN boxes AS b ON b.election_id = $1 AND b.code = asked.box_code
  ORDER BY b.code FOR UPDATE OF b
)
SELECT stored.id, b.*, seen.* FROM stored LEFT JOIN b ON b.code = stored.box_code {LAST_SIGHTING}"""  # noqa: S608 -- of our own words
"""Scans first, then boxes in the order of their codes: `b` asks for those of all that were stored. So batches at once wait for each other
and never in a circle."""


class NewScan(Value, frozen=True):
    """An accepted scan with what was found out about it: the region it is filed under, when it happened, its flags."""

    accepted: Accepted
    region_code: str
    occurred_at: datetime
    flags: tuple[ScanFlag, ...]
    point: Point | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    """The ids of scans that were new, and those of their boxes that were issued, locked, by the order of their codes."""

    new_ids: frozenset[UUID] = frozenset()
    boxes: tuple[StoredBox, ...] = ()


async def store_scans(driver: asyncpg.Connection, election_id: int, received_at: datetime, scans: Sequence[NewScan]) -> Stored:
    """Store scans as they were signed, and say which were new.

    With each new one goes what is personal of it, apart, and where it was made, as far as that is kept for good; and the chain of its
    device goes on to its highest event.
    """
    if not scans:
        return Stored()
    columns = (*_event_columns(scans), *_chain_columns(scans), *_detail_columns(scans), *_point_columns(scans))
    rows = await driver.fetch(_STORE, election_id, received_at, *columns)
    found = {row["code"]: row for row in rows if row["code"] is not None}
    boxes = [box_of(found[code]) for code in sorted(found)]
    if any(row["sighted_scan_id"] is not None and row["lon"] is None for row in found.values()):
        # Who waited for a box gets its row anew, but not what hangs on it: that is older than the wait.
        boxes = await stored_boxes(driver, election_id, found.keys())
    return Stored(frozenset(row["id"] for row in rows), tuple(boxes))


def _event_columns(scans: Sequence[NewScan]) -> Iterator[str]:
    events = [scan.accepted.event for scan in scans]
    yield words(event.id for event in events)
    yield texts(scan.region_code for scan in scans)
    yield texts(event.box for event in events)
    yield words(event.type for event in events)
    yield texts(event.place for event in events)
    yield texts(array(sorted(event.seals)) for event in events)
    yield words(event.condition for event in events)
    yield texts(event.device_id for event in events)
    yield words(event.seq for event in events)
    yield texts(event.hlc for event in events)
    yield moments(scan.occurred_at for scan in scans)
    yield moments(event.device_clock_at for event in events)
    yield texts(array(scan.flags) for scan in scans)
    yield contents(event.content for event in events)
    yield contents(event.content_hash for event in events)
    yield contents(scan.accepted.signature for scan in scans)
    yield texts(event.handover for event in events)


def _chain_columns(scans: Sequence[NewScan]) -> Iterator[str]:
    yield texts(scan.accepted.device.region_code for scan in scans)
    yield words(ScanFlag.CHAIN_FORK in scan.flags for scan in scans)


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
