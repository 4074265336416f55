"""Areas of the sea: the type, the list, and the mutations that set and end them."""

from datetime import datetime
from typing import Annotated, Any

import shapely
import strawberry
from shapely.geometry import MultiPolygon, Polygon
from sqlalchemy import DateTime, and_, or_, true

from silog.errors import SilogError
from silog.kit.graphql.declare import fields
from silog.kit.graphql.declare.arguments import Arguments
from silog.kit.graphql.declare.entities import Entity, entity, in_election
from silog.kit.graphql.declare.fields import page, planned
from silog.kit.graphql.declare.geography import SimplifyM, drawn, read_polygon
from silog.kit.graphql.declare.mutations import UserError, changed
from silog.kit.graphql.declare.relay import After, Connection, First, Node, node_id
from silog.kit.graphql.declare.scalars import GeoJSON
from silog.kit.graphql.declare.sources import Condition, Row
from silog.people.rules import Right
from silog.places.schema import Region
from silog.places.schema.conditions import Argument, among
from silog.routes.actions import NewArea, end_sea_area, set_sea_area
from silog.routes.rules import AreaTerms, SeaAreaKind, SeaAreaRule
from silog.routes.tables import sea_areas

strawberry.enum(SeaAreaKind, description="FOREIGN: another country's waters. RESTRICTED: closed, or to be kept out of.")
strawberry.enum(SeaAreaRule, description="AVOID: routes keep out. COST: a metre inside counts for `costFactor`.")
_LONGEST = 200


@entity(Entity(sea_areas, ("election_id", "code"), in_election))
@strawberry.type(description="Waters that routes keep out of, or that cost them more. Areas end; they are never deleted.")
class SeaArea(Node):
    """One area."""

    id: strawberry.ID = node_id("SeaArea", "election_id", "code")
    code: str = fields.code(lambda a: a.c.code, "Its code, as `seaRoute` takes it in `avoid`.")
    name: str = fields.text(lambda a: a.c.name, "Its name.")
    kind: SeaAreaKind = fields.code(lambda a: a.c.kind, "Why it is marked.")
    rule: SeaAreaRule = fields.code(lambda a: a.c.rule, "What it does to a route.")
    cost_factor: float | None = fields.number(lambda a: a.c.cost_factor, "What a metre inside counts for; null where it is avoided.")
    valid_from: datetime | None = fields.moment(lambda a: a.c.valid_from, "From when it holds, on the election's clock; null: always did.")
    valid_to: datetime | None = fields.moment(lambda a: a.c.valid_to, "Until when, exclusive; null: until it is ended.")
    source: str = fields.text(lambda a: a.c.source, "Where its outline comes from.")
    region: Region = fields.one(lambda a, r: r.c.code == a.c.region_code, "The region that it was set for, with all in it.")

    @drawn(lambda a: a.c.area, "Its outline, a MultiPolygon; simplified, it may become a Polygon.")
    def area(self, simplify_m: SimplifyM = None) -> GeoJSON: ...


def _areas(_: Row, area: Row, arguments: Arguments) -> Condition:
    conditions: list[Condition] = [true(), among(area.c.kind, arguments, "kinds")]
    if arguments.given("at"):
        at = arguments.bind("at", type_=DateTime(timezone=True))
        conditions += [or_(area.c.valid_from.is_(None), area.c.valid_from <= at), or_(area.c.valid_to.is_(None), area.c.valid_to > at)]
    return and_(*conditions)


@strawberry.type
class AreaQuery:
    """The fields of Query that ask about areas of the sea."""

    @planned(page(_areas, full_view_only=True), "Areas of the sea that routes heed, by code.")
    def sea_areas(
        self,
        kinds: Annotated[list[SeaAreaKind] | None, Argument(description="Only these kinds.")] = None,
        at: Annotated[datetime | None, Argument(description="Only what holds at this time, on the election's clock.")] = None,
        first: First = 50,
        after: After = None,
    ) -> Connection[SeaArea] | None: ...


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
    reason: str = strawberry.field(description="Why, in a few words for the audit: 1 to 500 characters.")


@strawberry.input(description="Which area ends, and when.")
class EndSeaAreaInput:
    """Input of endSeaArea."""

    code: str = strawberry.field(description="Its code.")
    at: datetime | None = strawberry.field(description="When it ends, on the election's clock; left out: now.", default=None)
    reason: str = strawberry.field(description="Why, in a few words for the audit: 1 to 500 characters.")


@strawberry.type(description="An area after it was set or ended.")
class SeaAreaPayload:
    """Payload of setSeaArea and endSeaArea."""

    area_id: strawberry.Private[str | None]
    sea_area: SeaArea | None = changed("SeaArea", lambda payload: payload.area_id, "The area as it is now; null where nothing was changed.")
    errors: list[UserError] = strawberry.field(description="Why nothing was changed; empty when it was.")


@strawberry.type
class AreaMutation:
    """The mutations of areas."""

    @strawberry.mutation(description="Set an area of the sea for your region and all in it. New routes heed it; planned legs stay.")
    async def set_sea_area(
        self,
        info: strawberry.Info[Any, None],
        input: Annotated[SetSeaAreaInput, strawberry.argument(description="The area.")],  # noqa: A002 -- the API's word
    ) -> SeaAreaPayload | None:
        """Set one."""
        viewer = info.context.viewer
        viewer.demand(Right.SET_SEA_AREAS)
        times = (input.valid_from, input.valid_to)
        terms = AreaTerms(input.code, input.name.strip(), input.kind, input.rule, input.cost_factor, *times)
        for field, text in (("name", terms.name), ("source", input.source)):
            if not (0 < len(text.strip()) <= _LONGEST and text.isprintable()):
                message = f"`{field}` must be one line of 1 to {_LONGEST} characters."
                return SeaAreaPayload(area_id=None, errors=[UserError(code="BAD_TEXT", message=message, path=[field])])
        outline = read_polygon(input.area, "area")
        area = MultiPolygon([outline]) if isinstance(outline, Polygon) else outline
        new = NewArea(terms, shapely.force_2d(area), input.source.strip())
        try:
            await set_sea_area(info.context.database, viewer, new, input.reason)
        except SilogError as error:
            return _refused(error)
        return SeaAreaPayload(area_id=f"SeaArea:{viewer.election_id}:{input.code}", errors=[])

    @strawberry.mutation(description="Let an area of the sea end. It stays on record.")
    async def end_sea_area(
        self,
        info: strawberry.Info[Any, None],
        input: Annotated[EndSeaAreaInput, strawberry.argument(description="Which, and when.")],  # noqa: A002 -- the API's word
    ) -> SeaAreaPayload | None:
        """End one."""
        viewer = info.context.viewer
        viewer.demand(Right.SET_SEA_AREAS)
        try:
            await end_sea_area(info.context.database, viewer, input.code, input.at, input.reason)
        except SilogError as error:
            return _refused(error)
        return SeaAreaPayload(area_id=f"SeaArea:{viewer.election_id}:{input.code}", errors=[])


_FIELDS = {"cost_factor": "costFactor", "valid_from": "validFrom", "valid_to": "validTo"}


def _refused(error: SilogError) -> SeaAreaPayload:
    field = getattr(error, "field", "reason")
    return SeaAreaPayload(area_id=None, errors=[UserError.of(error, _FIELDS.get(field, field))])
