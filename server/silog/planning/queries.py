"""Every question about planning. Rows come under the scope of the unit of work that asks."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import msgspec
from sqlalchemy import Row, select

from silog.errors import SilogError
from silog.kit.database import UnitOfWork
from silog.movement.rules import ConveyanceKind
from silog.movement.tables import conveyances
from silog.places.queries import any_of
from silog.planning.rules import Deadline, Handling, PlanState, SeaState, TideWindow, VesselTerms, Voyage, VoyageCall
from silog.planning.tables import handling_times, plan_deadlines, plans, sea_states, tide_windows, vessel_terms, voyage_calls, voyages
from silog_gis.plan.whole.reason import Reason

MOST_PLANS: Final = 200


@dataclass(frozen=True, slots=True)
class StoredVoyage:
    """A voyage, and whose it is."""

    region_code: str
    voyage: Voyage


@dataclass(frozen=True, slots=True)
class FleetVessel:
    """A conveyance that plans may use, as it is and on its terms."""

    code: str
    name: str
    kind: ConveyanceKind
    region_code: str
    home_code: str | None
    capacity_boxes: int
    speed_kn: float
    clearance_m: int | None
    wave_limit_m: float | None
    terms: VesselTerms
    source: str


@dataclass(frozen=True, slots=True)
class Ship:
    """What sails a timetabled voyage."""

    name: str
    clearance_m: int | None
    wave_limit_m: float | None


@dataclass(frozen=True, slots=True)
class StoredPlan:
    """A plan as it stands, without its documents."""

    number: int
    region_code: str
    state: PlanState
    replaces: int | None
    seed: int
    seconds: float
    reason: str
    asked_by: str
    asked_at: datetime
    begins_at: datetime
    queued_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    progress: float
    stage: str
    faults: tuple[str, ...]
    reasons: tuple[Reason, ...]
    """The same, structured; a plan that was made before they were kept has none."""
    stations: int | None
    stations_short: int | None
    worst_chance: float | None
    least_slack_s: int | None
    cost: int | None
    adopted_at: datetime | None
    adopted_by: str | None


async def voyages_of(work: UnitOfWork, codes: Collection[str] | None = None) -> list[StoredVoyage]:
    """List the voyages in sight by code, with their calls: all, or some by their codes."""
    v, c = voyages.c, voyage_calls.c
    asked = select(v.code, v.region_code, v.conveyance_code, v.capacity_boxes, v.source).order_by(v.code)
    called = select(c.voyage_code, c.place_code, c.arrives_at, c.departs_at).order_by(c.voyage_code, c.number)
    if codes is not None:
        known = [code for code in codes if "\x00" not in code]
        asked, called = asked.where(v.code == any_of(known)), called.where(c.voyage_code == any_of(known))
    calls: dict[str, list[VoyageCall]] = {}
    for row in await work.connection.execute(called):
        calls.setdefault(row.voyage_code, []).append(VoyageCall(row.place_code, row.arrives_at, row.departs_at))
    return [_voyage(row, calls.get(row.code, [])) for row in await work.connection.execute(asked)]


async def ships_of(work: UnitOfWork) -> dict[str, Ship]:
    """Give what sails the voyages in sight, by its code."""
    c, v = conveyances.c, voyages.c
    joined = conveyances.join(voyages, (v.election_id == c.election_id) & (v.conveyance_code == c.code))
    asked = select(c.code, c.name, c.clearance_m, c.wave_limit_m).select_from(joined).distinct()
    return {row.code: Ship(row.name, row.clearance_m, row.wave_limit_m) for row in await work.connection.execute(asked)}


async def fleet_of(work: UnitOfWork) -> list[FleetVessel]:
    """List the conveyances in sight that have terms, by code."""
    c, t = conveyances.c, vessel_terms.c
    joined = conveyances.join(vessel_terms, (t.election_id == c.election_id) & (t.conveyance_code == c.code))
    columns = (c.code, c.name, c.kind, c.region_code, c.home_code, c.capacity_boxes, c.speed_kn, c.clearance_m, c.wave_limit_m)
    terms = (t.crew_hours, t.cost_per_hour, t.cost_per_km, t.capacity_kg, t.from_at, t.until_at, t.standby_rank, t.notice_hours)
    asked = select(*columns, *terms, t.source).select_from(joined).order_by(c.code)
    return [
        FleetVessel(row.code, row.name, ConveyanceKind(row.kind), *row[3:9], VesselTerms(row.code, *row[9:17]), row.source)
        for row in await work.connection.execute(asked)
    ]


async def tides_of(work: UnitOfWork) -> list[TideWindow]:
    """List the windows in which boats can land, by place and time."""
    t = tide_windows.c
    asked = select(t.place_code, t.opens_at, t.closes_at).order_by(t.place_code, t.opens_at)
    return [TideWindow(*row) for row in await work.connection.execute(asked)]


async def sea_states_of(work: UnitOfWork) -> list[SeaState]:
    """List what the bulletin says, by region and day."""
    s = sea_states.c
    asked = select(s.region_code, s.day, s.wave_m).order_by(s.region_code, s.day)
    return [SeaState(*row) for row in await work.connection.execute(asked)]


async def deadlines_of(work: UnitOfWork, region: str) -> list[tuple[str, Deadline]]:
    """List the deadlines that may hold in a region or in a part of it, with the region that each was set for."""
    d = plan_deadlines.c
    asked = select(d.region_code, d.tier, d.due_at, d.target).order_by(d.region_code, d.tier)
    return [(row.region_code, Deadline(*row[1:])) for row in await work.connection.execute(asked) if _touches(row.region_code, region)]


async def handling_of(work: UnitOfWork, region: str) -> list[tuple[str, Handling]]:
    """List the handling times that may hold in a region or in a part of it, with the region that each was set for."""
    h = handling_times.c
    asked = select(h.region_code, h.place_kind, h.base_minutes, h.box_minutes).order_by(h.region_code, h.place_kind)
    return [(row.region_code, Handling(*row[1:])) for row in await work.connection.execute(asked) if _touches(row.region_code, region)]


async def plans_of(work: UnitOfWork, region: str | None, states: Sequence[PlanState] | None) -> list[StoredPlan]:
    """List plans in sight, the newest first; at most MOST_PLANS."""
    p = plans.c
    asked = _summaries().order_by(p.number.desc()).limit(MOST_PLANS)
    if region is not None:
        asked = asked.where(p.region_code >= region, p.region_code < f"{region}~")
    if states is not None:
        asked = asked.where(p.state.in_([state.value for state in states]))
    return [_plan(row) for row in await work.connection.execute(asked)]


async def plan_numbered(work: UnitOfWork, number: int, *, for_update: bool = False) -> StoredPlan:
    """Give one plan in sight; UNKNOWN_PLAN where there is none."""
    asked = _summaries().where(plans.c.number == number)
    row = (await work.connection.execute(asked.with_for_update() if for_update else asked)).one_or_none()
    if row is None:
        raise SilogError("UNKNOWN_PLAN", f"There is no plan {number} in your sight.", "Ask for plans: they list the numbers.")
    return _plan(row)


async def documents_of(work: UnitOfWork, number: int) -> tuple[str | None, str | None]:
    """Give the task that a plan was made of and its proposal, both JSON; None where there is none yet."""
    row = (await work.connection.execute(select(plans.c.task, plans.c.proposal).where(plans.c.number == number))).one_or_none()
    return (None, None) if row is None else (row.task, row.proposal)


_SUMMARY: Final = tuple(StoredPlan.__dataclass_fields__)


def _summaries() -> Any:  # noqa: ANN401 -- a Select of many columns
    return select(*(plans.c[name] for name in _SUMMARY))


def _plan(row: Row[*tuple[Any, ...]]) -> StoredPlan:
    facts = dict(zip(_SUMMARY, row, strict=True))
    reasons = msgspec.convert(facts["reasons"], tuple[Reason, ...])
    return StoredPlan(**{**facts, "state": PlanState(facts["state"]), "faults": tuple(facts["faults"]), "reasons": reasons})


def _voyage(row: Row[*tuple[Any, ...]], calls: list[VoyageCall]) -> StoredVoyage:
    return StoredVoyage(row.region_code, Voyage(row.code, row.conveyance_code, row.capacity_boxes, tuple(calls), row.source))


def _touches(one: str, region: str) -> bool:
    """Whether one region lies in the other, either way."""
    return one.startswith(region) or region.startswith(one)
