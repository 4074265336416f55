"""The mutation that moves a port or a landing."""

from typing import Annotated, Any

import strawberry

from silog.errors import SilogError
from silog.kit.graphql.declare.geography import GeoPoint
from silog.kit.graphql.declare.mutations import UserError, changed
from silog.kit.graphql.declare.scalars import GeoJSON
from silog.movement.moving import PortMove, move_port
from silog.movement.routing import Stretch
from silog.movement.rules import LegMode
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


@strawberry.type(description="The new route of planned legs, said once however many boxes and shipments take it.")
class ReroutedWay:
    """One new route."""

    mode: LegMode = strawberry.field(description="How it is travelled.")
    from_place: str = strawberry.field(description="The code of the place where it starts.")
    to_place: str = strawberry.field(description="The code of the place where it ends.")
    line: GeoJSON = strawberry.field(description="The way, a LineString.")
    length_m: float = strawberry.field(description="Its length in metres.")
    is_estimate: bool = strawberry.field(description="Whether it is an estimate.")


@strawberry.type(description="What became of a move.")
class MovePortPayload:
    """Payload of movePort."""

    facility_id: strawberry.Private[str | None]
    facility: Facility | None = changed(
        "Facility", lambda payload: payload.facility_id, "The port as it is now; null where it was not moved."
    )
    legs_rerouted: int = strawberry.field(description="Planned legs that have a new route, or in a trial would have one.")
    legs_kept: int = strawberry.field(description="Legs that keep their route, because they have begun or are done.")
    routes: list[ReroutedWay] = strawberry.field(description="The new routes, those at sea first; at most 50. A trial shows them too.")
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
            return MovePortPayload(facility_id=None, legs_rerouted=0, legs_kept=0, routes=[], errors=[UserError.of(error, field)])
        node = None if input.is_trial else f"Facility:{viewer.election_id}:{input.port}"
        return MovePortPayload(
            facility_id=node,
            legs_rerouted=outcome.legs_rerouted,
            legs_kept=outcome.legs_kept,
            routes=[rerouted_way(way) for way in outcome.routes],
            errors=[],
        )


def rerouted_way(way: Stretch) -> ReroutedWay:
    """Show a new route."""
    line = GeoJSON({"type": "LineString", "coordinates": [list(at) for at in way.route]})
    return ReroutedWay(
        mode=way.mode,
        from_place=way.from_code,
        to_place=way.to_code,
        line=line,
        length_m=way.length_m,
        is_estimate=way.is_estimate,
    )


def _at(point: GeoPoint | None) -> LonLat | None:
    return None if point is None else (point.lon, point.lat)
