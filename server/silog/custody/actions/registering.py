"""The register of seals: numbers issued to places, and what is published of it before boxes leave. Nothing is ever taken back."""

import json
import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Final

import asyncpg

from silog.custody import register_queries
from silog.custody.actions.sealing import judge_numbers
from silog.custody.rules import register_digest, register_text
from silog.errors import WRONG_INPUT, SilogError
from silog.kit import locks
from silog.kit.clock import real_now
from silog.kit.database import Database
from silog.kit.locks import Space
from silog.kit.scope import Scope
from silog.people.actions import AuditEntry, checked_reason, note
from silog.people.rules import Viewer
from silog.places.queries import election_numbered
from silog.places.rules import is_within

ISSUE: Final = "election:seals:issue"
PUBLISH: Final = "election:seal_register:publish"
_NUMBER: Final = re.compile(r"[0-9A-Za-z./:_-]{1,40}", re.ASCII)
_SHOWN: Final = 5


async def issue_seals(
    database: Database, viewer: Viewer, issued: Sequence[tuple[str, str]], reason: str, *, at: datetime | None = None
) -> int:
    """Issue numbers, each with the code of the place it goes to, and say how many were new; all or none.

    `at`: when by the election's clock, where it is not now; for who plays what was done before.
    Refused: a number of another form, an unknown place or one outside the viewer's region, a number that went to another place before.
    One audit entry is written for each place that gets any.
    """
    said = checked_reason(reason)
    numbers, places = _checked(issued)
    async with database.unit_of_work(Scope.whole_election(viewer.election_id)) as work:
        driver = await work.driver
        regions = await _own_places(driver, viewer, set(places))
        await locks.be_alone(driver, Space.SEALING, viewer.election_id)
        await _refuse_issued(driver, viewer.election_id, numbers, places)
        now = at or (await election_numbered(work.connection, viewer.election_id)).clock.time_at(real_now())
        new = await _insert(driver, viewer.election_id, [(n, regions[p], p) for n, p in zip(numbers, places, strict=True)], now)
        by_place: defaultdict[str, list[str]] = defaultdict(list)
        for number, place in zip(numbers, places, strict=True):
            if number in new:
                by_place[place].append(number)
        for place, got in by_place.items():
            await note(work, viewer, now, _entry(regions[place], place, got, said))
        await judge_numbers(driver, viewer.election_id, sorted(new))
    return len(new)


async def publish_register(
    database: Database, viewer: Viewer, region_code: str, reason: str, *, at: datetime | None = None
) -> tuple[int, str]:
    """Publish the register of a region as it stands: give its version and digest. Refused where nothing new was issued since the last.

    `at`: when by the election's clock, where it is not now; for who plays what was done before.
    """
    said = checked_reason(reason)
    if not is_within(region_code, viewer.region_code):
        raise SilogError("FORBIDDEN", f"{region_code} is not in {viewer.region_code}, where you work.", "Ask the office of that region.")
    async with database.unit_of_work(Scope.whole_election(viewer.election_id)) as work:
        driver = await work.driver
        election = await election_numbered(work.connection, viewer.election_id)
        await locks.be_alone(driver, Space.SEALING, election.id)
        issued = await register_queries.issued_in(driver, election.id, region_code)
        version, count = await register_queries.latest_register(driver, election.id, region_code)
        if len(issued) == count:
            message = f"Version {version} says all that was issued." if version else f"No seal was issued in {region_code} yet."
            raise SilogError("NOTHING_TO_PUBLISH", message, "Issue seals first: issueSeals, or silog load seals.")
        text = register_text(election.code, region_code, version + 1, issued)
        digest, now = register_digest(text), at or election.clock.time_at(real_now())
        await driver.execute(
            """INSERT INTO seal_registers (election_id, region_code, version, published_at, seal_count, digest, content)
               VALUES ($1, $2, $3, $4, $5, $6, $7)""",
            *(election.id, region_code, version + 1, now, len(issued), digest, text),
        )
        after = json.dumps({"version": version + 1, "seals": len(issued), "digest": digest})
        await note(work, viewer, now, AuditEntry(region_code, PUBLISH, region_code, said, None, after))
        await judge_numbers(driver, election.id, await register_queries.numbers_applied(driver, election.id, region_code))
    return version + 1, digest


def _checked(issued: Sequence[tuple[str, str]]) -> tuple[list[str], list[str]]:
    if not issued:
        raise SilogError(WRONG_INPUT, "There is no number to issue.")
    wrong = next((number for number, _ in issued if not _NUMBER.fullmatch(number)), None)
    if wrong is not None:
        raise SilogError(WRONG_INPUT, f"{wrong!r} is no seal number.", "1 to 40 letters, digits or ./:_- as printed on the seal.")
    places: dict[str, str] = {}
    for number, place in issued:
        if places.setdefault(number, place) != place:
            raise SilogError(WRONG_INPUT, f"{number} stands there twice, for {places[number]} and for {place}.")
    ordered = sorted(places)
    return ordered, [places[number] for number in ordered]


async def _own_places(driver: asyncpg.Connection, viewer: Viewer, codes: set[str]) -> dict[str, str]:
    askable = {code for code in codes if "\x00" not in code}
    regions = await register_queries.regions_of_places(driver, viewer.election_id, askable)
    unknown = sorted(codes - regions.keys())
    if unknown:
        raise SilogError("UNKNOWN_PLACE", f"There is no place {unknown[0]!r} in this election.", "Ask for facilities and pollingStations.")
    foreign = sorted(code for code, region in regions.items() if not is_within(region, viewer.region_code))
    if foreign:
        message = f"{foreign[0]} lies in {regions[foreign[0]]}, and you work in {viewer.region_code}."
        raise SilogError("FORBIDDEN", message, "Ask the office of that region.")
    return regions


async def _refuse_issued(driver: asyncpg.Connection, election_id: int, numbers: list[str], places: list[str]) -> None:
    taken = await register_queries.issued_elsewhere(driver, election_id, numbers, places)
    if taken:
        shown = ", ".join(f"{number} to {place}" for number, place in taken[:_SHOWN])
        more = f" and {len(taken) - _SHOWN} more" if len(taken) > _SHOWN else ""
        raise SilogError("ISSUED_BEFORE", f"Issued before: {shown}{more}.", "A number is issued once. Nothing was changed.")


async def _insert(driver: asyncpg.Connection, election_id: int, rows: Sequence[tuple[str, str, str]], now: datetime) -> set[str]:
    inserted = await driver.fetch(
        """INSERT INTO seals (election_id, number, region_code, place_code, issued_at)
           SELECT $1, number, region_code, place_code, $2
           FROM unnest($3::text[], $4::text[], $5::text[]) AS new(number, region_code, place_code)
           ON CONFLICT DO NOTHING RETURNING number""",
        election_id,
        now,
        *zip(*rows, strict=True),
    )
    return {row["number"] for row in inserted}


def _entry(region_code: str, place_code: str, numbers: Sequence[str], reason: str) -> AuditEntry:
    after = json.dumps({"numbers": len(numbers), "first": numbers[0], "last": numbers[-1]})
    return AuditEntry(region_code, ISSUE, place_code, reason, None, after)
