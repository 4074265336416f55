"""The mutations that set and end areas of the sea, and make the plan follow."""

from datetime import datetime
from typing import Annotated, Any

import shapely
import strawberry
from shapely.geometry import MultiPolygon, Polygon

from silog.errors import SilogError
from silog.kit.database import UnitOfWork
from silog.kit.graphql.declare.geography import read_polygon
from silog.kit.graphql.declare.mutations import UserError, changed
from silog.kit.graphql.declare.scalars import GeoJSON
from silog.movement.area_changes import AreaOutcome, Judge, change_area
from silog.movement.schema.ports import ReroutedWay, rerouted_way
from silog.people.rules import Right, Viewer
from silog.routes.actions import AreaChange, NewArea, area_to_end, area_to_set
from silog.routes.rules import AreaTerms, SeaAreaKind, SeaAreaRule
from silog.routes.schema import SeaArea

_LONGEST = 200
_TRIED = "a trial"
"""The reason that a trial is judged with: none is asked for, as nothing is audited."""


@strawberry.input(description="An area of the sea as it shall be; one of the same code is replaced.")
class SetSeaAreaInput:
    """Input of setSeaArea."""

    code: str = strawberry.field(description="2 to 40 capital letters, digits and hyphens, for example SG-WATERS.")
    name: str = strawberry.field(description="What people call it, 1 to 200 characters.")
    kind: SeaAreaKind = strawberry.field(description="Why it is marked.")
    rule: SeaAreaRule = strawberry.field(description="What it does to a route.", default=SeaAreaRule.AVOID)
    cost_factor: float | None = strawberry.field(description="With COST: above 1, at most 100.", default=None)
    valid_from: datetime | None = strawberry.field(description="From when it holds, on the election's clock.", default=None)
    valid_to: datetime | None = strawberry.field(description="Until when, exclusive.", default=None)
    area: GeoJSON = strawberry.field(description="Its outline: a GeoJSON Polygon or MultiPolygon of at most 5,000 vertices.")
    source: str = strawberry.field(description="Where the outline comes from: a chart, a notice to mariners, a decree.")
    reason: str = strawberry.field(description="Why, in a few words for the audit: 1 to 500 characters. Not asked for in a trial.")
    is_trial: bool = strawberry.field(description="Only try it: say what would become of the plan, and change nothing.", default=False)


@strawberry.input(description="Which area ends, and when.")
class EndSeaAreaInput:
    """Input of endSeaArea."""

    code: str = strawberry.field(description="Its code.")
    at: datetime | None = strawberry.field(description="When it ends, on the election's clock; left out: now.", default=None)
    reason: str = strawberry.field(description="Why, in a few words for the audit: 1 to 500 characters. Not asked for in a trial.")
    is_trial: bool = strawberry.field(description="Only try it: say what would become of the plan, and change nothing.", default=False)


@strawberry.type(description="A planned leg that has no way any more. It keeps its route until it is planned anew.")
class StrandedLeg:
    """One of them."""

    shipment: str = strawberry.field(description="The code of its shipment.")
    number: int = strawberry.field(description="Its number there, from 1.")
    reason: str = strawberry.field(description="Why it has none.")


@strawberry.type(description="An area after it was set or ended, and what became of the plan.")
class SeaAreaPayload:
    """Payload of setSeaArea and endSeaArea."""

    area_id: strawberry.Private[str | None]
    sea_area: SeaArea | None = changed("SeaArea", lambda payload: payload.area_id, "The area as it is now; null where nothing was changed.")
    legs_rerouted: int = strawberry.field(description="Planned legs that were routed anew, or in a trial would be; times stay.", default=0)
    legs_kept: int = strawberry.field(
        description="Legs that it touches and that keep their route, as they have begun or are done.", default=0
    )
    stranded: list[StrandedLeg] = strawberry.field(description="Planned legs that have no way any more.", default_factory=list)
    routes: list[ReroutedWay] = strawberry.field(description="The new routes, at most 50. A trial shows them too.", default_factory=list)
    errors: list[UserError] = strawberry.field(description="Why nothing was changed; empty when it was, or when a trial went well.")


