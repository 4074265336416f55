"""Handovers in GraphQL: who gave a box to whom, and which of them only one side has signed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

import strawberry
from sqlalchemy import DateTime, and_, func, true

from silog.custody.schema.scans import Period
from silog.custody.tables import handovers
from silog.kit.graphql.declare import fields
from silog.kit.graphql.declare.arguments import Arguments
from silog.kit.graphql.declare.entities import Entity, entity
from silog.kit.graphql.declare.fields import page, planned
from silog.kit.graphql.declare.geography import lies_between
from silog.kit.graphql.declare.relay import After, Connection, First
from silog.kit.graphql.declare.sources import Condition, Expression, Order, Row
from silog.people.schema import Device
from silog.places.schema import Place
from silog.places.schema.conditions import RegionCode, inside


def since(handover: Row) -> Expression:
    """When the giver said so, else the receiver."""
    return func.coalesce(handover.c.given_at, handover.c.taken_at, type_=DateTime(timezone=True))


def _place_code(handover: Row) -> Expression:
    return func.coalesce(handover.c.given_place_code, handover.c.taken_place_code)


@entity(Entity(handovers, ("election_id", "box_code", "nonce")))
@strawberry.type(description="One box's handover: giver and receiver sign the same nonce. One side alone is an open custody.")
class Handover:
    """One handover of one box."""

    nonce: str = fields.code(lambda h: h.c.nonce, "What both sides sign: 128 random bits as base64url.")
    box_code: str = fields.code(lambda h: h.c.box_code, "The code of the box.")
    is_open: bool = fields.truth(lambda h: h.c.open_since.is_not(None), "Whether only one side has signed.")
    since: datetime = fields.moment(since, "When it was given; where no giver has signed, when it was taken.")
    place_code: str = fields.text(_place_code, "Code of where it was given; where no giver has signed, of where it was taken.")
    place: Place | None = fields.one(
        lambda h, f: and_(h.c.election_id == f.c.election_id, f.c.code == _place_code(h)), "That place; null aboard a conveyance."
    )
    given_by: Device | None = fields.one(
        lambda h, d: and_(h.c.election_id == d.c.election_id, d.c.id == h.c.given_by), "The giver's device; null until it has signed."
    )
    given_at: datetime | None = fields.moment(lambda h: h.c.given_at, "When the giver signed.")
    taken_by: Device | None = fields.one(
        lambda h, d: and_(h.c.election_id == d.c.election_id, d.c.id == h.c.taken_by), "The receiver's device; null until it has signed."
    )
    taken_at: datetime | None = fields.moment(lambda h: h.c.taken_at, "When the receiver signed.")
    taken_place_code: str | None = fields.text(lambda h: h.c.taken_place_code, "Code of where the receiver took it in or aboard.")


def _chosen(_: Row, handover: Row, arguments: Arguments) -> Condition:
    conditions = [
        inside(handover.c.region_code, arguments, "region"),
        true() if not arguments.given("between") else lies_between(since(handover), arguments, "between"),
    ]
    if arguments.given("isOpen"):
        open_since = handover.c.open_since
        conditions.append(open_since.is_not(None) if arguments.value("isOpen") else open_since.is_(None))
    return and_(*conditions)


_OLDEST_FIRST: Mapping[Any, Order] = {None: Order(lambda h: (since(h),))}


@strawberry.type
class HandoverQuery:
    """The field of Query that asks about handovers."""

    @planned(page(_chosen, _OLDEST_FIRST, full_view_only=True), "Handovers of boxes, the one that began first at first.")
    def handovers(
        self,
        is_open: Annotated[bool | None, strawberry.argument(description="Only those that one side alone has signed, or both.")] = None,
        region: RegionCode = None,
        between: Period = None,
        first: First = 50,
        after: After = None,
    ) -> Connection[Handover] | None: ...
