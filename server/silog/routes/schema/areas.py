"""Areas of the sea: the type and the list. What sets and ends them makes the plan follow, and so belongs to movement."""

from datetime import datetime
from typing import Annotated

import strawberry
from sqlalchemy import DateTime, and_, or_, true

from silog.kit.graphql.declare import fields
from silog.kit.graphql.declare.arguments import Arguments
from silog.kit.graphql.declare.entities import Entity, entity, in_election
from silog.kit.graphql.declare.fields import page, planned
from silog.kit.graphql.declare.geography import SimplifyM, drawn
from silog.kit.graphql.declare.relay import After, Connection, First, Node, node_id
from silog.kit.graphql.declare.scalars import GeoJSON
from silog.kit.graphql.declare.sources import Condition, Row
from silog.places.schema import Region
from silog.places.schema.conditions import Argument, among
from silog.routes.rules import SeaAreaKind, SeaAreaRule
from silog.routes.tables import sea_areas

strawberry.enum(SeaAreaKind, description="FOREIGN: another country's waters. RESTRICTED: closed, or to be kept out of.")
strawberry.enum(SeaAreaRule, description="AVOID: routes keep out. COST: a metre inside counts for `costFactor`.")


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
