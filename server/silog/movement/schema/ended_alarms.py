"""Alarms of trips that are over, in GraphQL: which there were, from when till when."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

import strawberry
from sqlalchemy import DateTime, and_

from silog.custody.schema.boxes import same_election
from silog.kit.graphql.declare import fields
from silog.kit.graphql.declare.arguments import Arguments
from silog.kit.graphql.declare.entities import Entity, entity, in_election
from silog.kit.graphql.declare.fields import page, planned
from silog.kit.graphql.declare.relay import After, Connection, First
from silog.kit.graphql.declare.sources import Condition, Order, Row
from silog.movement.rules import TripAlarmKind
from silog.movement.schema.conveyances import Conveyance
from silog.movement.schema.shipments import place_of
from silog.movement.tables import ended_trip_alarms
from silog.places.schema import Place
from silog.places.schema.conditions import RegionCode, among, inside

strawberry.enum(TripAlarmKind, description="What about a trip somebody must look at.")


@entity(Entity(ended_trip_alarms, ("election_id", "id"), in_election))
@strawberry.type(description="Something about a trip that somebody had to look at, and that holds no more. It is never changed.")
class EndedTripAlarm:
    """One alarm that is over."""

    kind: TripAlarmKind = fields.code(lambda a: a.c.kind, "What it was.")
    since: datetime = fields.moment(lambda a: a.c.since, "When what it was about began: it left its corridor, stopped, was heard last.")
    raised_at: datetime = fields.moment(lambda a: a.c.raised_at, "When its rule was met.")
    ended_at: datetime = fields.moment(lambda a: a.c.ended_at, "When it was known that it holds no more, on the election's clock.")
    from_: Place | None = fields.one(lambda a, f: place_of(a, f, a.c.from_code), "Where the trip started.", name="from")
    to: Place | None = fields.one(lambda a, f: place_of(a, f, a.c.to_code), "Where it was to end.")
    conveyance: Conveyance | None = fields.one(
        lambda a, c: and_(same_election(a, c), c.c.code == a.c.conveyance_code), "The conveyance whose trip it was."
    )


def _chosen(_: Row, alarm: Row, arguments: Arguments) -> Condition:
    conditions = [among(alarm.c.kind, arguments, "kinds"), inside(alarm.c.region_code, arguments, "region")]
    if arguments.given("conveyance"):
        conditions.append(alarm.c.conveyance_code == arguments.bind("conveyance"))
    if arguments.given("endedSince"):
        conditions.append(alarm.c.ended_at >= arguments.bind("endedSince", type_=DateTime(timezone=True)))
    return and_(*conditions)


_LATEST_FIRST: Mapping[Any, Order] = {None: Order(lambda a: (a.c.ended_at,), descending=True)}


@strawberry.type
class EndedAlarmQuery:
    """Root fields of alarms that are over."""

    @planned(page(_chosen, _LATEST_FIRST, full_view_only=True), "Alarms of trips that are over, the one that ended last at first.")
    def ended_trip_alarms(
        self,
        kinds: Annotated[list[TripAlarmKind] | None, strawberry.argument(description="Only these kinds.")] = None,
        region: RegionCode = None,
        conveyance: Annotated[str | None, strawberry.argument(description="Only of the conveyance with this code.")] = None,
        ended_since: Annotated[datetime | None, strawberry.argument(description="Only those that ended then or later.")] = None,
        first: First = 50,
        after: After = None,
    ) -> Connection[EndedTripAlarm] | None: ...
