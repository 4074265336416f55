"""The statements that write custody, thousands of rows each.

Every statement writes in the order of its key, so that two batches at once wait for each other and never in a circle. Lists of
seals, exceptions and flags travel as array texts, for arrays of arrays of different lengths do not exist in PostgreSQL.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg

from silog.custody.actions.intake import Refused
from silog.custody.facts import QuarantinedScan
from silog.custody.rules import HANDOVER_BREACHES, REGISTER_BREACHES, BoxCustody, BoxFacts, BoxState, Breach, ScanFact
from silog.kit.columns import array, words
from silog.kit.values import Value

Finding = tuple[str, str, UUID, Breach]
"""Box, its region, scan and breach."""

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


class Change(Value, frozen=True):
    """What folding made of one box. `is_refolded`: all of its scans were folded, so its findings are replaced.

    `last` is its last scan where that is new to it, with the region that it was filed under.
    """

    box: BoxFacts
    before: BoxCustody
    after: BoxCustody
    is_refolded: bool
    last: tuple[ScanFact, str] | None


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


class Tally(Value, frozen=True):
    """Boxes of one region in one state, and how many of them have an exception; or by how many these counts move."""

    boxes: int = 0
    excepted: int = 0

    def plus(self, boxes: int, excepted: int) -> "Tally":
        """The tally with so many boxes more, and so many more of those with an exception; fewer where a number is negative."""
        return Tally(self.boxes + boxes, self.excepted + excepted)


Tallies = Mapping[tuple[str, BoxState], Tally]
"""By region and state."""


_PROGRESS: Final = """moves AS MATERIALIZED (
  SELECT * FROM unnest({}::text::text[], {}::text::text[], {}::text::integer[], {}::text::integer[])
    AS move(region_code, state, boxes, excepted)
), totals AS (
  INSERT INTO region_totals AS t (election_id, region_code, boxes, excepted, in_transit, delivered)
  SELECT $1, s.* FROM (
    SELECT region_code, sum(boxes) AS boxes, sum(excepted) AS excepted,
      coalesce(sum(boxes) FILTER (WHERE is_on_the_way(state)), 0) AS in_transit,
      coalesce(sum(boxes) FILTER (WHERE is_delivered(state)), 0) AS delivered
    FROM moves GROUP BY region_code
  ) AS s
  WHERE s.boxes <> 0 OR s.excepted <> 0 OR s.in_transit <> 0 OR s.delivered <> 0 ORDER BY s.region_code
  ON CONFLICT (election_id, region_code) DO UPDATE SET boxes = t.boxes + excluded.boxes, excepted = t.excepted + excluded.excepted,
    in_transit = t.in_transit + excluded.in_transit, delivered = t.delivered + excluded.delivered
)
INSERT INTO progress AS p (election_id, region_code, state, boxes, excepted)
SELECT $1, region_code, state, boxes, excepted FROM moves ORDER BY region_code, state
ON CONFLICT (election_id, region_code, state) DO UPDATE SET boxes = p.boxes + excluded.boxes, excepted = p.excepted + excluded.excepted"""
"""Moves the counters of regions and states, and the totals of regions by what that adds up to, which for most moves is nothing."""

_ADD: Final = "WITH " + _PROGRESS.format("$2", "$3", "$4", "$5")

_UPDATE_BOXES: Final = f"""
WITH moved AS (
  UPDATE boxes AS b SET state = new.state, exceptions = new.exceptions::text[], seals = new.seals::text[], place_code = new.place_code,
    last_scan_id = new.last_scan_id, last_scan_at = new.last_scan_at, scan_count = new.scan_count,
    holder_id = new.holder_id, held_since = new.held_since, sighted_scan_id = new.sighted_scan_id, sighted_at = new.sighted_at,
    sighted_by_air = new.sighted_by_air,
    place_point = CASE WHEN b.place_code = new.place_code THEN b.place_point
      ELSE (SELECT f.point FROM facilities AS f WHERE f.election_id = $1 AND f.code = new.place_code LIMIT 1) END,
    last_scan_type = coalesce(new.last_type, b.last_scan_type),
    last_scan_place_code = coalesce(new.last_place_code, b.last_scan_place_code),
    last_scan_region_code = coalesce(new.last_region_code, b.last_scan_region_code)
  FROM unnest($2::folded_box[]) AS new
  WHERE b.election_id = $1 AND b.code = new.code
), {_PROGRESS.format("$3", "$4", "$5", "$6")}"""  # noqa: S608 -- of our own words


async def add_progress(driver: asyncpg.Connection, election_id: int, deltas: Tallies) -> None:
    """Move the counters of regions and states."""
    await driver.execute(_ADD, election_id, *_progress_columns(deltas))


async def update_boxes(driver: asyncpg.Connection, election_id: int, changes: Iterable[Change], deltas: Tallies) -> None:
    """Write what the fold says of these boxes, which the transaction has locked, and move the counters by what changed."""
    await driver.execute(_UPDATE_BOXES, election_id, [_box_row(change) for change in changes], *_progress_columns(deltas))


def _box_row(change: Change) -> tuple[object, ...]:
    """Write what the fold says of a box as a folded_box."""
    known, sighting, last = change.after, change.after.sighting, change.last
    return (
        *(change.box.code, known.state, array(sorted(known.exceptions)), array(sorted(known.seals)), known.place_code),
        *(known.last_scan_id, known.last_scan_at, known.scan_count, known.holder_id, known.held_since),
        *((None, None, None) if sighting is None else (sighting.scan_id, sighting.at, sighting.is_by_air)),
        *((None, None, None) if last is None else (last[0].type, last[0].place_code, last[1])),
    )


def _progress_columns(deltas: Tallies) -> Iterator[str]:
    keys = sorted(deltas)
    yield words(region_code for region_code, _ in keys)
    yield words(state for _, state in keys)
    yield words(deltas[key].boxes for key in keys)
    yield words(deltas[key].excepted for key in keys)
