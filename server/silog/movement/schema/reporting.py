"""The mutation that reports positions."""

from datetime import datetime
from typing import Annotated, Any

import strawberry

from silog.kit.clock import real_now
from silog.kit.graphql.declare.mutations import UserError
from silog.kit.graphql.declare.plain import plain
from silog.movement.actions import report_positions
from silog.movement.rules import PositionReport
from silog.people.rules import Right
from silog.places.queries import election_read

MOST_POSITIONS = 5_000


@strawberry.input(description="Where a conveyance was.")
class PositionInput:
    """One report."""

    conveyance: str = strawberry.field(description="The conveyance's code.")
    at: datetime = strawberry.field(description="When it was there, on the election's clock.")
    lon: float = strawberry.field(description="Longitude in degrees, WGS 84.")
    lat: float = strawberry.field(description="Latitude in degrees, WGS 84.")
    course_deg: float | None = strawberry.field(description="Course over ground in degrees from north, clockwise.", default=None)
    speed_kn: float | None = strawberry.field(description="Speed over ground in knots.", default=None)


@strawberry.input(description="A batch of positions.")
class ReportPositionsInput:
    """Input of reportPositions."""

    positions: list[PositionInput] = strawberry.field(description="At most 5,000, in any order; what was sent before may be sent again.")


@strawberry.type(description="What became of a batch of positions.")
class ReportPositionsPayload:
    """Payload of reportPositions."""

    accepted: int = strawberry.field(description="How many are stored now, new or known before.")
    errors: list[UserError] = strawberry.field(description="Why the others are not, each with its place in the batch.")


async def take_in(context: Any, batch: ReportPositionsInput) -> ReportPositionsPayload:  # noqa: ANN401 -- the application's context
    """Take a batch in."""
    viewer, database = context.viewer, context.database
    viewer.demand(Right.REPORT_POSITIONS)
    if not 0 < len(batch.positions) <= MOST_POSITIONS:
        message = f"The batch holds {len(batch.positions)} positions: send 1 to {MOST_POSITIONS}."
        return ReportPositionsPayload(accepted=0, errors=[UserError(code="BATCH_SIZE", message=message, path=["positions"])])
    election = await election_read(database, viewer.election_id)
    reports = [PositionReport(p.conveyance, p.at, p.lon, p.lat, p.course_deg, p.speed_kn) for p in batch.positions]
    outcome = await report_positions(database, viewer.scope, reports, election.clock.time_at(real_now()))
    errors = [UserError(code=error.code, message=error.message, path=["positions", str(error.index)]) for error in outcome.errors]
    return ReportPositionsPayload(accepted=outcome.accepted, errors=errors)


@strawberry.type
class MovementMutation:
    """The mutations of movement."""

    @strawberry.mutation(
        description="Report where conveyances were: idempotent; one wrong report does not hold up the others.", metadata=plain(take_in)
    )
    async def report_positions(
        self,
        info: strawberry.Info[Any, None],
        input: Annotated[ReportPositionsInput, strawberry.argument(description="The batch.")],  # noqa: A002 -- the API's word
    ) -> ReportPositionsPayload | None:
        """Take a batch in."""
        return await take_in(info.context, input)
