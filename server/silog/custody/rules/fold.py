"""What all scans of a box mean together: a fold over the set of them, so that the order in which they arrived cannot matter.

The order of the fold is the order in which the scans happened: occurred_at, then the hybrid logical clock, then device, sequence
number and id, so that no two scans are ever equal. A scan that arrives three days late takes its place in that order and changes
the view, never the log.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import reduce
from typing import Final
from uuid import UUID

from silog.custody.rules.judgement import Where, judge
from silog.custody.rules.law import Law
from silog.custody.rules.opening import NO_FAULT, OPENINGS, faults_of_opening
from silog.custody.rules.seals import look_at_seals
from silog.custody.rules.travel import Point, Sighting, is_airport, is_beyond_any_vessel
from silog.custody.rules.vocabulary import BoxException, BoxState, Breach, Condition, Office, ScanType
from silog.custody.rules.whereabouts import PlaceKind, belongs_at, kind_of_place
from silog.kit.values import Value


class BoxFacts(Value, frozen=True):
    """What a box is issued with: its code, its own station and the village that station lies in."""

    code: str
    station_code: str
    region_code: str


class ScanFact(Value, frozen=True):
    """One scan as the rules need it. `office` is that of the device; `is_place_known` was decided when the scan was received.

    `handover` is the nonce of the handover that it is a side of, '' where it is none; `point` is where it was made, None where nobody
    knows or its time is not believed.
    """

    id: UUID
    type: ScanType
    place_code: str
    seals: frozenset[str]
    condition: Condition
    device_id: str
    seq: int
    hlc: str
    occurred_at: datetime
    office: Office | None = None
    is_place_known: bool = True
    handover: str = ""
    point: Point | None = None

    @property
    def order(self) -> tuple[datetime, str, str, int, UUID]:
        """Its place among the scans of its box, whatever the order of arrival."""
        return self.occurred_at, self.hlc, self.device_id, self.seq, self.id


class BoxCustody(Value, frozen=True):
    """What is known of a box. `seals` are those it should carry; `breaches` belong to the scans folded in, oldest first.

    `sighting` is the last one whose position is known. `holder_id` is the device of whoever has the box, `held_since` when that one took
    it, or was first known to have it.
    """

    state: BoxState = BoxState.PLANNED
    exceptions: frozenset[BoxException] = frozenset()
    seals: frozenset[str] = frozenset()
    place_code: str | None = None
    last_scan_id: UUID | None = None
    last_scan_at: datetime | None = None
    scan_count: int = 0
    holder_id: str | None = None
    held_since: datetime | None = None
    sighting: Sighting | None = None
    breaches: tuple[tuple[UUID, Breach], ...] = ()


untouched: Final = BoxCustody()
"""A box that was never scanned."""
_SIGHTINGS: Final = frozenset({ScanType.ARRIVE, ScanType.RECEIVE, ScanType.CHECK})
_INSPECTIONS: Final = frozenset({ScanType.CHECK, ScanType.INSPECT})
_CONDITIONS: Final = {Condition.DAMAGED: BoxException.DAMAGED, Condition.WET: BoxException.WET}


def fold(box: BoxFacts, scans: Iterable[ScanFact], law: Law) -> BoxCustody:
    """Fold all scans of one box, in any order and with any repetition."""
    once = {scan.id: scan for scan in scans}
    return advance(box, untouched, sorted(once.values(), key=lambda scan: scan.order), law)


def advance(box: BoxFacts, custody: BoxCustody, later: Iterable[ScanFact], law: Law) -> BoxCustody:
    """Go on from what is known with scans in their order, all of which come after the last one folded in."""
    return reduce(lambda known, scan: _after(box, known, scan, law), later, custody)


def _after(box: BoxFacts, custody: BoxCustody, scan: ScanFact, law: Law) -> BoxCustody:
    kind = kind_of_place(scan.place_code) if scan.is_place_known else None
    is_own = kind is not None and belongs_at(scan.place_code, kind, station_code=box.station_code, region_code=box.region_code)
    place_code = _place_after(custody.place_code, scan, kind)
    faults = NO_FAULT
    if scan.type in OPENINGS:
        faults = faults_of_opening(scan.type, law, place=kind, is_own_place=is_own, occurred_at=scan.occurred_at, office=scan.office)
    opening = law.openings.get(scan.type)
    where = Where(
        kind,
        is_own,
        place_code == custody.place_code,
        scan.occurred_at >= law.polls_close_at,
        bool(scan.seals),
        None if opening is None else opening.state,
        faults,
    )
    verdict = judge(custody.state, scan.type, where)
    finding = look_at_seals(custody.seals, scan.seals, scan.type, custody.state, verdict.state, is_opening_lawful=not faults)
    breaches = verdict.breaches if finding.breach is None else verdict.breaches | {finding.breach}
    if kind is not None and not is_own and scan.type in _SIGHTINGS:
        breaches |= {Breach.MISROUTED}
    sighting = _sighting(scan)
    if sighting is not None and custody.sighting is not None and is_beyond_any_vessel(custody.sighting, sighting):
        breaches |= {Breach.TOO_FAR}
    found = custody.breaches
    if breaches:
        found += tuple((scan.id, breach) for breach in sorted(breaches))
    exceptions = _exceptions_after(custody.exceptions, scan, kind, finding.opens, finding.closes, is_own=is_own)
    return BoxCustody(
        *(verdict.state, exceptions, finding.seals, place_code, scan.id, scan.occurred_at, custody.scan_count + 1),
        *_holder_after(custody, scan),
        sighting or custody.sighting,
        found,
    )


def _sighting(scan: ScanFact) -> Sighting | None:
    return None if scan.point is None else Sighting(scan.id, scan.occurred_at, scan.point, is_airport(scan.place_code))


def _holder_after(custody: BoxCustody, scan: ScanFact) -> tuple[str | None, datetime | None]:
    """Whoever does something with a box has it. A check is anybody's, and who says HAND_OVER had it before.

    So the receiver has it whichever of the two sides counts as the later one: two phones' clocks are never quite the same.
    """
    is_witness = scan.type is ScanType.CHECK or (scan.type is ScanType.HAND_OVER and custody.holder_id is not None)
    if is_witness or scan.device_id == custody.holder_id:
        return custody.holder_id, custody.held_since
    return scan.device_id, scan.occurred_at


def _place_after(before: str | None, scan: ScanFact, kind: PlaceKind | None) -> str | None:
    """Every scan says where the box is, lawful or not; but a place nobody knows says nothing, and who departs stays aboard.

    Who hands over says where the box was: its receiver may have said before that it is aboard.
    """
    is_left_behind = scan.type is ScanType.DEPART and kind is not PlaceKind.CONVEYANCE
    is_given = scan.type is ScanType.HAND_OVER
    return before if kind is None or (before is not None and (is_left_behind or is_given)) else scan.place_code


def _exceptions_after(
    open_now: frozenset[BoxException],
    scan: ScanFact,
    kind: PlaceKind | None,
    opens: BoxException | None,
    closes: frozenset[BoxException],
    *,
    is_own: bool,
) -> frozenset[BoxException]:
    """Open what this scan found wrong and close what it found in order.

    Damage is closed by an inspection or check that finds the box good; a misrouted box by being seen where it belongs, or at a hub.
    """
    opened = {opens} if opens else set()
    closed = set(closes)
    if kind is not None and scan.type in _SIGHTINGS:
        (closed if is_own else opened).add(BoxException.MISROUTED)
    if scan.condition is not Condition.GOOD:
        opened.add(_CONDITIONS[scan.condition])
    elif scan.type in _INSPECTIONS:
        closed |= {BoxException.DAMAGED, BoxException.WET}
    return (open_now - closed) | opened if opened or closed else open_now
