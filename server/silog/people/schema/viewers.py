"""Who is asking, in GraphQL."""

import strawberry
from sqlalchemy import ARRAY, Text, and_, bindparam

from silog.kit.graphql.declare import fields
from silog.kit.graphql.declare.entities import ELECTION, REGION, Entity, entity, for_everyone
from silog.kit.graphql.declare.fields import KEY
from silog.kit.graphql.declare.sources import One
from silog.people.schema.devices import Device
from silog.people.schema.words import Role, View
from silog.places.schema import Election, Region
from silog.places.tables import elections

# Values of the request's viewer, bound anew for each run of a plan.
_NAME = bindparam("viewer_name", type_=Text())
_ROLE = bindparam("viewer_role", type_=Text())
_VIEW = bindparam("viewer_view", type_=Text())
_GRANTS = bindparam("viewer_grants", type_=ARRAY(Text))
_DEVICE = bindparam("viewer_device", type_=Text())


@entity(Entity(elections, ("id",), for_everyone))
@strawberry.type(description="Who is asking, and what they may see.")
class Viewer:
    """The viewer of the request; its row is the election it looks at."""

    name: str | None = fields.text(lambda _: _NAME, "The name; null for the public.")
    role: Role = fields.code(lambda _: _ROLE, "The role.")
    view: View = fields.code(lambda _: _VIEW, "How much is shown.")
    region: Region | None = fields.one(lambda _, r: r.c.code == REGION, "Only this region is in sight; null for all of them.")
    grants: list[Role] = fields.codes(
        lambda _: _GRANTS, "For which roles accounts of the own territory are made, given links and closed by who asks; empty for most."
    )
    election: Election = fields.one(lambda v, e: e.c.id == v.c.id, "The election that is in sight.")
    device: Device | None = fields.one(
        lambda v, d: and_(d.c.election_id == v.c.id, d.c.id == _DEVICE), "The enrolled device that asks; null where a person does."
    )


@strawberry.type
class ViewerQuery:
    """The field of Query that asks who is asking."""

    viewer: Viewer | None = strawberry.field(description="Who is asking.", metadata={KEY: One(lambda _, e, __: e.c.id == ELECTION)})
