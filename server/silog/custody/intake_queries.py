"""What must be known before scans can be taken in: all of it in one statement, as each costs a batch of one scan as much as its scan."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import asyncpg

from silog.custody.rules import Point
from silog.custody.rules.travel import by_place
from silog.kit.columns import texts
from silog.people.queries import Device
from silog.people.rules import KeyAlgorithm
from silog.places.queries import ELECTION_COLUMNS, Election, election_of, no_election

_KNOWN: Final = f"""
SELECT {ELECTION_COLUMNS},
  ARRAY(SELECT ROW(found.*) FROM unnest($2::text::text[]) AS asked(code) CROSS JOIN LATERAL (
    SELECT b.code, b.region_code FROM boxes AS b WHERE b.election_id = $1 AND b.code = asked.code LIMIT 1) AS found) AS villages,
  ARRAY(SELECT ROW(found.*) FROM unnest($3::text::text[]) AS asked(code) CROSS JOIN LATERAL (
    SELECT f.code, ST_X(f.point), ST_Y(f.point), f.quality FROM facilities AS f
    WHERE f.election_id = $1 AND f.code = asked.code LIMIT 1) AS found) AS places,
  ARRAY(SELECT ROW(found.*) FROM unnest($4::text::text[]) AS asked(id) CROSS JOIN LATERAL (
    SELECT d.id, d.label, d.region_code, d.place_code, d.algorithm, d.public_key, d.revoked_after_seq FROM devices AS d
    WHERE d.election_id = $1 AND d.id = asked.id LIMIT 1) AS found) AS devices,
  ARRAY(SELECT ROW(found.*) FROM unnest($4::text::text[]) AS asked(id) CROSS JOIN LATERAL (
    SELECT c.device_id, c.head_seq, c.head_hash FROM device_chains AS c
    WHERE c.election_id = $1 AND c.device_id = asked.id LIMIT 1) AS found) AS heads
FROM elections WHERE id = $1"""  # noqa: S608 -- of our own words
"""Row by row, as the limits make sure: a plan that is made before anybody has counted the rows would read those of the whole election."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an election that scans were sent to, and of what they name.

    The villages of boxes that were issued, the points of places that exist, the devices that are enrolled, and of each device that was
    heard the highest event number with its hash.
    """

    election: Election
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
    """Say what is known of an election and of what scans name; PostgreSQL is not asked for villages that are kept."""
    villages = kept.of(election_id, named.boxes)
    asked = [code for code in named.boxes if code not in villages]
    row = await driver.fetchrow(_KNOWN, election_id, *map(texts, (asked, named.places, named.devices)))
    if row is None:
        raise no_election(election_id)
    new = dict(row["villages"])
    kept.keep(election_id, new)
    return Known(
        election_of(row),
        villages | new,
        {code: by_place((lon, lat), quality) for code, lon, lat, quality in row["places"]},
        {one[0]: _device(election_id, one) for one in row["devices"]},
        {device: (seq, content_hash) for device, seq, content_hash in row["heads"]},
    )


def _device(election_id: int, row: tuple[Any, ...]) -> Device:
    code, label, region_code, place_code, algorithm, public_key, revoked_after_seq = row
    return Device(code, election_id, label, region_code, place_code, KeyAlgorithm(algorithm), public_key, revoked_after_seq)
