"""Adopting a plan: its legs become shipments, in one transaction with the withdrawal of what they take the place of, and the audit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from silog.kit.database import Database, UnitOfWork
from silog.kit.scope import Scope
from silog.movement.actions import plan_shipments_within
from silog.movement.withdrawing import take_off_shipments
from silog.people.actions import checked_reason
from silog.people.rules import Viewer
from silog.places.queries import FacilityFacts, facilities_of
from silog.places.rules import FacilityKind
from silog.planning.actions.changing import change_plan
from silog.planning.actions.keeping import Change, PlanActRefusedError, audited, refuse_elsewhere, stands, time_now
from silog.planning.building.gathering import waiting_boxes
from silog.planning.building.shipping import Harbours, shipments_of
from silog.planning.queries import StoredPlan, documents_of, plan_numbered
from silog.planning.rules import PlanState
from silog_gis.plan.whole.document import from_json
from silog_gis.plan.whole.proposal import Proposal
from silog_gis.plan.whole.reason import Reason
from silog_gis.plan.whole.task import Task

ADOPT: Final = "election:plan:adopt"
_MOST_NAMED: Final = 3
_HARBOURS: Final = (FacilityKind.PORT, FacilityKind.LANDING)


@dataclass(frozen=True, slots=True)
class Adopted:
    """What an adoption did."""

    shipments: tuple[str, ...]
    replaced: tuple[str, ...]


async def adopt_plan(database: Database, viewer: Viewer, number: int, reason: str) -> Adopted:
    """Make shipments of a plan that is READY. Shipments of the same boxes towards their villages that have not begun give way to them.

    Refused as a whole: a plan of another region, one that is not ready, one whose boxes have left or whose ports have moved since.
    """
    said = checked_reason(reason)
    async with database.unit_of_work(viewer.scope) as work:
        plan = await plan_numbered(work, number)
        refuse_elsewhere(viewer, plan.region_code, "plan", f"Plan {number}")
    async with database.unit_of_work(Scope.whole_election(viewer.election_id)) as work:
        plan = await plan_numbered(work, number, for_update=True)
        if plan.state is not PlanState.READY:
            raise PlanActRefusedError("plan", "NOT_READY", Reason(code="ONLY_READY_IS_ADOPTED", facts=stands(plan)))
        task, proposal = await _documents(work, number)
        boxes = await _boxes(work, plan, task)
        harbours = _harbours(task, await facilities_of(work.connection))
        shipments = shipments_of(number, task, proposal, boxes, harbours)
        replaced = await take_off_shipments(work, [code for one in shipments for code in one.box_codes])
        await plan_shipments_within(work, shipments)
        await _close(work, viewer, plan, said, Adopted(tuple(one.code for one in shipments), tuple(replaced)))
    return Adopted(tuple(one.code for one in shipments), tuple(replaced))


async def _documents(work: UnitOfWork, number: int) -> tuple[Task, Proposal]:
    task, proposal = await documents_of(work, number)
    assert task is not None and proposal is not None  # noqa: PT018, S101 -- the table's check says so of a READY plan
    return from_json(task, Task), from_json(proposal, Proposal)


async def _boxes(work: UnitOfWork, plan: StoredPlan, task: Task) -> Mapping[str, Sequence[str]]:
    """Give the boxes of the task by station; refused where other boxes wait now than when the plan was made."""
    waiting = await waiting_boxes(work, plan.region_code)
    changed = sorted(one.code for one in task.stations if len(waiting.get(one.code, ())) != one.boxes)
    if changed:
        facts: dict[str, str | int | float] = {"number": plan.number, "count": len(changed), "named": ", ".join(changed[:_MOST_NAMED])}
        raise PlanActRefusedError("plan", "STALE_PLAN", Reason(code="BOXES_ARE_OTHERS", facts=facts))
    return waiting


def _harbours(task: Task, places: Sequence[FacilityFacts]) -> Harbours:
    """Find the port or landing whose berth each place of the task uses; refused where one has moved since."""
    by_berth = {(one.berth, one.landmass): one for one in reversed(places) if one.kind in _HARBOURS and one.berth is not None}
    used: dict[str, FacilityFacts] = {}
    for place in task.places:
        if place.berth is None:
            continue
        found = by_berth.get(((place.berth.lon, place.berth.lat), place.landmass))
        if found is None:
            facts: dict[str, str | int | float] = {"place": place.code, "name": place.name}
            raise PlanActRefusedError("plan", "STALE_PLAN", Reason(code="PORT_WAS_MOVED", facts=facts))
        used[place.code] = found
    return Harbours({one.code: one for one in places}, used)


async def _close(work: UnitOfWork, viewer: Viewer, plan: StoredPlan, reason: str, adopted: Adopted) -> None:
    now = await time_now(work, viewer)
    await change_plan(work, plan.number, state=PlanState.ADOPTED.value, adopted_at=now, adopted_by=viewer.name or "")
    after = {"state": PlanState.ADOPTED.value, "shipments": list(adopted.shipments), "replaced": list(adopted.replaced)}
    await audited(work, viewer, Change(plan.region_code, ADOPT, str(plan.number), reason, {"state": plan.state.value}, after))
