"""The one statement that stores scans, with all that is written of each by itself, and locks the boxes that they speak of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg

from silog.custody.actions.intake import Accepted
from silog.custody.events import Detail
from silog.custody.queries import BOX_COLUMNS, LAST_SIGHTING, StoredBox, box_of, stored_boxes
from silog.custody.rules import Point, ScanFlag
from silog.kit.columns import array
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
  SELECT * FROM unnest($3::new_scan[])
), numbered AS (
  INSERT INTO event_numbers (election_id, device_id, seq, scan_id)
  SELECT $1, device_id, seq, id FROM new ORDER BY device_id, seq, id
  ON CONFLICT DO NOTHING RETURNING scan_id AS id
), stored AS (
  INSERT INTO scans (election_id, id, region_code, box_code, type, place_code, seals, condition, device_id, seq, hlc, occurred_at,
    device_clock_at, received_at, flags, event, event_hash, signature, handover)
  SELECT $1, id, region_code, box_code, type, place_code, seals::text[], condition, device_id, seq, hlc, occurred_at,
    device_clock_at, $2, flags::text[], event, event_hash, signature, handover
  FROM new JOIN numbered USING (id) ORDER BY device_id, seq, id
  ON CONFLICT (election_id, id) DO NOTHING RETURNING id, box_code
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
SELECT numbered.id, stored.id IS NOT NULL AS is_new, b.*, seen.* FROM numbered LEFT JOIN stored USING (id)
  LEFT JOIN b ON b.code = stored.box_code {LAST_SIGHTING}"""  # noqa: S608 -- of our own words
"""Numbers first, then scans, then boxes in the order of their codes: `b` asks for those of all that were stored. So batches at once wait
for each other and never in a circle."""

_GIVE_BACK: Final = """
DELETE FROM event_numbers AS kept USING unnest($2::text[], $3::bigint[]) AS given_back(device_id, seq)
WHERE kept.election_id = $1 AND kept.device_id = given_back.device_id AND kept.seq = given_back.seq"""
"""Of scans whose ids were taken already: another event may come under these numbers."""

_KEEP_LATE: Final = """
INSERT INTO scan_details (election_id, scan_id, region_code, detail, actor, point, accuracy_m, photo_sha256)
SELECT $1, s.id, s.region_code, late.detail, late.actor, ST_SetSRID(ST_MakePoint(late.lon, late.lat), 4326),
  late.accuracy_m, late.photo_sha256
FROM unnest($2::uuid[], $3::text[], $4::text[], $5::float8[], $6::float8[], $7::float8[], $8::text[])
  AS late(id, detail, actor, lon, lat, accuracy_m, photo_sha256)
JOIN scans AS s ON s.election_id = $1 AND s.id = late.id
WHERE 'NO_DETAIL' = ANY (s.flags) ORDER BY s.id
ON CONFLICT DO NOTHING"""
"""Of scans that were recorded without it, alone: what was erased of the others does not come back."""


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
    rows = await driver.fetch(_STORE, election_id, received_at, [_row(scan) for scan in scans])
    taken = {row["id"] for row in rows if not row["is_new"]}
    if taken:
        numbers = [(event.device_id, event.seq) for event in (scan.accepted.event for scan in scans) if event.id in taken]
        await driver.execute(_GIVE_BACK, election_id, *map(list, zip(*numbers, strict=True)))
    found = {row["code"]: row[2:] for row in rows if row["code"] is not None}
    boxes = [box_of(found[code]) for code in sorted(found)]
    if any(row["sighted_scan_id"] is not None and row["lon"] is None for row in rows):
        # Who waited for a box gets its row anew, but not what hangs on it: that is older than the wait.
        boxes = await stored_boxes(driver, election_id, found.keys())
    return Stored(frozenset(row["id"] for row in rows if row["is_new"]), tuple(boxes))


async def keep_late_details(driver: asyncpg.Connection, election_id: int, had: Sequence[Accepted]) -> None:
    """Keep the details of scans that were recorded before without theirs.

    Whoever carries scans for others could else take from a scan for ever who made it, where, and its photo, by handing it in bare.
    Where the box was is judged as when the scan was recorded: a sighting stays.
    """
    late = [(one.event.id, *_detail_of(one.detail)) for one in had if one.detail is not None]
    if late:
        await driver.execute(_KEEP_LATE, election_id, *map(list, zip(*late, strict=True)))


def _row(scan: NewScan) -> tuple[object, ...]:
    """Write a scan as a new_scan."""
    accepted, detail, point = scan.accepted, scan.accepted.detail, scan.point
    event = accepted.event
    return (
        *(event.id, scan.region_code, event.box, event.type, event.place, array(sorted(event.seals)), event.condition, event.device_id),
        *(event.seq, event.hlc, scan.occurred_at, event.device_clock_at, array(scan.flags), event.content, event.content_hash),
        *(accepted.signature, event.handover, accepted.device.region_code, ScanFlag.CHAIN_FORK in scan.flags),
        *((None,) * 6 if detail is None else _detail_of(detail)),
        *((None, None, None) if point is None else (point.lon, point.lat, point.within_m)),
    )


def _detail_of(detail: Detail) -> tuple[object, ...]:
    return detail.text, detail.actor, *(detail.point or (None, None)), detail.accuracy_m, detail.photo_sha256
