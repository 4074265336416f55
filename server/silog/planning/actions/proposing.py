"""Asking for plans and calling them off. What a plan becomes is written by the worker that makes it: see `recording`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import insert, select

from silog.kit.clock import real_now
from silog.kit.database import Database, UnitOfWork
from silog.people.actions import checked_reason
from silog.people.rules import Viewer
from silog.places.queries import region_facts
from silog.planning.actions.changing import change_plan, tell_of_plan
from silog.planning.actions.keeping import Change, PlanActRefusedError, audited, refuse_elsewhere, stands, time_now
from silog.planning.queries import StoredPlan, plan_numbered
from silog.planning.rules import OPEN, PlanState, wrong_request
from silog.planning.tables import plans
from silog_gis.plan.whole.reason import Reason

PROPOSE: Final = "election:plan:propose"
REPLAN: Final = "election:plan:replan"
CANCEL: Final = "election:plan:cancel"
MOST_OPEN: Final = 5
"""So many plans of an election may wait or be made at once: each takes a processor for as long as it was given."""
_REGENCY: Final = 5


@dataclass(frozen=True, slots=True)
class Request:
    """How a plan is to be made: for so many seconds, with this seed, for departures from `begins_at` on (None: the election's time)."""

    seconds: float
    seed: int
    begins_at: datetime | None
    reason: str


async def propose_plan(database: Database, viewer: Viewer, region: str, request: Request) -> int:
    """Queue a plan for a kab/kota of the viewer's region, and give its number."""
    async with database.unit_of_work(viewer.scope) as work:
        if "\x00" in region or len(region) != _REGENCY or region not in await region_facts(work.connection, [region]):
            raise PlanActRefusedError("region", "UNKNOWN_REGION", Reason(code="NO_SUCH_KABKOTA", facts={"region": repr(region)}))
        refuse_elsewhere(viewer, region, "region", region)
        return await _queue(work, viewer, region, request, None)


async def replan(database: Database, viewer: Viewer, number: int, request: Request) -> int:
    """Queue a plan from the present state for the region of an adopted one: what has left stays as it is, the rest is planned anew.

    Refused where the plan was not adopted: then there is nothing to keep, and another one may be proposed.
    """
    async with database.unit_of_work(viewer.scope) as work:
        before = await _own(work, viewer, number)
        if before.state is not PlanState.ADOPTED:
            raise PlanActRefusedError("plan", "NOT_ADOPTED", Reason(code="WAS_NOT_ADOPTED", facts=stands(before)))
        return await _queue(work, viewer, before.region_code, request, number)


async def cancel_plan(database: Database, viewer: Viewer, number: int, reason: str) -> None:
    """Call off a plan that waits or is being made; its worker stops within seconds and writes nothing. Refused once it has ended."""
    said = checked_reason(reason)
    async with database.unit_of_work(viewer.scope) as work:
        before = await _own(work, viewer, number, for_update=True)
        if before.state not in OPEN:
            raise PlanActRefusedError("plan", "PLAN_ENDED", Reason(code="NOTHING_TO_CALL_OFF", facts=stands(before)))
        await change_plan(work, number, state=PlanState.CANCELLED.value, ended_at=real_now())
        states = {"state": before.state.value}, {"state": PlanState.CANCELLED.value}
        await audited(work, viewer, Change(before.region_code, CANCEL, str(number), said, *states))


async def _queue(work: UnitOfWork, viewer: Viewer, region: str, request: Request, replaces: int | None) -> int:
    said = checked_reason(request.reason)
    wrong = wrong_request(request.seconds, request.seed)
    if wrong is not None:
        raise PlanActRefusedError(wrong[0], "BAD_PLAN_INPUT", wrong[1])
    p = plans.c
    waiting = select(p.number).where(p.election_id == viewer.election_id, p.state.in_([state.value for state in OPEN]))
    if len((await work.connection.execute(waiting)).all()) >= MOST_OPEN:
        raise PlanActRefusedError("region", "TOO_MANY_PLANS", Reason(code="PLANS_WAIT", facts={"count": MOST_OPEN}))
    now = await time_now(work, viewer)
    row: dict[str, Any] = {
        "election_id": viewer.election_id,
        "region_code": region,
        "state": PlanState.QUEUED.value,
        "replaces": replaces,
        "seed": request.seed,
        "seconds": request.seconds,
        "reason": said,
        "asked_by": viewer.name or "",
        "asked_at": now,
        "begins_at": request.begins_at or now,
        "queued_at": real_now(),
    }
    number: int = (await work.connection.execute(insert(plans).values(row).returning(p.number))).scalar_one()
    await tell_of_plan(work, number, region)
    asked = {"region": region, "seconds": request.seconds, "seed": request.seed, "replaces": replaces}
    await audited(work, viewer, Change(region, PROPOSE if replaces is None else REPLAN, str(number), said, None, asked))
    return number


async def _own(work: UnitOfWork, viewer: Viewer, number: int, *, for_update: bool = False) -> StoredPlan:
    found = await plan_numbered(work, number, for_update=for_update)
    refuse_elsewhere(viewer, found.region_code, "plan", f"Plan {number}")
    return found
