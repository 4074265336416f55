"""What planners say, and what makes it wrong: terms of vessels, voyages, tides, the bulletin, deadlines, handling times; states of a plan.

Rules only: no database, clock or file.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import pairwise
from math import isfinite
from re import compile as pattern
from typing import Final

from silog_gis.plan.whole.reason import Reason

VOYAGE_CODE: Final = pattern(r"[A-Z0-9][A-Z0-9-]{1,39}")
MOST_CALLS, MOST_WINDOWS, MOST_TIER, MOST_RANK, MOST_NOTICE_H, MOST_SECONDS, MOST_SEED = 60, 200, 9, 9, 240, 3_600, 2**31 - 1
MOST_CREW_H, MOST_WAVE_M, MOST_BASE_MIN, MOST_BOX_MIN, MOST_COST, MOST_BOXES = 240, 20, 2_880, 120, 1_000_000_000, 1_000_000
LONGEST_SOURCE: Final = 200
Wrong = tuple[str, str]
"""The field that is wrong, and what is wrong with it, for people."""


class PlanState(StrEnum):
    """Where a plan stands. READY has passed the checker; ADOPTED has become shipments; the others are of no further use."""

    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    READY = "READY"
    INFEASIBLE = "INFEASIBLE"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"
    ADOPTED = "ADOPTED"


OPEN: Final = frozenset({PlanState.QUEUED, PlanState.RUNNING})
"""States in which somebody is still at work on it, or will be."""
SHOWN: Final = frozenset({PlanState.READY, PlanState.ADOPTED})
"""States in which there is a proposal to look at."""


@dataclass(frozen=True, slots=True)
class VesselTerms:
    """What a plan needs to know of a conveyance beyond what it is. `capacity_kg` None: its weight is no limit. Costs in rupiah.

    With a `standby_rank` it is no part of the fleet: it is called where something does not sail, and loaded `notice_hours` after.
    """

    conveyance_code: str
    crew_hours: float
    cost_per_hour: int
    cost_per_km: int
    capacity_kg: int | None
    from_at: datetime
    until_at: datetime
    standby_rank: int | None = None
    notice_hours: float | None = None


@dataclass(frozen=True, slots=True)
class VoyageCall:
    """Where and when a voyage calls; at its first call only the departure counts, at its last only the arrival."""

    place_code: str
    arrives_at: datetime
    departs_at: datetime


@dataclass(frozen=True, slots=True)
class Voyage:
    """A timetabled voyage, and how many boxes it has room for."""

    code: str
    conveyance_code: str
    capacity_boxes: int
    calls: tuple[VoyageCall, ...]
    source: str


@dataclass(frozen=True, slots=True)
class TideWindow:
    """When a boat can land at a place."""

    place_code: str
    opens_at: datetime
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class SeaState:
    """The expected significant height of waves in the waters of a region on a day in WIB."""

    region_code: str
    day: date
    wave_m: float


@dataclass(frozen=True, slots=True)
class Because:
    """Where a figure comes from, and why it is set: both are kept, the reason in the audit."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """Until when the stations of a tier are to have their boxes, with what chance; tier 0 goes first."""

    tier: int
    due_at: datetime
    target: float


@dataclass(frozen=True, slots=True)
class Handling:
    """How long handing over takes at a kind of place."""

    place_kind: str
    base_minutes: float
    box_minutes: float


@dataclass(frozen=True, slots=True)
class Figures:
    """Deadlines and handling times that are set together."""

    deadlines: Sequence[Deadline] = ()
    handling: Sequence[Handling] = ()


def wrong_terms(terms: VesselTerms) -> Wrong | None:
    """Say what is wrong with the terms of a vessel."""
    if not _within(terms.crew_hours, 0, MOST_CREW_H) or terms.crew_hours == 0:
        return "crewHours", f"is {terms.crew_hours:g}: a crew serves more than 0 and at most {MOST_CREW_H} hours"
    for field, value in (("costPerHour", terms.cost_per_hour), ("costPerKm", terms.cost_per_km)):
        if not 0 <= value <= MOST_COST:
            return field, f"is {value:,}: it is 0 to {MOST_COST:,} rupiah"
    if terms.capacity_kg is not None and not 0 < terms.capacity_kg <= MOST_COST:
        return "capacityKg", f"is {terms.capacity_kg:,}: leave it out where weight is no limit, else more than 0"
    return _wrong_standby(terms.standby_rank, terms.notice_hours) or _wrong_times("fromAt", "untilAt", terms.from_at, terms.until_at)


def _wrong_standby(rank: int | None, notice_h: float | None) -> Wrong | None:
    if (rank is None) != (notice_h is None):
        return "noticeHours", "and `standbyRank` belong together: a standby has both, a conveyance of the fleet neither"
    if rank is not None and not 1 <= rank <= MOST_RANK:
        return "standbyRank", f"is {rank}: it is 1, which is called first, to {MOST_RANK}"
    if notice_h is None or _within(notice_h, 0, MOST_NOTICE_H):
        return None
    return "noticeHours", f"is {notice_h:g}: from the call until it is loaded it is 0 to {MOST_NOTICE_H} hours"


def wrong_voyage(voyage: Voyage) -> Wrong | None:
    """Say what is wrong with a voyage: it goes forward in time over two places at least, and calls nowhere twice in a row."""
    if not VOYAGE_CODE.fullmatch(voyage.code):
        return "code", f"{voyage.code!r} is no code: 2 to 40 capital letters, digits and hyphens, for example BUKIT-RAYA-1117"
    if not 0 <= voyage.capacity_boxes <= MOST_BOXES:
        return "capacityBoxes", f"is {voyage.capacity_boxes:,}: it is 0 (no room) to {MOST_BOXES:,}"
    if not 1 < len(voyage.calls) <= MOST_CALLS:
        return "calls", f"are {len(voyage.calls)}: a voyage calls at 2 to {MOST_CALLS} places"
    wrong = next(_wrong_calls(voyage.calls), None)
    return wrong_source(voyage.source) if wrong is None else ("calls", wrong)


def _wrong_calls(calls: Sequence[VoyageCall]) -> Iterator[str]:
    for number, call in enumerate(calls, 1):
        if call.arrives_at.tzinfo is None or call.departs_at.tzinfo is None:
            yield f"say a time without an offset at call {number}; write 2024-11-17T12:00:00+07:00"
            return
        if call.departs_at < call.arrives_at:
            yield f"depart before they arrive: call {number} at {call.place_code}"
    for number, (before, after) in enumerate(pairwise(calls), 2):
        if after.arrives_at <= before.departs_at:
            yield f"run back in time: call {number} at {after.place_code} is reached before call {number - 1} is left"
        if after.place_code == before.place_code:
            yield f"name {after.place_code} twice in a row: calls {number - 1} and {number}"


def wrong_tides(windows: Sequence[TideWindow]) -> Wrong | None:
    """Say what is wrong with the tides of one place: windows in any order that do not overlap."""
    if len(windows) > MOST_WINDOWS:
        return "windows", f"are {len(windows)}: at most {MOST_WINDOWS}"
    for window in windows:
        wrong = _wrong_times("windows", "windows", window.opens_at, window.closes_at)
        if wrong is not None:
            return wrong
    for before, after in pairwise(sorted(windows, key=lambda each: each.opens_at)):
        if after.opens_at <= before.closes_at:
            return "windows", f"the window from {after.opens_at.isoformat()} begins before the one before it has ended"
    return None


def wrong_sea_state(state: SeaState) -> Wrong | None:
    """Say what is wrong with a line of the bulletin."""
    if not _within(state.wave_m, 0, MOST_WAVE_M):
        return "waveM", f"is {state.wave_m:g}: waves are 0 to {MOST_WAVE_M} m high"
    return None


def wrong_figures(deadlines: Sequence[Deadline], handling: Sequence[Handling]) -> Wrong | None:
    """Say what is wrong with deadlines and handling times; nothing at all is wrong too."""
    if not deadlines and not handling:
        return "deadlines", "and `handling` are both empty: say at least one figure"
    if len({one.place_kind for one in handling}) < len(handling):
        return "handling", "names one kind of place twice"
    for one in handling:
        if not (_within(one.base_minutes, 0, MOST_BASE_MIN) and _within(one.box_minutes, 0, MOST_BOX_MIN)):
            return "handling", f"of {one.place_kind} is out of bounds: 0 to {MOST_BASE_MIN:,} minutes, and 0 to {MOST_BOX_MIN} for a box"
    wrong = next(_wrong_deadlines(deadlines), None)
    return None if wrong is None else ("deadlines", wrong)


def _wrong_deadlines(deadlines: Sequence[Deadline]) -> Iterator[str]:
    if len({one.tier for one in deadlines}) < len(deadlines):
        yield "name one tier twice"
    for deadline in deadlines:
        if not 0 <= deadline.tier <= MOST_TIER:
            yield f"name tier {deadline.tier}: tiers are 0 to {MOST_TIER}"
        if not 0 < deadline.target < 1:
            yield f"want a chance of {deadline.target:g} for tier {deadline.tier}: it lies between 0 and 1, for example 0.9"
        if deadline.due_at.tzinfo is None:
            yield f"give tier {deadline.tier} a time without an offset; write 2024-11-25T18:00:00+07:00"


def wrong_source(source: str) -> Wrong | None:
    """Say what is wrong with a source: one line that says where a figure comes from."""
    if 0 < len(source.strip()) <= LONGEST_SOURCE and source.isprintable():
        return None
    return "source", f"must be one line of 1 to {LONGEST_SOURCE} characters: who said so, or where it stands"


def wrong_request(seconds: float, seed: int) -> tuple[str, Reason] | None:
    """Say what is wrong with how a plan is asked for: which field, and why in words of both languages."""
    if not _within(seconds, 1, MOST_SECONDS):
        return "seconds", Reason(code="SECONDS_OUT_OF_BOUNDS", facts={"seconds": f"{seconds:g}", "most": MOST_SECONDS})
    if not 0 <= seed <= MOST_SEED:
        return "seed", Reason(code="SEED_OUT_OF_BOUNDS", facts={"seed": seed, "most": MOST_SEED})
    return None


def _wrong_times(first: str, second: str, start: datetime, end: datetime) -> Wrong | None:
    for field, at in ((first, start), (second, end)):
        if at.tzinfo is None:
            return field, "is a time without an offset; write 2024-11-25T06:00:00+07:00"
    if end <= start:
        return second, f"{end.isoformat()} is not after {start.isoformat()}"
    return None


def _within(value: float, least: float, most: float) -> bool:
    return isfinite(value) and least <= value <= most
