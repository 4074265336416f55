"""People in GraphQL: who is asking, and the devices that sign."""

import strawberry
from sqlalchemy import Text, bindparam

from silog.kit.graphql.declare import fields
from silog.kit.graphql.declare.entities import ELECTION, REGION, Entity, entity, for_everyone
from silog.kit.graphql.declare.fields import KEY
from silog.kit.graphql.declare.relay import Node, node_id
from silog.kit.graphql.declare.sources import One
from silog.kit.scope import View
from silog.people.rules import Role
from silog.people.tables import devices
from silog.places.schema import Election, Region
from silog.places.tables import elections

strawberry.enum(Role, description="What a viewer is; PUBLIC is anyone who has not signed in.")
strawberry.enum(View, description="FULL, or PUBLIC: custody facts at once, and no positions in transit, plans, devices or people.")

# Values of the request's viewer, bound anew for each run of a plan.
_NAME = bindparam("viewer_name", type_=Text())
_ROLE = bindparam("viewer_role", type_=Text())
_VIEW = bindparam("viewer_view", type_=Text())


@entity(Entity(elections, ("id",), for_everyone))
@strawberry.type(description="Who is asking, and what they may see.")
class Viewer:
    """The viewer of the request; its row is the election it looks at."""

    name: str | None = fields.text(lambda _: _NAME, "The name; null for the public.")
    role: Role = fields.code(lambda _: _ROLE, "The role.")
    view: View = fields.code(lambda _: _VIEW, "How much is shown.")
    region: Region | None = fields.one(lambda _, r: r.c.code == REGION, "Only this region is in sight; null for all of them.")
    election: Election = fields.one(lambda v, e: e.c.id == v.c.id, "The election that is in sight.")


@entity(Entity(devices, ("election_id", "id")))
@strawberry.type(description="A device that signs events with its own key.")
class Device(Node):
    """One enrolled device."""

    id: strawberry.ID = node_id("Device", "election_id", "id")
    key: strawberry.ID = fields.code(lambda d: d.c.id, "Key id, as `recordScans` takes it.")
    label: str = fields.text(lambda d: d.c.label, "What it was enrolled as.")
    region: Region = fields.one(lambda d, r: r.c.code == d.c.region_code, "The region it was enrolled for.")


@strawberry.type
class PeopleQuery:
    """The fields of Query that ask about people."""

    viewer: Viewer | None = strawberry.field(description="Who is asking.", metadata={KEY: One(lambda _, e, __: e.c.id == ELECTION)})
