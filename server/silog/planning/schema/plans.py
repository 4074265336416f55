"""Plans as they are read: how far they are, what they propose, and two beside each other."""

from datetime import datetime
from typing import Annotated, Any

import strawberry

from silog.errors import SilogError
from silog.kit.database import UnitOfWork
from silog.kit.graphql.declare.fields import computed
from silog.people.rules import Right
from silog.planning.comparing import Differing, compared
from silog.planning.queries import StoredPlan, documents_of, plan_numbered, plans_of
from silog.planning.rules import SHOWN, PlanState
from silog.planning.schema.inputs import PlanningInputs, planning_inputs
from silog.planning.schema.proposals import PlanProposal, PlanReason
from silog.planning.schema.telling import reasons_told, told
from silog_gis.plan.whole.document import from_json
from silog_gis.plan.whole.proposal import Proposal
from silog_gis.plan.whole.task import Task

strawberry.enum(
    PlanState,
    description="Where a plan stands. READY has passed the checker; INFEASIBLE cannot serve every station; ADOPTED has become shipments.",
)
_Info = strawberry.Info[Any, None]
_PLAN_COST, _LIST_COST, _COMPARE_COST, _INPUTS_COST = 2_000, 500, 4_000, 500
"""What reading a plan's documents counts for in the cost of an operation."""
Number = Annotated[int, strawberry.argument(description="The plan's number.")]


@strawberry.type(description="A plan, with its figures.")
class PlanSummary:
    """One plan without its documents."""

    number: int = strawberry.field(description="Its number.")
    region: str = strawberry.field(description="The code of the kab/kota it is for.")
    state: PlanState = strawberry.field(description="Where it stands.")
    replaces: int | None = strawberry.field(description="The number of the adopted plan it was made to take the place of, if any.")
    seed: int = strawberry.field(description="The seed it was made with: the same task and seed give the same plan.")
    seconds: float = strawberry.field(description="For how long it was to be computed.")
    reason: str = strawberry.field(description="Why it was asked for.")
    asked_by: str = strawberry.field(description="Who asked for it.")
    asked_at: datetime = strawberry.field(description="When, on the election's clock.")
    begins_at: datetime = strawberry.field(description="From when on it plans, on the election's clock.")
    started_at: datetime | None = strawberry.field(description="When its worker began, in real time; null while it waits.")
    ended_at: datetime | None = strawberry.field(description="When it ended, in real time; null until then.")
    progress: float = strawberry.field(description="How far it is, between 0 and 1.")
    stage: str = strawberry.field(description="What is being done: WAYS, VOYAGES, ROUNDS, WEATHER, FALLBACKS, CHECK; empty otherwise.")
    faults: list[str] = strawberry.field(description="Why it is INFEASIBLE or FAILED, in English; what is short or wrong, each by name.")
    why: list[PlanReason] = strawberry.field(description="The same as `faults`, one by one, in both languages of the screens.")
    stations: int | None = strawberry.field(description="How many stations it is about; null until it is known.")
    stations_short: int | None = strawberry.field(description="How many of them are not served, or not with the chance they are to have.")
    worst_chance: float | None = strawberry.field(description="The least chance of any station to be served in time.")
    least_slack_hours: float | None = strawberry.field(description="The least hours of slack of any station.")
    cost: int | None = strawberry.field(description="What it costs, in rupiah.")
    adopted_at: datetime | None = strawberry.field(description="When it was adopted, on the election's clock.")
    adopted_by: str | None = strawberry.field(description="Who adopted it.")


@strawberry.type(description="A plan with what it proposes.")
class Plan(PlanSummary):
    """One plan."""

    proposal: PlanProposal | None = strawberry.field(
        description="What it proposes; null unless it is READY, ADOPTED, or INFEASIBLE in part."
    )
    task: str | None = strawberry.field(description="What it was made of, a JSON document of silog_gis.plan; null until it has ended.")


@strawberry.type(description="A station that fares differently under two plans; null where one of them does not serve it.")
class PlanDifference:
    """One station."""

    station: str = strawberry.field(description="The code of the station.")
    place: str = strawberry.field(description="The name of the place where its boxes are handed over.")
    tier: int = strawberry.field(description="Its tier.")
    arrives_at: datetime | None = strawberry.field(description="When its boxes arrive under the one.")
    other_arrives_at: datetime | None = strawberry.field(description="When they arrive under the other.")
    slack_hours: float | None = strawberry.field(description="The slack under the one.")
    other_slack_hours: float | None = strawberry.field(description="The slack under the other.")
    chance: float | None = strawberry.field(description="The chance to be in time under the one.")
    other_chance: float | None = strawberry.field(description="The chance under the other.")