@strawberry.type
class AreaMutation:
    """The mutations of areas."""

    @strawberry.mutation(
        description="Set an area of the sea for your region and all in it. Planned legs at sea that depart while it holds, and that it "
        "touches or let go round before, get new routes; their times stay. A leg that has no way any more keeps its route and is named."
    )
    async def set_sea_area(
        self,
        info: strawberry.Info[Any, None],
        input: Annotated[SetSeaAreaInput, strawberry.argument(description="The area.")],  # noqa: A002 -- the API's word
    ) -> SeaAreaPayload | None:
        """Set one."""
        viewer = info.context.viewer
        viewer.demand(Right.SET_SEA_AREAS)
        for field, text in (("name", input.name), ("source", input.source)):
            if not (0 < len(text.strip()) <= _LONGEST and text.isprintable()):
                message = f"`{field}` must be one line of 1 to {_LONGEST} characters."
                return SeaAreaPayload(area_id=None, errors=[UserError(code="BAD_TEXT", message=message, path=[field])])
        new = _new(input)
        reason = _TRIED if input.is_trial else input.reason

        async def judge(work: UnitOfWork) -> AreaChange:
            return await area_to_set(work, viewer, new, reason)

        return await _changed(info, viewer, judge, input.code, is_trial=input.is_trial)

    @strawberry.mutation(
        description="Let an area of the sea end. It stays on record; planned legs that may have gone round it get new routes."
    )
    async def end_sea_area(
        self,
        info: strawberry.Info[Any, None],
        input: Annotated[EndSeaAreaInput, strawberry.argument(description="Which, and when.")],  # noqa: A002 -- the API's word
    ) -> SeaAreaPayload | None:
        """End one."""
        viewer = info.context.viewer
        viewer.demand(Right.SET_SEA_AREAS)
        reason = _TRIED if input.is_trial else input.reason

        async def judge(work: UnitOfWork) -> AreaChange:
            return await area_to_end(work, viewer, input.code, input.at, reason)

        return await _changed(info, viewer, judge, input.code, is_trial=input.is_trial)


def _new(asked: SetSeaAreaInput) -> NewArea:
    terms = AreaTerms(asked.code, asked.name.strip(), asked.kind, asked.rule, asked.cost_factor, asked.valid_from, asked.valid_to)
    outline = read_polygon(asked.area, "area")
    area = MultiPolygon([outline]) if isinstance(outline, Polygon) else outline
    return NewArea(terms, shapely.force_2d(area), asked.source.strip())


async def _changed(info: strawberry.Info[Any, None], viewer: Viewer, judge: Judge, code: str, *, is_trial: bool) -> SeaAreaPayload:
    try:
        outcome = await change_area(info.context.database, info.context.routes, viewer, judge, is_trial=is_trial)
    except SilogError as error:
        return _refused(error)
    return _payload(outcome, None if is_trial else f"SeaArea:{viewer.election_id}:{code}")


def _payload(outcome: AreaOutcome, area_id: str | None) -> SeaAreaPayload:
    return SeaAreaPayload(
        area_id=area_id,
        legs_rerouted=outcome.legs_rerouted,
        legs_kept=outcome.legs_kept,
        stranded=[StrandedLeg(shipment=one.shipment, number=one.number, reason=one.reason) for one in outcome.stranded],
        routes=[rerouted_way(way) for way in outcome.routes],
        errors=[],
    )


_FIELDS = {"cost_factor": "costFactor", "valid_from": "validFrom", "valid_to": "validTo"}


def _refused(error: SilogError) -> SeaAreaPayload:
    field = getattr(error, "field", "reason")
    return SeaAreaPayload(area_id=None, errors=[UserError.of(error, _FIELDS.get(field, field))])
