"""People in GraphQL: who is asking, the devices that sign, and who changed what."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

import strawberry
from sqlalchemy import Text, bindparam, true

from silog.kit.graphql.declare import fields
from silog.kit.graphql.declare.arguments import Arguments
from silog.kit.graphql.declare.entities import ELECTION, REGION, Entity, entity, for_everyone, in_election
from silog.kit.graphql.declare.fields import KEY, page, planned
from silog.kit.graphql.declare.relay import After, Connection, First, Node, node_id
from silog.kit.graphql.declare.sources import Condition, One, Order, Row
from silog.kit.scope import View
from silog.people.rules import Role
from silog.people.tables import audit, devices
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


@entity(Entity(audit, ("election_id", "id"), in_election))
@strawberry.type(description="One entry of the audit: a change that somebody made. Entries are never changed.")
class AuditEntry(Node):
    """One change."""

    id: strawberry.ID = node_id("AuditEntry", "election_id", "id")
    at: datetime = fields.moment(lambda a: a.c.at, "When, on the election's clock.")
    recorded_at: datetime = fields.moment(lambda a: a.c.recorded_at, "When, in real time.")
    actor: str = fields.text(lambda a: a.c.actor, "Who: the user's name.")
    role: Role = fields.code(lambda a: a.c.role, "What that person was.")
    region: Region = fields.one(lambda a, r: r.c.code == a.c.region_code, "The region of what was changed.")
    action: str = fields.code(lambda a: a.c.action, "What was done, as subject:object:action, for example election:port:move.")
    object_code: str = fields.text(lambda a: a.c.object_code, "The code of what was changed.")
    reason: str = fields.text(lambda a: a.c.reason, "Why, in the words of who did it.")
    before: str | None = fields.text(lambda a: a.c.before, "What was there, as JSON text; null where there was nothing.")
    after: str | None = fields.text(lambda a: a.c.after, "What is there since, as JSON text.")


def _audited(_: Row, entry: Row, arguments: Arguments) -> Condition:
    return entry.c.object_code == arguments.bind("objectCode") if arguments.given("objectCode") else true()


_NEWEST_FIRST: Mapping[Any, Order] = {None: Order(lambda _: (), descending=True)}


@strawberry.type
class PeopleQuery:
    """The fields of Query that ask about people."""

    viewer: Viewer | None = strawberry.field(description="Who is asking.", metadata={KEY: One(lambda _, e, __: e.c.id == ELECTION)})

    @planned(
        page(_audited, _NEWEST_FIRST, full_view_only=True),
        "Who changed what in your territory, or in what lies above it; the newest first.",
    )
    def audit(
        self,
        object_code: Annotated[str | None, strawberry.argument(description="Only what was done to the thing of this code.")] = None,
        first: First = 50,
        after: After = None,
    ) -> Connection[AuditEntry] | None: ...
