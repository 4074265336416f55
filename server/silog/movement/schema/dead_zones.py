"""Dead zones in GraphQL: where a silent conveyance is no surprise."""

from typing import Annotated

import strawberry

from silog.kit.graphql.declare import fields
from silog.kit.graphql.declare.arguments import Arguments
from silog.kit.graphql.declare.entities import Entity, entity, in_election
from silog.kit.graphql.declare.fields import page, planned
from silog.kit.graphql.declare.geography import SimplifyM, drawn
from silog.kit.graphql.declare.relay import After, Connection, First, Node, node_id
from silog.kit.graphql.declare.scalars import GeoJSON
from silog.kit.graphql.declare.sources import Condition, Row
from silog.movement.tables import dead_zones
from silog.places.schema import Region
from silog.places.schema.conditions import inside

RegionCode = Annotated[str | None, strawberry.argument(description="Only zones of this region and of all in it.")]


@entity(Entity(dead_zones, ("election_id", "code"), in_election))
@strawberry.type(description="Waters and land from where no conveyance is heard: silence there is expected for as long as crossing takes.")
class DeadZone(Node):
    """One zone."""

    id: strawberry.ID = node_id("DeadZone", "election_id", "code")
    code: str = fields.code(lambda z: z.c.code, "Its code.")
    name: str = fields.text(lambda z: z.c.name, "Its name.")
    source: str = fields.text(lambda z: z.c.source, "Where its outline comes from.")
    region: Region = fields.one(lambda z, r: r.c.code == z.c.region_code, "The region that it was loaded for.")

    @drawn(lambda z: z.c.area, "Its outline, a MultiPolygon; simplified, it may become a Polygon.")
    def area(self, simplify_m: SimplifyM = None) -> GeoJSON: ...


def _zones(_: Row, zone: Row, arguments: Arguments) -> Condition:
    return inside(zone.c.region_code, arguments, "region")


@strawberry.type
class DeadZoneQuery:
    """The field of Query that lists dead zones."""

    @planned(page(_zones, full_view_only=True), "Where nothing is heard of conveyances, by code.")
    def dead_zones(self, region: RegionCode = None, first: First = 50, after: After = None) -> Connection[DeadZone] | None: ...
