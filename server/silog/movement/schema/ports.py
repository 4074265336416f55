"""The mutation that moves a port or a landing."""

from typing import Annotated, Any

import strawberry

from silog.errors import SilogError
from silog.kit.graphql.declare.geography import GeoPoint
from silog.kit.graphql.declare.mutations import UserError, changed
from silog.movement.moving import PortMove, move_port
from silog.people.rules import Right
from silog.places.schema import Facility
from silog.routes.rules import LonLat


@strawberry.input(description="Where a port or a landing is to be. What is left out stays where it is; give at least one of the two.")
class MovePortInput:
    """Input of movePort."""

    port: str = strawberry.field(description="Its code, for example PORT-selat-lampa.")
    point: GeoPoint | None = strawberry.field(description="Its place ashore, or on its pier.", default=None)
    berth: GeoPoint | None = strawberry.field(description="Where vessels lie: water that leads to the open sea.", default=None)
    reason: str = strawberry.field(description="Why, in a few words for the audit: 1 to 500 characters. Not asked for in a trial.")
    is_trial: bool = strawberry.field(description="Only try it: say what would happen, and change nothing.", default=False)


@strawberry.type(description="What became of a move.")
class MovePortPayload:
    """Payload of movePort."""

    facility_id: strawberry.Private[str | None]
    facility: Facility | None = changed(
        "Facility", lambda payload: payload.facility_id, "The port as it is now; null where it was not moved."
    )
    legs_rerouted: int = strawberry.field(description="Planned legs that have a new route, or in a trial would have one.")
    legs_kept: int = strawberry.field(description="Legs that keep their route, because they have begun or are done.")
    errors: list[UserError] = strawberry.field(description="Why it was not moved; empty when it was, or when a trial went well.")


@strawberry.type
class PortMutation:
    """The mutations of ports."""

    @strawberry.mutation(
        description="Move a port or a landing of your territory, ashore, afloat or both. Legs that have not departed follow it: their "
        "routes and lengths are made anew, their times stay as planned. Refused as a whole where no vessel could come and go, or where "
        "a planned leg would have no way."
    )
    async def move_port(
        self,
        info: strawberry.Info[Any, None],
        input: Annotated[MovePortInput, strawberry.argument(description="What to move, where to and why.")],  # noqa: A002 -- the API's word
    ) -> MovePortPayload | None:
        """Move a port."""
        viewer = info.context.viewer
        viewer.demand(Right.MOVE_PORTS)
        move = PortMove(input.port, _at(input.point), _at(input.berth), input.reason, input.is_trial)
        try:
            outcome = await move_port(info.context.database, info.context.routes, viewer, move)
        except SilogError as error:
            field = getattr(error, "field", "reason")
            return MovePortPayload(facility_id=None, legs_rerouted=0, legs_kept=0, errors=[UserError.of(error, field)])
        node = None if input.is_trial else f"Facility:{viewer.election_id}:{input.port}"
        return MovePortPayload(facility_id=node, legs_rerouted=outcome.legs_rerouted, legs_kept=outcome.legs_kept, errors=[])


def _at(point: GeoPoint | None) -> LonLat | None:
    return None if point is None else (point.lon, point.lat)
