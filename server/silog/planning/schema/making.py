"""The mutations of plans: ask for one, call it off, adopt it, plan anew."""

from collections.abc import Awaitable
from datetime import datetime
from typing import Annotated, Any

import strawberry

from silog.errors import SilogError
from silog.kit.graphql.declare.mutations import UserError
from silog.people.rules import Right
from silog.planning.actions.adopting import adopt_plan
from silog.planning.actions.proposing import Request, cancel_plan, propose_plan, replan
from silog.planning.schema.proposals import PlanReason
from silog.planning.schema.telling import refusal_told

_Info = strawberry.Info[Any, None]
_SECONDS = "For how long it is computed: 1 to 3,600 seconds of real time."
_SEED = "The same task and seed give the same plan: 0 to 2,147,483,647."
_REASON = "Why, in a few words for the audit: 1 to 500 characters."


@strawberry.input(description="For which kab/kota a plan is made, and how.")
class ProposePlanInput:
    """Input of proposePlan."""

    region: str = strawberry.field(description="The code of the kab/kota, for example 21.03.")
    begins_at: datetime | None = strawberry.field(
        description="Nothing departs before, on the election's clock; left out: now.", default=None
    )
    seconds: float = strawberry.field(description=_SECONDS, default=20.0)
    seed: int = strawberry.field(description=_SEED, default=0)
    reason: str = strawberry.field(description=_REASON)


@strawberry.input(description="Which adopted plan is made anew from the present state, and how.")
class ReplanInput:
    """Input of replan."""

    plan: int = strawberry.field(description="The number of the adopted plan.")
    seconds: float = strawberry.field(description=_SECONDS, default=20.0)
    seed: int = strawberry.field(description=_SEED, default=0)
    reason: str = strawberry.field(description=_REASON)


@strawberry.input(description="Which plan is called off, and why.")
class CancelPlanInput:
    """Input of cancelPlan."""

    plan: int = strawberry.field(description="Its number.")
    reason: str = strawberry.field(description=_REASON)


@strawberry.input(description="Which plan is adopted, and why.")
class AdoptPlanInput:
    """Input of adoptPlan."""

    plan: int = strawberry.field(description="Its number.")
    reason: str = strawberry.field(description=_REASON)


@strawberry.type(description="A plan after it was asked for or called off.")
class PlanPayload:
    """Payload of proposePlan, replan and cancelPlan."""

    number: int | None = strawberry.field(description="The plan's number: `planProgress` tells how far it is; null where nothing was done.")
    errors: list[UserError] = strawberry.field(description="Why nothing was done; empty when it was.")
    why: list[PlanReason] = strawberry.field(description="The same as `errors`, one by one, in both languages of the screens.")


@strawberry.type(description="What became of an adoption.")
class AdoptPlanPayload:
    """Payload of adoptPlan."""

    number: int | None = strawberry.field(description="The plan's number; null where it was not adopted.")
    shipments: list[str] = strawberry.field(description="The codes of the shipments that were made.")
    replaced: list[str] = strawberry.field(
        description="The codes of shipments that had not begun and are gone: the plan takes their place."
    )
    errors: list[UserError] = strawberry.field(description="Why it was not adopted; empty when it was.")
    why: list[PlanReason] = strawberry.field(description="The same as `errors`, one by one, in both languages of the screens.")


@strawberry.type
class PlanMutation:
    """The mutations of plans."""

    @strawberry.mutation(
        description="Ask for a plan for a kab/kota of your region. It is made in a process of its own: follow `planProgress`."
    )
    async def propose_plan(
        self,
        info: _Info,
        input: Annotated[ProposePlanInput, strawberry.argument(description="For where, and how.")],  # noqa: A002 -- the API's word
    ) -> PlanPayload | None:
        """Queue one."""
        viewer = info.context.viewer
        viewer.demand(Right.MAKE_PLANS)
        request = Request(input.seconds, input.seed, input.begins_at, input.reason)
        return await _queued(info, propose_plan(info.context.database, viewer, input.region, request))

    @strawberry.mutation(description="Plan the rest of an adopted plan anew, from the present state: what has left stays on its way.")
    async def replan(
        self,
        info: _Info,
        input: Annotated[ReplanInput, strawberry.argument(description="Which, and how.")],  # noqa: A002 -- the API's word
    ) -> PlanPayload | None:
        """Queue one."""
        viewer = info.context.viewer
        viewer.demand(Right.MAKE_PLANS)
        request = Request(input.seconds, input.seed, None, input.reason)
        return await _queued(info, replan(info.context.database, viewer, input.plan, request))

    @strawberry.mutation(description="Call off a plan that waits or is being made. Nothing of it is left but that it was called off.")
    async def cancel_plan(
        self,
        info: _Info,
        input: Annotated[CancelPlanInput, strawberry.argument(description="Which, and why.")],  # noqa: A002 -- the API's word
    ) -> PlanPayload | None:
        """Call it off."""
        viewer = info.context.viewer
        viewer.demand(Right.MAKE_PLANS)
        try:
            await cancel_plan(info.context.database, viewer, input.plan, input.reason)
        except SilogError as error:
            return PlanPayload(number=None, errors=[_user_error(error)], why=[refusal_told(error)])
        return PlanPayload(number=input.plan, errors=[], why=[])

    @strawberry.mutation(
        description="Adopt a plan that is READY: its legs become shipments, and shipments of the same boxes that have not begun give way."
    )
    async def adopt_plan(
        self,
        info: _Info,
        input: Annotated[AdoptPlanInput, strawberry.argument(description="Which, and why.")],  # noqa: A002 -- the API's word
    ) -> AdoptPlanPayload | None:
        """Adopt it."""
        viewer = info.context.viewer
        viewer.demand(Right.MAKE_PLANS)
        try:
            done = await adopt_plan(info.context.database, viewer, input.plan, input.reason)
        except SilogError as error:
            return AdoptPlanPayload(number=None, shipments=[], replaced=[], errors=[_user_error(error)], why=[refusal_told(error)])
        return AdoptPlanPayload(number=input.plan, shipments=list(done.shipments), replaced=list(done.replaced), errors=[], why=[])


async def _queued(info: _Info, action: Awaitable[int]) -> PlanPayload:
    try:
        number = await action
    except SilogError as error:
        return PlanPayload(number=None, errors=[_user_error(error)], why=[refusal_told(error)])
    info.context.plans.call()
    return PlanPayload(number=number, errors=[], why=[])


def _user_error(error: SilogError) -> UserError:
    return UserError.of(error, getattr(error, "field", "plan" if error.code == "UNKNOWN_PLAN" else "reason"))
