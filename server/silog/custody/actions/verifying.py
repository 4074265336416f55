"""Proving that what is shown follows from what was signed: every box folded again from all of its scans.

Changes nothing and locks nothing. It sees the election as it was at one moment, so what is recorded meanwhile makes no difference.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Final

import asyncpg
from msgspec import structs

from silog.custody import projection_queries, queries, register_queries
from silog.custody.actions.writing import Tally
from silog.custody.rules import REGISTER_BREACHES, BoxCustody, BoxState, Law, fold, handovers, judge_seal, law_for
from silog.kit.database import Database
from silog.kit.scope import Scope
from silog.places.queries import Election
from silog.places.rules import lineage

_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class Difference:
    """Something stored that is not what the scans say: which box or region, which value, stored and folded as text."""

    subject: str
    value: str
    stored: str
    folded: str


async def verify_projection(database: Database, election: Election) -> list[Difference]:
    """Fold every box of the election from its scans and compare with its row, its findings and the counters; empty when all is right.

    What is laid down with each scan must be there as well, and belong to one that is.
    """
    law = law_for(election.voting_day)
    found: list[Difference] = []
    counted: defaultdict[tuple[str, BoxState], Tally] = defaultdict(Tally)
    async with database.unit_of_work(Scope.whole_election(election.id), only_reads=True) as work:
        driver = await work.driver
        codes = await queries.box_codes(driver, election.id)
        for start in range(0, len(codes), _AT_ONCE):
            found += await _compare(driver, election.id, law, codes[start : start + _AT_ONCE], counted)
        stored = await projection_queries.stored_progress(driver, election.id)
        totals = await projection_queries.wrong_totals(driver, election.id)
        misplaced = await projection_queries.misplaced_boxes(driver, election.id)
        misremembered = await projection_queries.wrong_last_scans(driver, election.id)
        stray = await projection_queries.stray_rows(driver, election.id)
        found += await _compare_with_register(driver, election.id)
    found += [Difference("scans", name, str(count), "0") for name, count in stray.items()]
    found += [Difference(code, "place_point", *points) for code, points in misplaced.items()]
    found += [Difference(code, "last scan's type, place, region", *both) for code, both in misremembered.items()]
    found += [Difference(code, "boxes, excepted, on the way, delivered", *both) for code, both in totals.items()]
    for region_code, state in sorted(stored.keys() | counted.keys()):
        kept, folded = Tally(*stored.get((region_code, state), ())), counted[region_code, state]
        if kept.boxes != folded.boxes:
            found.append(Difference(region_code, f"boxes {state}", str(kept.boxes), str(folded.boxes)))
        if kept.excepted != folded.excepted:
            found.append(Difference(region_code, f"excepted {state}", str(kept.excepted), str(folded.excepted)))
    return found


async def _compare(
    driver: asyncpg.Connection, election_id: int, law: Law, codes: list[str], counted: defaultdict[tuple[str, BoxState], Tally]
) -> list[Difference]:
    found: list[Difference] = []
    scans = await queries.scans_of(driver, election_id, codes)
    findings = await queries.findings_of(driver, election_id, codes)
    kept = await queries.handovers_of(driver, election_id, codes)
    for box in await queries.stored_boxes(driver, election_id, codes):
        code = box.facts.code
        folded = fold(box.facts, scans.get(code, ()), law)
        for region_code in lineage(box.facts.region_code):
            key = region_code, folded.state
            counted[key] = counted[key].plus(1, int(bool(folded.exceptions)))
        if structs.replace(folded, breaches=()) != box.custody:
            found += _differences(code, box.custody, folded)
        joined = handovers(scans.get(code, ()))
        breaches = {*folded.breaches, *(breach for one in joined.values() for breach in one.breaches)}
        kept_breaches = {one for one in findings.get(code, set()) if one[1] not in REGISTER_BREACHES}
        if breaches != kept_breaches:
            found.append(Difference(code, "findings", str(sorted(kept_breaches)), str(sorted(breaches))))
        told = {nonce: replace(one, breaches=frozenset()) for nonce, one in joined.items()}
        if told != kept.get(code, {}):
            found.append(Difference(code, "handovers", str(kept.get(code, {})), str(told)))
    return found


async def _compare_with_register(driver: asyncpg.Connection, election_id: int) -> list[Difference]:
    """Judge every sealing by the register again."""
    numbers = await register_queries.numbers_applied(driver, election_id, "")
    known = await register_queries.known_of_numbers(driver, election_id, numbers)
    judged = {one for number, sealings in known.sealings.items() for one in judge_seal(sealings, known.issued.get(number))}
    kept = await register_queries.register_findings(driver, election_id)
    return [] if judged == kept else [Difference("register", "findings", str(sorted(kept - judged)), str(sorted(judged - kept)))]


def _differences(code: str, stored: BoxCustody, folded: BoxCustody) -> list[Difference]:
    names = (
        "state",
        "exceptions",
        "seals",
        "place_code",
        "last_scan_id",
        "last_scan_at",
        "scan_count",
        "holder_id",
        "held_since",
        "sighting",
    )
    pairs = [(name, getattr(stored, name), getattr(folded, name)) for name in names]
    return [Difference(code, name, str(old), str(new)) for name, old, new in pairs if old != new]
