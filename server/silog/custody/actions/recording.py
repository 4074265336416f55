"""Recording a batch of scans: the one way by which boxes change.

One transaction: the signed bytes are stored, the boxes they speak of folded and projected, the counters moved and the rooms above
told. Whatever cannot be taken is kept in quarantine and answered by itself. After a failure nothing happened, and the whole batch
can be sent again: what was recorded answers ALREADY_HAVE.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final, ParamSpec, TypeVar
from uuid import UUID

import asyncpg
from msgspec import structs

from silog.custody import queries
from silog.custody.actions.intake import Accepted, Legible, Refused, examine_all, first_of_each, read_all, same_or_refused
from silog.custody.actions.projecting import NewToBoxes, project
from silog.custody.actions.remarks import remark
from silog.custody.actions.storing import NewScan, Stored, keep_late_details, store_scans
from silog.custody.actions.writing import Change, keep_in_quarantine
from silog.custody.events import Submission
from silog.custody.facts import FoundBreach, QuarantinedScan, RecordedScan, ScansQuarantined, ScansRecorded
from silog.custody.intake_queries import Known, Named, Villages, what_is_known
from silog.custody.months import Months, begin_months
from silog.custody.rules import ScanFact, ScanFlag, law_for
from silog.custody.rules.whereabouts import office_at
from silog.kit.clock import ElectionClock
from silog.kit.database import Database, UnitOfWork
from silog.kit.locks import Space
from silog.kit.scope import Scope
from silog.kit.values import Value
from silog.people.queries import Device
from silog.places.queries import Election

Params = ParamSpec("Params")
Result = TypeVar("Result")

_ATTEMPTS: Final = 4
"""Two batches that carry one id under two keys can still wait in a circle; PostgreSQL stops one of them, which starts again. And so does
one with which a month begins."""


_FEW: Final = 4
"""More are examined in a thread of their own: a thousand signatures take a tenth of a second, in which others shall be answered."""


class ScanStatus(StrEnum):
    """What became of a submission. After RECORDED and ALREADY_HAVE a device may forget it; QUARANTINED waits for a person."""

    RECORDED = "RECORDED"
    ALREADY_HAVE = "ALREADY_HAVE"
    QUARANTINED = "QUARANTINED"


class ScanAnswer(Value, frozen=True):
    """The answer to the submission at `index`. `code` and `message` say why, when it was QUARANTINED."""

    index: int
    status: ScanStatus
    id: UUID | None
    flags: tuple[ScanFlag, ...] = ()
    code: str | None = None
    message: str | None = None


@dataclass(frozen=True, slots=True)
class Boarded:
    """What a transaction is to record: submissions to one election, and when they were received by the clock of that."""

    submissions: Sequence[Submission]
    received_by: Callable[[ElectionClock], datetime]


@dataclass(frozen=True, slots=True)
class Remembered:
    """What one process has heard of, and does not ask PostgreSQL for again: villages of boxes, and months that have partitions."""

    villages: Villages = field(default_factory=Villages)
    months: Months = field(default_factory=Months)


async def record_scans(
    database: Database, election: Election, submissions: Sequence[Submission], received_at: datetime
) -> tuple[ScanAnswer, ...]:
    """Record a batch and answer every submission, in the order given.

    `received_at` is the election's time. Give at most a few hundred at once: one transaction holds their boxes.
    """
    return await record_boarded(database, election.id, lambda: Boarded(submissions, lambda _: received_at), Remembered())


async def record_boarded(
    database: Database, election_id: int, board: Callable[[], Boarded | None], remembered: Remembered
) -> tuple[ScanAnswer, ...]:
    """Record what `board` gives, and answer every submission in its order; nothing where it gives None.

    It is asked when the transaction is open, and once, however often that has to begin again: who comes until then can still go with it.
    What comes to be `remembered` is added.
    """
    boarded: Boarded | None = None
    read: Sequence[Legible | Refused] = ()
    scope, sharing = Scope.whole_election(election_id), (Space.ISSUING, election_id)
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            async with database.unit_of_work(scope, sharing=sharing, keeps_plans=True) as work:
                if boarded is None:
                    boarded = board()
                    if boarded is None:
                        return ()
                    read = await _aside(len(boarded.submissions), read_all, boarded.submissions)
                known = await _what_is_known(await work.driver, election_id, read, remembered.villages)
                examined = await _aside(len(read), examine_all, read, known.election.code, known.devices)
                received_at = boarded.received_by(known.election.clock)
                months = remembered.months.new((one.event.id for one in examined if isinstance(one, Accepted)), received_at)
                if not months:
                    return await _record(work, known, examined, received_at)
            await begin_months(database, scope, months, remembered.months)
        except asyncpg.DeadlockDetectedError:
            if attempt == _ATTEMPTS:
                raise
    raise AssertionError


async def _record(work: UnitOfWork, known: Known, examined: Sequence[Accepted | Refused], received_at: datetime) -> tuple[ScanAnswer, ...]:
    driver, election = await work.driver, known.election
    firsts, repeats = first_of_each(one for one in examined if isinstance(one, Accepted))
    scans = await remark(driver, election, firsts, known, received_at)
    stored = await store_scans(driver, election.id, received_at, scans)
    new = [scan for scan in scans if scan.accepted.event.id in stored.new_ids]

    outcomes: dict[int, NewScan | Accepted | Refused] = {one.index: one for one in examined if isinstance(one, Refused)}
    outcomes |= {scan.accepted.index: scan for scan in new}
    outcomes |= await _compare_with_recorded(driver, election.id, [one for one in firsts if one.index not in outcomes])
    outcomes |= {later.index: _repeat(later, first, outcomes[first.index]) for later, first in repeats}
    await keep_late_details(driver, election.id, [one for one in outcomes.values() if isinstance(one, Accepted)])
    refused = [one for one in outcomes.values() if isinstance(one, Refused)]
    if refused:
        kept = await _quarantine(driver, election.id, received_at, refused, known.devices)
        await work.announce(ScansQuarantined(election.id, received_at, tuple(kept)))
    if new:
        await _take_in(work, election, received_at, new, stored)
    return tuple(_answer(index, outcomes[index]) for index in range(len(examined)))


async def _aside(count: int, work: Callable[Params, Result], *given: Params.args, **named: Params.kwargs) -> Result:
    """Do what takes the processor for long in a thread of its own."""
    return work(*given, **named) if count <= _FEW else await asyncio.to_thread(work, *given, **named)


async def _what_is_known(driver: asyncpg.Connection, election_id: int, read: Sequence[Legible | Refused], villages: Villages) -> Known:
    events = [one.event for one in read if isinstance(one, Legible)]
    keys = {one.submission.key for one in read}
    named = Named({event.box for event in events}, {event.place for event in events}, {key for key in keys if _can_be_id(key)})
    return await what_is_known(driver, election_id, named, villages)


async def _compare_with_recorded(driver: asyncpg.Connection, election_id: int, known: Sequence[Accepted]) -> dict[int, Accepted | Refused]:
    """Hold scans that were not new to what is recorded under their ids and numbers."""
    if not known:
        return {}
    by_id = await queries.events_by_id(driver, election_id, [one.event.id for one in known])
    by_number = await queries.events_at(driver, election_id, [(one.event.device_id, one.event.seq) for one in known])
    found: dict[int, Accepted | Refused] = {}
    for one in known:
        recorded = by_id.get(one.event.id) or by_number[one.event.device_id, one.event.seq]
        found[one.index] = same_or_refused(one, recorded.id, recorded.content)
    return found


def _repeat(later: Accepted, first: Accepted, outcome_of_first: NewScan | Accepted | Refused) -> Accepted | Refused:
    """Judge a scan that has the id or number of an earlier one in its batch; the same event again shares the fate of the first."""
    judged = same_or_refused(later, first.event.id, first.event.content)
    if isinstance(judged, Accepted) and isinstance(outcome_of_first, Refused):
        return structs.replace(outcome_of_first, index=later.index, submission=later.submission)
    return judged


def _answer(index: int, outcome: NewScan | Accepted | Refused) -> ScanAnswer:
    if isinstance(outcome, NewScan):
        return ScanAnswer(index, ScanStatus.RECORDED, outcome.accepted.event.id, outcome.flags)
    if isinstance(outcome, Accepted):
        return ScanAnswer(index, ScanStatus.ALREADY_HAVE, outcome.event.id)
    return ScanAnswer(index, ScanStatus.QUARANTINED, outcome.id, (), outcome.code, outcome.message)


async def _take_in(work: UnitOfWork, election: Election, received_at: datetime, new: list[NewScan], stored: Stored) -> None:
    """Do everything that follows from scans that were new."""
    by_box: dict[str, list[ScanFact]] = defaultdict(list)
    for scan in new:
        by_box[scan.accepted.event.box].append(_fact(scan))
    new_to_boxes = NewToBoxes(by_box, {scan.accepted.event.id: scan.region_code for scan in new})
    changes, found = await project(await work.driver, election.id, law_for(election.voting_day), stored.boxes, new_to_boxes)
    recorded = tuple(_recorded(scan, changes.get(scan.accepted.event.box)) for scan in new)
    await work.announce(ScansRecorded(election.id, received_at, recorded, tuple(FoundBreach(*one) for one in found)))


async def _quarantine(
    driver: asyncpg.Connection, election_id: int, received_at: datetime, refused: Sequence[Refused], devices: dict[str, Device]
) -> list[QuarantinedScan]:
    """File what was refused under its device's region, or the election's province where nobody knows the device."""
    home = await queries.home_region(driver, election_id)
    filed = []
    for one in refused:
        device = devices.get(one.submission.key)
        filed.append((home if device is None else device.region_code, one))
    return await keep_in_quarantine(driver, election_id, received_at, filed)


def _fact(scan: NewScan) -> ScanFact:
    event, device = scan.accepted.event, scan.accepted.device
    return ScanFact(
        *(event.id, event.type, event.place, frozenset(event.seals), event.condition, event.device_id, event.seq, event.hlc),
        *(scan.occurred_at, office_at(device.place_code), ScanFlag.UNKNOWN_PLACE not in scan.flags, event.handover, scan.point),
    )


def _recorded(scan: NewScan, change: Change | None) -> RecordedScan:
    event, detail = scan.accepted.event, scan.accepted.detail
    after = None if change is None else change.after
    return RecordedScan(
        *(event.box, scan.region_code, event.id, event.type, event.place, scan.occurred_at),
        state=None if after is None else after.state,
        box_place_code=None if after is None else after.place_code,
        is_newest=after is not None and after.last_scan_id == event.id,
        point=None if detail is None else detail.point,
        sighting=None if scan.point is None else (scan.point.lon, scan.point.lat),
        event=event.content,
    )


def _can_be_id(key: str) -> bool:
    return key.isascii() and key.isalnum()
