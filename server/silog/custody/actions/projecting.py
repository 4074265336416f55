"""Bringing boxes up to date with their scans, inside the transaction that recorded them.

Scans that come after all that is known of a box lead on from its row; one that comes between makes its box be folded again from the
first scan. Both give the same row, which `verify_projection` and the tests hold.
"""

from collections import defaultdict
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
    boxes: defaultdict[tuple[str, BoxState], int] = defaultdict(int)
    excepted: defaultdict[tuple[str, BoxState], int] = defaultdict(int)
    for change in changes:
        before, after = change.before, change.after
        was, now = bool(before.exceptions), bool(after.exceptions)
        if (before.state, was) != (after.state, now):
            for region_code in lineage(change.box.region_code):
                boxes[region_code, before.state] -= 1
                boxes[region_code, after.state] += 1
                excepted[region_code, before.state] -= was
                excepted[region_code, after.state] += now
    return {key: Tally(moved, excepted[key]) for key, moved in boxes.items() if moved or excepted[key]}


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
