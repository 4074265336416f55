"""What must be known before scans can be taken in: all of it in one statement, as each costs a batch of one scan as much as its scan."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import asyncpg

from silog.custody.rules import Point
from silog.custody.rules.travel import by_place
from silog.kit.columns import texts
from silog.people.queries import Device
from silog.people.rules import KeyAlgorithm

_KNOWN: Final = """
SELECT 'BOX' AS kind, found.code, found.region_code, NULL AS word, NULL AS label, NULL AS place_code, NULL::float8 AS lon,
  NULL::float8 AS lat, NULL::bigint AS seq, NULL::bytea AS content
FROM unnest($2::text::text[]) AS asked(code) CROSS JOIN LATERAL (
  SELECT b.code, b.region_code FROM boxes AS b WHERE b.election_id = $1 AND b.code = asked.code LIMIT 1) AS found
UNION ALL
SELECT 'PLACE', found.code, NULL, found.quality, NULL, NULL, ST_X(found.point), ST_Y(found.point), NULL, NULL
FROM unnest($3::text::text[]) AS asked(code) CROSS JOIN LATERAL (
  SELECT f.code, f.quality, f.point FROM facilities AS f WHERE f.election_id = $1 AND f.code = asked.code LIMIT 1) AS found
UNION ALL
SELECT 'CHAIN', found.device_id, NULL, NULL, NULL, NULL, NULL, NULL, found.head_seq, found.head_hash
FROM unnest($4::text::text[]) AS asked(id) CROSS JOIN LATERAL (
  SELECT c.device_id, c.head_seq, c.head_hash FROM device_chains AS c WHERE c.election_id = $1 AND c.device_id = asked.id LIMIT 1) AS found
UNION ALL
SELECT 'DEVICE', found.id, found.region_code, found.algorithm, found.label, found.place_code, NULL, NULL, found.revoked_after_seq,
  found.public_key
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


class Villages:
    """The villages of boxes that one process has heard of: a box that was issued stays issued, and in its village."""

    _MOST: Final = 200_000

    def __init__(self) -> None:
        """Start with none."""
        self._kept: dict[tuple[int, str], str] = {}

    def of(self, election_id: int, boxes: Iterable[str]) -> dict[str, str]:
        """Give the villages of those of these boxes that are kept."""
        return {code: village for code in boxes if (village := self._kept.get((election_id, code))) is not None}

    def keep(self, election_id: int, villages: Mapping[str, str]) -> None:
        """Keep the villages of these boxes, which were issued in a transaction that has ended."""
        if len(self._kept) + len(villages) > self._MOST:
            self._kept.clear()
        self._kept.update(((election_id, code), village) for code, village in villages.items())


class Named(NamedTuple):
    """The boxes, places and devices that scans name."""

    boxes: Collection[str]
    places: Collection[str]
    devices: Collection[str]


async def what_is_known(driver: asyncpg.Connection, election_id: int, named: Named, kept: Villages) -> Known:
    """Say what is known of what scans name; PostgreSQL is not asked for villages that are kept."""
    known = Known(kept.of(election_id, named.boxes))
    new = [code for code in named.boxes if code not in known.villages]
    rows = await driver.fetch(_KNOWN, election_id, *map(texts, (new, named.places, named.devices)))
    for kind, code, region_code, word, label, place_code, lon, lat, seq, content in rows:
        if kind == "BOX":
            known.villages[code] = region_code
        elif kind == "PLACE":
            known.places[code] = by_place((lon, lat), word)
        elif kind == "CHAIN":
            known.heads[code] = seq, content
        else:
            known.devices[code] = Device(code, election_id, label, region_code, place_code, KeyAlgorithm(word), content, seq)
    kept.keep(election_id, {code: known.villages[code] for code in new if code in known.villages})
    return known
