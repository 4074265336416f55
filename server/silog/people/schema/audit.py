"""The audit in GraphQL: who changed what, when and why."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

import strawberry
from sqlalchemy import true

from silog.kit.graphql.declare import fields
from silog.kit.graphql.declare.arguments import Arguments
from silog.kit.graphql.declare.entities import Entity, entity, in_election
from silog.kit.graphql.declare.fields import page, planned
from silog.kit.graphql.declare.relay import After, Connection, First, Node, node_id
from silog.kit.graphql.declare.sources import Condition, Order, Row
from silog.people.schema.words import Role
from silog.people.tables import audit
from silog.places.schema import Region


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
class AuditQuery:
    """The field of Query that asks about the audit."""

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
