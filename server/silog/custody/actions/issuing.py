"""Issuing boxes: giving every polling station its boxes, each with a code of its own."""

import secrets
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

import asyncpg

from silog.custody import queries
from silog.custody.actions.projecting import NewToBoxes, project
from silog.custody.actions.writing import Tallies, Tally, add_progress
from silog.custody.codes import new_code
from silog.custody.rules import BoxState, law_for
from silog.errors import WRONG_INPUT, SilogError
from silog.kit import locks
from silog.kit.clock import real_now
from silog.kit.database import Database
from silog.kit.locks import Space
from silog.kit.scope import Scope
from silog.people.actions import AuditEntry, as_json, note
from silog.people.rules import Viewer
from silog.places.queries import Election, region_facts
from silog.places.rules import lineage

_DRAWS: Final = 20
"""A drawn code is taken once in 10^15 draws, or more often by a seed used before; so many new draws always find free ones."""


async def issue_boxes(
    database: Database,
    election: Election,
    region_code: str | None = None,
    *,
    issued_at: datetime | None = None,
    by: Viewer | None = None,
    random_below: Callable[[int], int] = secrets.randbelow,
) -> int:
    """Issue the boxes that stations (of one region, or all) lack, one per contest, and say how many were new.

    Stations go by code and contests in order, so that a seeded `random_below` gives the same codes to the same boxes again. Scans
    that came before their box was issued are folded in. `issued_at` is the election's present time unless given. `by` stands in
    the audit, and is None in programs that make worlds.
    """
    at = election.clock.time_at(real_now()) if issued_at is None else issued_at
    async with database.unit_of_work(Scope.whole_election(election.id)) as work:
        if region_code is not None and not await region_facts(work.connection, [region_code]):
            raise SilogError(WRONG_INPUT, f"There is no region {region_code}.", "Codes are dotted, for example 21.03 or 21.03.04.1003.")
        driver = await work.driver
        await locks.be_alone(driver, Space.ISSUING, election.id)
        missing = await queries.unissued_boxes(driver, election.id, region_code or "")
        codes = await _insert(driver, election.id, missing, at, random_below)
        await add_progress(driver, election.id, _planned(missing))
        waiting = await queries.waiting_boxes(driver, election.id, codes)
        if waiting:
            boxes = await queries.locked_boxes(driver, election.id, waiting)
            scans = NewToBoxes(
                await queries.scans_of(driver, election.id, waiting), await queries.filed_under(driver, election.id, waiting)
            )
            await project(driver, election.id, law_for(election.voting_day), boxes, scans)
        if by is not None and codes:
            region = region_code or missing[0].region_code[:2]
            await note(work, by, at, AuditEntry(region, "election:box:issue", region, "", None, as_json({"boxes": len(codes)})))
    return len(codes)


async def _insert(
    driver: asyncpg.Connection,
    election_id: int,
    missing: Sequence[queries.UnissuedBox],
    issued_at: datetime,
    random_below: Callable[[int], int],
) -> list[str]:
    """Insert one box each; where a code is taken, also by another election that this transaction cannot see, draw again."""
    codes: list[str] = []
    for _ in range(_DRAWS):
        if not missing:
            return codes
        drawn = {new_code(random_below): box for box in missing}
        rows = [(code, box.station_code, box.region_code, box.contest, box.is_3t) for code, box in drawn.items()]
        inserted = await driver.fetch(
            """INSERT INTO boxes (election_id, code, station_code, region_code, contest, is_3t, issued_at)
               SELECT $1, code, station_code, region_code, contest, is_3t, $2
               FROM unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::boolean[])
                 AS new(code, station_code, region_code, contest, is_3t)
               ON CONFLICT DO NOTHING RETURNING code""",
            election_id,
            issued_at,
            *zip(*rows, strict=True),
        )
        free = {row["code"] for row in inserted}
        codes += [code for code in drawn if code in free]
        done = {(box.station_code, box.contest) for code, box in drawn.items() if code in free}
        missing = [box for box in missing if (box.station_code, box.contest) not in done]
    raise SilogError("NO_FREE_CODES", f"{len(missing)} boxes found no free code.", "Give the training election another seed.")


def _planned(missing: Sequence[queries.UnissuedBox]) -> Tallies:
    regions = Counter(region_code for box in missing for region_code in lineage(box.region_code))
    return {(region_code, BoxState.PLANNED): Tally(boxes) for region_code, boxes in regions.items()}
