"""What must be known before scans can be taken in: all of it in one statement, as each costs a batch of one scan as much as its scan."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Final

import asyncpg

from silog.custody.rules import Point
from silog.custody.rules.travel import by_place
from silog.kit.columns import texts
from silog.people.queries import Device
from silog.people.rules import KeyAlgorithm

_KNOWN: Final = """
SELECT 'BOX' AS kind, found.code, ARRAY[found.region_code] AS said, NULL::float8 AS lon, NULL::float8 AS lat, NULL::bigint AS seq,
  NULL::bytea AS content
FROM unnest($2::text::text[]) AS asked(code) CROSS JOIN LATERAL (
  SELECT b.code, b.region_code FROM boxes AS b WHERE b.election_id = $1 AND b.code = asked.code LIMIT 1) AS found
UNION ALL
SELECT 'PLACE', found.code, ARRAY[found.quality], ST_X(found.point), ST_Y(found.point), NULL, NULL
FROM unnest($3::text::text[]) AS asked(code) CROSS JOIN LATERAL (
  SELECT f.code, f.quality, f.point FROM facilities AS f WHERE f.election_id = $1 AND f.code = asked.code LIMIT 1) AS found
UNION ALL
SELECT 'CHAIN', found.device_id, NULL, NULL, NULL, found.head_seq, found.head_hash
FROM unnest($4::text::text[]) AS asked(id) CROSS JOIN LATERAL (
  SELECT c.device_id, c.head_seq, c.head_hash FROM device_chains AS c WHERE c.election_id = $1 AND c.device_id = asked.id LIMIT 1) AS found
UNION ALL
SELECT 'DEVICE', found.id, ARRAY[found.label, found.region_code, found.place_code, found.algorithm], NULL, NULL,
  found.revoked_after_seq, found.public_key
FROM unnest($4::text::text[]) AS asked(id) CROSS JOIN LATERAL (
  SELECT * FROM devices AS d WHERE d.election_id = $1 AND d.id = asked.id LIMIT 1) AS found"""
"""Row by row, as the limits make sure: a plan that is made before anybody has counted the rows would read those of the whole election."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of what scans name.

    The villages of boxes that were issued, the points of places that exist, the devices that are enrolled, and of each device that was
    heard the highest event number with its hash.
    """

    villages: dict[str, str] = field(default_factory=dict)
    places: dict[str, Point] = field(default_factory=dict)
    devices: dict[str, Device] = field(default_factory=dict)
    heads: dict[str, tuple[int, bytes]] = field(default_factory=dict)


async def what_is_known(
    driver: asyncpg.Connection, election_id: int, boxes: Collection[str], places: Collection[str], devices: Collection[str]
) -> Known:
    """Say what is known of these boxes, places and devices."""
    known = Known()
    for kind, code, said, lon, lat, seq, content in await driver.fetch(_KNOWN, election_id, *map(texts, (boxes, places, devices))):
        if kind == "BOX":
            known.villages[code] = said[0]
        elif kind == "PLACE":
            known.places[code] = by_place((lon, lat), said[0])
        elif kind == "CHAIN":
            known.heads[code] = seq, content
        else:
            label, region_code, place_code, algorithm = said
            known.devices[code] = Device(code, election_id, label, region_code, place_code, KeyAlgorithm(algorithm), content, seq)
    return known
