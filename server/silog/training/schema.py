"""The mutation that winds a training election's clock."""

from datetime import datetime
from typing import Annotated, Any

import strawberry

from silog.errors import SilogError
from silog.kit.clock import real_now
from silog.kit.graphql.declare.mutations import UserError
from silog.people.rules import Right
from silog.training.actions import set_clock


@strawberry.input(description="How to wind the clock; what is left out stays as it is.")
class SetTrainingClockInput:
    """Input of setTrainingClock."""

    speed: float | None = strawberry.field(description="Election seconds per real second.", default=None)
    is_paused: bool | None = strawberry.field(description="Whether it stands still.", default=None)
    jump_to: datetime | None = strawberry.field(
        description="Show this time: what was to happen until then happens at once. Never back.", default=None
    )


@strawberry.type(description="The clock after it was wound.")
class SetTrainingClockPayload:
    """Payload of setTrainingClock."""

    now: datetime | None = strawberry.field(description="What the clock shows; null where it was not wound.")
    speed: float | None = strawberry.field(description="Election seconds per real second.")
    is_paused: bool | None = strawberry.field(description="Whether it stands still.")
    errors: list[UserError] = strawberry.field(description="Why it was not wound; empty when it was.")


@strawberry.type
class TrainingMutation:
    """The mutations of training."""

    @strawberry.mutation(
        description="Wind the clock of a training election: pause it, change its speed, jump ahead. A real one is refused."
    )
    async def set_training_clock(
        self,
        info: strawberry.Info[Any, None],
        input: Annotated[SetTrainingClockInput, strawberry.argument(description="How.")],  # noqa: A002 -- the API's word
    ) -> SetTrainingClockPayload | None:
        """Wind the clock."""
        viewer = info.context.viewer
        viewer.demand(Right.SET_TRAINING_CLOCK)
        try:
            clock = await set_clock(
                info.context.database, viewer.election_id, speed=input.speed, is_paused=input.is_paused, jump_to=input.jump_to, by=viewer
            )
        except SilogError as error:
            return SetTrainingClockPayload(now=None, speed=None, is_paused=None, errors=[UserError.of(error)])
        return SetTrainingClockPayload(now=clock.time_at(real_now()), speed=clock.speed, is_paused=clock.is_paused, errors=[])
