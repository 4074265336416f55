"""The mutations that set what plans are made of."""

from collections.abc import Awaitable
from typing import Annotated, Any

import strawberry

from silog.errors import SilogError
from silog.kit.graphql.declare.mutations import UserError
from silog.people.rules import Right
from silog.planning.actions.inputs import set_figures, set_sea_state, set_tides, set_vessel_terms
from silog.planning.actions.voyages import set_voyage
from silog.planning.rules import Because, Deadline, Figures, Handling, SeaState, TideWindow, VesselTerms, Voyage, VoyageCall
from silog.planning.schema.asked import SetPlanningFiguresInput, SetSeaStateInput, SetTidesInput, SetVesselTermsInput, SetVoyageInput

_Info = strawberry.Info[Any, None]


@strawberry.type(description="What became of setting something that plans are made of.")
class PlanningInputPayload:
    """Payload of the mutations that set inputs."""

    is_set: bool = strawberry.field(description="Whether it is set now. Plans that are made already stay as they are.")
    errors: list[UserError] = strawberry.field(description="Why nothing was changed; empty when it was.")


@strawberry.type
class PlanningInputMutation:
    """The mutations of inputs."""

    @strawberry.mutation(
        description="Say on what terms plans may use a conveyance of your region; from then on it is part of the fleet, or a standby."
    )
    async def set_vessel_terms(
        self,
        info: _Info,
        input: Annotated[SetVesselTermsInput, strawberry.argument(description="Which, and its terms.")],  # noqa: A002 -- the API's word
    ) -> PlanningInputPayload | None:
        """Set them."""
        viewer = info.context.viewer
        viewer.demand(Right.MAKE_PLANS)
        costs = (input.cost_per_hour, input.cost_per_km, input.capacity_kg)
        standby = (input.standby_rank, input.notice_hours)
        terms = VesselTerms(input.conveyance, input.crew_hours, *costs, input.from_at, input.until_at, *standby)
        return await _set(set_vessel_terms(info.context.database, viewer, terms, Because(input.source, input.reason)))

    @strawberry.mutation(description="Set a timetabled voyage for your region and all in it. `silog load voyages` loads many.")
    async def set_voyage(
        self,
        info: _Info,
        input: Annotated[SetVoyageInput, strawberry.argument(description="The voyage.")],  # noqa: A002 -- the API's word
    ) -> PlanningInputPayload | None:
        """Set one."""
        viewer = info.context.viewer
        viewer.demand(Right.MAKE_PLANS)
        calls = tuple(VoyageCall(call.place, call.arrives_at, call.departs_at) for call in input.calls)
        voyage = Voyage(input.code, input.conveyance, input.capacity_boxes, calls, input.source)
        return await _set(set_voyage(info.context.database, viewer, voyage, input.reason))

    @strawberry.mutation(description="Say when boats can land at a place of your region.")
    async def set_tides(
        self,
        info: _Info,
        input: Annotated[SetTidesInput, strawberry.argument(description="Where, and when.")],  # noqa: A002 -- the API's word
    ) -> PlanningInputPayload | None:
        """Set them."""
        viewer = info.context.viewer
        viewer.demand(Right.MAKE_PLANS)
        windows = [TideWindow(input.place, one.opens_at, one.closes_at) for one in input.windows]
        return await _set(set_tides(info.context.database, viewer, input.place, windows, Because(input.source, input.reason)))

    @strawberry.mutation(description="Write down what the bulletin says of the waters of your region, or of a part of it, on a day.")
    async def set_sea_state(
        self,
        info: _Info,
        input: Annotated[SetSeaStateInput, strawberry.argument(description="Where, when, and how high.")],  # noqa: A002 -- the API's word
    ) -> PlanningInputPayload | None:
        """Set it."""
        viewer = info.context.viewer
        viewer.demand(Right.MAKE_PLANS)
        state = SeaState(input.region, input.day, input.wave_m)
        return await _set(set_sea_state(info.context.database, viewer, state, Because(input.source, input.reason)))

    @strawberry.mutation(description="Set deadlines of tiers and handling times for your region, or for a part of it.")
    async def set_planning_figures(
        self,
        info: _Info,
        input: Annotated[SetPlanningFiguresInput, strawberry.argument(description="The figures.")],  # noqa: A002 -- the API's word
    ) -> PlanningInputPayload | None:
        """Set them."""
        viewer = info.context.viewer
        viewer.demand(Right.MAKE_PLANS)
        deadlines = [Deadline(one.tier, one.due_at, one.target) for one in input.deadlines]
        handling = [Handling(one.place_kind.value, one.base_minutes, one.box_minutes) for one in input.handling]
        because = Because(input.source, input.reason)
        return await _set(set_figures(info.context.database, viewer, input.region, Figures(deadlines, handling), because))


async def _set(action: Awaitable[None]) -> PlanningInputPayload:
    try:
        await action
    except SilogError as error:
        return PlanningInputPayload(is_set=False, errors=[UserError.of(error, getattr(error, "field", "reason"))])
    return PlanningInputPayload(is_set=True, errors=[])
