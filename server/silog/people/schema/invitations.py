"""Printed invitations in GraphQL: those that nobody has used, counted by region, and taking them back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import strawberry
from sqlalchemy import Boolean, and_, bindparam, func, true

from silog.errors import SilogError
from silog.kit.graphql.declare import fields
from silog.kit.graphql.declare.arguments import Arguments
from silog.kit.graphql.declare.entities import Entity, entity, in_election, inside_scope
from silog.kit.graphql.declare.fields import page, planned
from silog.kit.graphql.declare.mutations import UserError
from silog.kit.graphql.declare.relay import After, Connection, First
from silog.kit.graphql.declare.sources import Condition, Expression, Groups, Order, Row
from silog.people.actions import take_back_invitations
from silog.people.rules import Right
from silog.people.schema.device_groups import DIGITS, DeviceGrouping
from silog.people.schema.words import Role
from silog.people.tables import invitations
from silog.places.schema import Place, Region
from silog.places.schema.conditions import RegionCode, among, inside

_MANAGES = bindparam("viewer_manages", type_=Boolean())


def _stands(invitation: Row) -> Condition:
    """Those that nobody has used or taken back, of the own territory, for who manages people."""
    i = invitation.c
    return and_(in_election(invitation), inside_scope(i.region_code), i.used_at.is_(None), i.revoked_at.is_(None), _MANAGES)


_UNUSED = Entity(invitations, ("election_id", "id"), _stands)


@entity(_UNUSED)
@strawberry.type(description="A printed invitation that nobody has used. Its code is on the sheet and nowhere else.")
class UnusedInvitation:
    """One sheet."""

    id: strawberry.ID = fields.code(lambda i: i.c.id, "As `takeBackInvitations` takes it.")
    label: str = fields.text(lambda i: i.c.label, "What the device would be called.")
    role: Role = fields.code(lambda i: i.c.role, "What it is for.")
    region: Region = fields.one(lambda i, r: r.c.code == i.c.region_code, "The region it would see.")
    place: Place | None = fields.one(
        lambda i, f: and_(i.c.election_id == f.c.election_id, f.c.code == i.c.place_code),
        "The one place it would serve at; null where it serves at several.",
    )
    made_at: datetime = fields.moment(lambda i: i.c.made_at, "When it was made, in real time.")
    made_by: str = fields.text(lambda i: i.c.made_by, "Who made it.")
    expires_at: datetime = fields.moment(lambda i: i.c.expires_at, "Until when it is good, in real time.")
    is_expired: bool = fields.truth(lambda i: i.c.expires_at <= func.now(), "Whether its time is up: then it enrols nobody.")


@strawberry.type(description="The unused invitations of one region, counted.")
class InvitationGroup:
    """One group; its row is made of the aggregates."""

    key: str = fields.code(
        lambda g: g.c.key, "The region's code. An invitation for a wider region than is counted by stands under that region's code."
    )
    region: Region = fields.one(lambda g, r: r.c.code == g.c.key, "The region.")
    unused: int = fields.number(lambda g: g.c.unused, "How many nobody has used.")
    expired: int = fields.number(lambda g: g.c.expired, "How many of them are good no more.")
    oldest_made_at: datetime = fields.moment(lambda g: g.c.oldestMadeAt, "When the oldest of them was made, in real time.")


def _in_region(_: Row, invitation: Row, arguments: Arguments) -> Condition:
    return and_(true(), inside(invitation.c.region_code, arguments, "region"))


def _chosen(_: Row, invitation: Row, arguments: Arguments) -> Condition:
    return and_(inside(invitation.c.region_code, arguments, "region"), among(invitation.c.role, arguments, "roles"))


def _key(invitation: Row, arguments: Arguments) -> Expression:
    return func.left(invitation.c.region_code, DIGITS[arguments.value("by").value])


_MEASURES = {
    "unused": lambda _: func.count(),
    "expired": lambda invitation: func.count().filter(invitation.c.expires_at <= func.now()),
    "oldestMadeAt": lambda invitation: func.min(invitation.c.made_at),
}
_OLDEST_FIRST: Mapping[Any, Order] = {None: Order(lambda i: (i.c.made_at, i.c.label.collate("C")))}


@strawberry.type
class InvitationQuery:
    """The fields of Query that ask about unused invitations."""

    @planned(page(_chosen, _OLDEST_FIRST, full_view_only=True), "Invitations of your territory that nobody has used, the oldest first.")
    def unused_invitations(
        self,
        region: RegionCode = None,
        roles: Annotated[list[Role] | None, strawberry.argument(description="Only for these roles.")] = None,
        first: First = 50,
        after: After = None,
    ) -> Connection[UnusedInvitation] | None: ...

    @planned(
        Groups(_in_region, lambda: _UNUSED, _key, _MEASURES, full_view_only=True),
        "The same, counted by region, by its code; at most 1,000 groups.",
    )
    def invitation_groups(
        self,
        by: Annotated[DeviceGrouping, strawberry.argument(description="By regions of which level.")],
        region: RegionCode = None,
    ) -> list[InvitationGroup] | None: ...


@strawberry.input(description="Printed invitations that shall enrol nobody.")
class TakeBackInvitationsInput:
    """Input of takeBackInvitations."""

    ids: list[strawberry.ID] = strawberry.field(description="Their ids, from `unusedInvitations`: 1 to 200.")
    reason: str = strawberry.field(description="Why, in a few words for the audit: 1 to 500 characters.")


@strawberry.type(description="What became of the invitations.")
class TakeBackInvitationsPayload:
    """Payload of takeBackInvitations."""

    taken_back: int = strawberry.field(description="How many enrol nobody any more: all of them, or none.")
    errors: list[UserError] = strawberry.field(description="Why nothing changed; empty when it did.")


@strawberry.type
class InvitationMutation:
    """The mutation of unused invitations."""

    @strawberry.mutation(description="Take printed invitations of your territory back that nobody has used: all of them or none.")
    async def take_back_invitations(
        self,
        info: strawberry.Info[Any, None],
        input: Annotated[TakeBackInvitationsInput, strawberry.argument(description="Which, and why.")],  # noqa: A002 -- the API's word
    ) -> TakeBackInvitationsPayload | None:
        """Take them back."""
        viewer = info.context.viewer
        viewer.demand(Right.MANAGE_DEVICES)
        try:
            ids = [_number(one) for one in input.ids]
            await take_back_invitations(info.context.database, viewer, ids, input.reason)
        except SilogError as error:
            path = "reason" if "REASON" in error.code else "ids"
            return TakeBackInvitationsPayload(taken_back=0, errors=[UserError.of(error, path)])
        return TakeBackInvitationsPayload(taken_back=len(set(ids)), errors=[])


def _number(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise SilogError("UNKNOWN_INVITATION", "This is no invitation's id.", "Ask `unusedInvitations`: they list the ids.") from error
