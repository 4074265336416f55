"""Sessions in GraphQL: who is signed in, since when and by what, and ending one."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import strawberry
from sqlalchemy import Boolean, Text, Uuid, and_, bindparam, or_, true

from silog.errors import SilogError
from silog.kit.graphql.declare import fields
from silog.kit.graphql.declare.arguments import Arguments
from silog.kit.graphql.declare.entities import ELECTION, Entity, entity, inside_scope
from silog.kit.graphql.declare.fields import page, planned
from silog.kit.graphql.declare.mutations import UserError
from silog.kit.graphql.declare.relay import After, Connection, First, Node, key_in_election, node_id
from silog.kit.graphql.declare.sources import Condition, Order, Row
from silog.people.actions import end_session
from silog.people.schema.words import Role, SessionKind
from silog.people.tables import seen_sessions
from silog.places.schema import Region
from silog.places.schema.conditions import among, inside, pattern

_NAME = bindparam("viewer_name", type_=Text())
_MANAGES = bindparam("viewer_manages", type_=Boolean())
_OWN = bindparam("viewer_session", type_=Uuid(as_uuid=True))


def _may_see(session: Row) -> Condition:
    """One's own sessions; and those of everybody in the own territory, for who manages people. The view holds no more than the scope."""
    s = session.c
    return and_(s.election_id == ELECTION, inside_scope(s.region_code), or_(s.name == _NAME, _MANAGES))


@entity(Entity(seen_sessions, ("election_id", "id"), _may_see))
@strawberry.type(description="A session that stands: a browser, a program or a device that is signed in.")
class Session(Node):
    """One session."""

    id: strawberry.ID = node_id("Session", "election_id", "id")
    user: str = fields.text(lambda s: s.c.name, "Whose it is: the name.")
    role: Role = fields.code(lambda s: s.c.role, "What that person is.")
    region: Region = fields.one(lambda s, r: r.c.code == s.c.region_code, "What that person sees.")
    kind: SessionKind = fields.code(lambda s: s.c.kind, "What it is for.")
    device_key: strawberry.ID | None = fields.code(lambda s: s.c.device_id, "The key of the device it was given to; null for others.")
    agent: str | None = fields.text(lambda s: s.c.agent, "What the browser called itself when it signed in; null for others.")
    created_at: datetime = fields.moment(lambda s: s.c.created_at, "Since when, in real time.")
    used_at: datetime | None = fields.moment(lambda s: s.c.used_at, "When it was last used, to five minutes; null where it never was.")
    expires_at: datetime = fields.moment(lambda s: s.c.expires_at, "Until when it stands, if it is not used again.")
    is_own: bool = fields.truth(lambda s: s.c.id.is_not_distinct_from(_OWN), "Whether this very request came by it.")


@strawberry.input(description="Which sessions. What is left out does not restrict.")
class SessionFilter:
    """Conditions on sessions; all of them hold."""

    region: str | None = strawberry.field(description="Of people of the region with this code, or of one inside it.", default=None)
    kinds: list[SessionKind] | None = strawberry.field(description="For one of these uses.", default=None)
    search: str | None = strawberry.field(description="Whose person's name holds this text, in any case.", default=None)


def _chosen(_: Row, session: Row, arguments: Arguments) -> Condition:
    s = session.c
    conditions = [inside(s.region_code, arguments, "filter", "region"), among(s.kind, arguments, "filter", "kinds")]
    if arguments.given("filter", "search"):
        conditions.append(s.name.ilike(arguments.bind("filter", "search", via=pattern)))
    return and_(true(), *conditions)


_NEWEST_FIRST: Mapping[Any, Order] = {None: Order(lambda s: (s.c.created_at,), descending=True)}


@strawberry.type
class SessionQuery:
    """The field of Query that lists sessions."""

    @planned(
        page(_chosen, _NEWEST_FIRST, full_view_only=True),
        "Sessions that stand, the newest first: your own, and where you manage people those of your territory.",
    )
    def sessions(
        self,
        filter: Annotated[SessionFilter | None, strawberry.argument(description="Which ones.")] = None,  # noqa: A002 -- the API's word
        first: First = 50,
        after: After = None,
    ) -> Connection[Session] | None: ...


@strawberry.input(description="A session that is to end.")
class RevokeSessionInput:
    """Input of revokeSession."""

    id: strawberry.ID = strawberry.field(description="Its id, from `sessions`.")


@strawberry.type(description="What became of it.")
class RevokeSessionPayload:
    """Payload of revokeSession."""

    ended_id: strawberry.ID | None = strawberry.field(description="The session that ended; null where none did.")
    errors: list[UserError] = strawberry.field(description="Why none did; empty when it ended.")


@strawberry.type
class SessionMutation:
    """The mutation of sessions."""

    @strawberry.mutation(
        description="End a session: your own, or where you manage people one of your territory. Its subscriptions are closed within 5 s."
    )
    async def revoke_session(
        self,
        info: strawberry.Info[Any, None],
        input: Annotated[RevokeSessionInput, strawberry.argument(description="Which one.")],  # noqa: A002 -- the API's word
    ) -> RevokeSessionPayload | None:
        """End a session."""
        viewer = info.context.viewer
        if viewer.name is None:
            raise SilogError("UNAUTHENTICATED", "Nobody is signed in here.", "Send a bearer token, or sign in.")
        try:
            await end_session(info.context.database, viewer, _number(viewer.election_id, input.id))
        except SilogError as error:
            return RevokeSessionPayload(ended_id=None, errors=[UserError.of(error, "id")])
        return RevokeSessionPayload(ended_id=input.id, errors=[])


def _number(election_id: int, global_id: str) -> UUID:
    try:
        return UUID(key_in_election(global_id, "Session", election_id) or "")
    except ValueError as error:
        raise SilogError("UNKNOWN_SESSION", "This is no session's id.", "Ask `sessions` for those that stand.") from error