@strawberry.type(description="Two plans beside each other.")
class PlanComparison:
    """One and the other."""

    one: PlanSummary = strawberry.field(description="The one.")
    other: PlanSummary = strawberry.field(description="The other.")
    better: int | None = strawberry.field(
        description="The number of the better one: fewer stations below their chance, the first tier first; then more slack; then less "
        "vessel hours and cost. Null where they are as good as each other, or are about different stations."
    )
    differences: list[PlanDifference] = strawberry.field(description="Stations that fare differently, the largest loss of slack first.")


@strawberry.type
class PlanQuery:
    """The fields of Query that ask about plans."""

    @computed(
        _PLAN_COST,
        "One plan by its number, for planners, offices, supervisors and auditors of its region. `planProgress` tells how far it is.",
    )
    async def plan(self, info: _Info, number: Number) -> Plan | None:
        """Ask for one."""
        viewer = info.context.viewer
        viewer.demand(Right.READ_PLANS)
        async with info.context.database.unit_of_work(viewer.scope) as work:
            stored = await plan_numbered(work, number)
            task, proposal = await documents_of(work, number)
        shown = None if task is None or proposal is None else told(from_json(task, Task), from_json(proposal, Proposal))
        return Plan(**_figures(stored), proposal=shown, task=task)

    @computed(_LIST_COST, "Plans of your region, the newest first; at most 200.")
    async def plans(
        self,
        info: _Info,
        region: Annotated[str | None, strawberry.argument(description="Only those of this region, or of regions in it.")] = None,
        states: Annotated[list[PlanState] | None, strawberry.argument(description="Only those in these states.")] = None,
    ) -> list[PlanSummary] | None:
        """Ask for them."""
        viewer = info.context.viewer
        viewer.demand(Right.READ_PLANS)
        sound = None if region is None or "\x00" in region else region
        async with info.context.database.unit_of_work(viewer.scope) as work:
            found = await plans_of(work, sound, states)
        return [PlanSummary(**_figures(one)) for one in found]

    @computed(_COMPARE_COST, "Two plans beside each other: which is better, and which stations fare differently.")
    async def compare_plans(
        self, info: _Info, one: Number, other: Annotated[int, strawberry.argument(description="The other plan's number.")]
    ) -> PlanComparison | None:
        """Compare them."""
        viewer = info.context.viewer
        viewer.demand(Right.READ_PLANS)
        async with info.context.database.unit_of_work(viewer.scope) as work:
            (first, task, proposal), (second, _, against) = [await _shown(work, number) for number in (one, other)]
        outcome = compared(task, proposal, against)
        better = {-1: one, 1: other}.get(outcome.verdict)
        differences = [_difference(each) for each in outcome.differences]
        return PlanComparison(
            one=PlanSummary(**_figures(first)), other=PlanSummary(**_figures(second)), better=better, differences=differences
        )

    @computed(_INPUTS_COST, "What plans of your region are made of: the fleet, voyages, tides, the bulletin, deadlines, handling times.")
    async def planning_inputs(self, info: _Info) -> PlanningInputs | None:
        """Ask for it."""
        viewer = info.context.viewer
        viewer.demand(Right.READ_PLANS)
        return await planning_inputs(info.context.database, viewer)


async def _shown(work: UnitOfWork, number: int) -> tuple[StoredPlan, Task, Proposal]:
    """Read a plan that has something to compare."""
    stored = await plan_numbered(work, number)
    task, proposal = await documents_of(work, number)
    if task is None or proposal is None:
        names = " or ".join(sorted(state.value for state in SHOWN))
        raise SilogError("NOT_READY", f"Plan {number} is {stored.state} and proposes nothing.", f"Compare plans that are {names}.")
    return stored, from_json(task, Task), from_json(proposal, Proposal)


def _figures(one: StoredPlan) -> dict[str, Any]:
    same = ("number", "state", "replaces", "seed", "seconds", "reason", "asked_by", "asked_at", "begins_at", "started_at", "ended_at")
    more = ("progress", "stage", "stations", "stations_short", "worst_chance", "cost", "adopted_at", "adopted_by")
    slack = None if one.least_slack_s is None else round(one.least_slack_s / 3600, 2)
    return {name: getattr(one, name) for name in (*same, *more)} | {
        "region": one.region_code,
        "faults": list(one.faults),
        "why": reasons_told(one),
        "least_slack_hours": slack,
    }


def _difference(each: Differing) -> PlanDifference:
    one, other = each.one, each.other
    return PlanDifference(
        station=each.station,
        place=each.place,
        tier=each.tier,
        arrives_at=None if one is None else one.arrives_at,
        other_arrives_at=None if other is None else other.arrives_at,
        slack_hours=None if one is None else one.slack_hours,
        other_slack_hours=None if other is None else other.slack_hours,
        chance=None if one is None else one.on_time,
        other_chance=None if other is None else other.on_time,
    )
