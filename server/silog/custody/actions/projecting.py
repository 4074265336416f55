"""Bringing boxes up to date with their scans, inside the transaction that recorded them.

Scans that come after all that is known of a box lead on from its row; one that comes between makes its box be folded again from the
first scan. Both give the same row, which `verify_projection` and the tests hold.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

import asyncpg

from silog.custody import queries
from silog.custody.actions.joining import join_handovers
from silog.custody.actions.sealing import apply_seals
from silog.custody.actions.writing import Change, Finding, Tallies, Tally, replace_findings, update_boxes
from silog.custody.rules import BoxState, Law, ScanFact, advance, fold
from silog.places.rules import lineage


class Projected(NamedTuple):
    """What became of boxes, by their codes, and what was found irregular about them."""

    changes: dict[str, Change]
    findings: list[Finding]


class NewToBoxes(NamedTuple):
    """Scans that are new to their boxes, by the codes of these, and by scan the region that it was filed under."""

    scans: Mapping[str, Sequence[ScanFact]]
    regions: Mapping[UUID, str]


async def project(
    driver: asyncpg.Connection, election_id: int, law: Law, stored: Sequence[queries.StoredBox], new: NewToBoxes
) -> Projected:
    """Fold new scans into those of these boxes, which the transaction has locked in the order of their codes."""
    new_scans = new.scans
    late = [box for box in stored if not _lead_on(box, new_scans[box.facts.code])]
    history = await queries.scans_of(driver, election_id, [box.facts.code for box in late]) if late else {}
    changes = {box.facts.code: _change(box, new, history.get(box.facts.code), law) for box in stored}
    found: list[Finding] = []
    if changes:
        regions = {box.facts.code: box.facts.region_code for box in stored}
        found += await replace_findings(driver, election_id, list(changes.values()))
        found += await join_handovers(driver, election_id, regions, new_scans)
        found += await apply_seals(driver, election_id, regions, new_scans)
        # Last, as it holds the counters of the whole province until the transaction ends.
        await update_boxes(driver, election_id, changes.values(), progress_deltas(changes.values()))
    return Projected(changes, found)


def progress_deltas(changes: Iterable[Change]) -> Tallies:
    """Count what changes of state and of exceptions mean for the counters of the box's village and every region around it."""
    moves = Counter(
        (change.box.region_code, change.before.state, bool(change.before.exceptions), change.after.state, bool(change.after.exceptions))
        for change in changes
    )
    deltas: defaultdict[tuple[str, BoxState], Tally] = defaultdict(Tally)
    for (village, was, was_excepted, now, is_excepted), boxes in moves.items():
        if (was, was_excepted) != (now, is_excepted):
            for region_code in lineage(village):
                deltas[region_code, was] = deltas[region_code, was].plus(-boxes, is_excepted=was_excepted)
                deltas[region_code, now] = deltas[region_code, now].plus(boxes, is_excepted=is_excepted)
    return deltas


def _lead_on(box: queries.StoredBox, scans: Sequence[ScanFact]) -> bool:
    last = box.custody.last_scan_at
    return last is None or all(scan.occurred_at > last for scan in scans)


def _change(box: queries.StoredBox, new: NewToBoxes, history: Sequence[ScanFact] | None, law: Law) -> Change:
    scans = new.scans[box.facts.code]
    if history is None:
        ordered = sorted(scans, key=lambda scan: scan.order)
        after = advance(box.facts, box.custody, ordered, law)
    else:
        after = fold(box.facts, history, law)
    last = next(((scan, new.regions[scan.id]) for scan in scans if scan.id == after.last_scan_id), None)
    return Change(box.facts, box.custody, after, history is not None, last)
