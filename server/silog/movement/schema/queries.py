"""The fields of Query that ask about movement, and lists of boxes."""

from datetime import datetime
from typing import Annotated

import strawberry
from sqlalchemy import and_, func, select, true
from sqlalchemy.types import DateTime

from silog.custody.schema import Box
from silog.custody.schema.scans import Period
from silog.kit.graphql.declare.arguments import Arguments
from silog.kit.graphql.declare.entities import REGION, REGION_END
from silog.kit.graphql.declare.fields import page, planned
from silog.kit.graphql.declare.geography import lies_between, lies_within
from silog.kit.graphql.declare.relay import After, Connection, First
from silog.kit.graphql.declare.sources import Condition, Many, One, Row
from silog.movement.rules import ConveyanceKind, Direction, ShipmentStatus
from silog.movement.schema.box_lists import BOX_ORDERS, BoxOrder, InBoxOrder, Which, chosen
from silog.movement.schema.conveyances import Conveyance, ConveyancePosition, TrackPoint
from silog.movement.schema.convoys import ConvoyQuery, travels_in_convoy
from silog.movement.schema.dead_zones import DeadZoneQuery
from silog.movement.schema.figures import Progress, Summary
from silog.movement.schema.groups import BoxGroupsQuery
from silog.movement.schema.sailed import SailedQuery
from silog.movement.schema.search import SearchQuery
from silog.movement.schema.shipments import SHIPMENT_ORDERS, InShipmentOrder, Shipment, ShipmentOrder, status_of
from silog.movement.schema.tracking import TrackingQuery
from silog.movement.tables import conveyances, legs, positions
from silog.places.rules import RegionLevel
from silog.places.schema.conditions import Area, RegionCode, Search, among, inside, searched

Argument = strawberry.argument
_MOST_POINTS = 5_000


def _of_code(_: Row, row: Row, arguments: Arguments) -> Condition:
    condition: Condition = row.c.code == arguments.bind("code")
    return condition


def _under_way(conveyance: Row, arguments: Arguments) -> Condition:
    """Conveyances on a leg: departed and not arrived."""
    if not arguments.given("underWay"):
        return true()
    leg = legs.alias()
    moving = and_(
        leg.c.election_id == conveyance.c.election_id,
        leg.c.conveyance_code == conveyance.c.code,
        leg.c.departed_at.is_not(None),
        leg.c.arrived_at.is_(None),
    )
    found = select(leg.c.number).where(moving).correlate_except(leg).exists()
    return found if arguments.value("underWay") else ~found


def _conveyances(_: Row, conveyance: Row, arguments: Arguments) -> Condition:
    return and_(
        among(conveyance.c.kind, arguments, "kinds"),
        inside(conveyance.c.region_code, arguments, "region"),
        lies_within(conveyance.c.point, arguments, "within"),
        searched(conveyance, arguments, "search"),
        _under_way(conveyance, arguments),
    )


def _shipments(_: Row, shipment: Row, arguments: Arguments) -> Condition:
    conditions = [inside(shipment.c.region_code, arguments, "region")]
    if arguments.given("direction"):
        conditions.append(shipment.c.direction == arguments.bind("direction", via=lambda member: member.value))
    if arguments.given("status"):
        conditions.append(status_of(shipment) == arguments.bind("status", via=lambda member: member.value))
    if arguments.given("conveyance"):
        leg = legs.alias()
        carried = and_(
            leg.c.election_id == shipment.c.election_id,
            leg.c.shipment_code == shipment.c.code,
            leg.c.conveyance_code == arguments.bind("conveyance"),
        )
        conditions.append(select(leg.c.number).where(carried).correlate_except(leg).exists())
    if arguments.given("isEscorted"):
        found = travels_in_convoy(shipment)
        conditions.append(found if arguments.value("isEscorted") else ~found)
    return and_(*conditions)


def _track(_: Row, point: Row, arguments: Arguments) -> Condition:
    return and_(point.c.conveyance_code == arguments.bind("conveyance"), lies_between(point.c.at, arguments, "between"))


def _positions_at(_: Row, point: Row, arguments: Arguments) -> Condition:
    """The newest position of each conveyance that is not after the time."""
    other, conveyance = positions.alias(), conveyances.alias()
    newest = (
        select(func.max(other.c.at))
        .where(
            other.c.election_id == conveyance.c.election_id,
            other.c.conveyance_code == conveyance.c.code,
            other.c.at <= arguments.bind("time", type_=DateTime(timezone=True)),
        )
        .correlate_except(other)
        .scalar_subquery()
    )
    found = select(conveyance.c.code).where(
        conveyance.c.election_id == point.c.election_id, conveyance.c.code == point.c.conveyance_code, newest == point.c.at
    )
    return and_(found.correlate_except(conveyance).exists(), lies_within(point.c.point, arguments, "within"))


def _progress(_: Row, region: Row, arguments: Arguments) -> Condition:
    level = region.c.level == arguments.bind("level", via=lambda member: member.value)
    return and_(level, inside(region.c.code, arguments, "parent"), region.c.code >= REGION, region.c.code < REGION_END)


def _summary(_: Row, territory: Row, arguments: Arguments) -> Condition:
    """The territory that was named, else the whole of what is in sight."""
    wanted = arguments.bind("region") if arguments.given("region") else REGION
    return and_(territory.c.code == wanted, territory.c.code >= REGION, territory.c.code < REGION_END)


@strawberry.type
class MovementQuery(BoxGroupsQuery, ConvoyQuery, DeadZoneQuery, SailedQuery, SearchQuery, TrackingQuery):
    """Root fields of movement."""

    @planned(page(chosen, BOX_ORDERS), "Ballot boxes.")
    def boxes(
        self,
        filter: Which = None,  # noqa: A002 -- the API's word
        order_by: InBoxOrder = BoxOrder.CODE,
        first: First = 50,
        after: After = None,
    ) -> Connection[Box] | None: ...

    @planned(One(_of_code, full_view_only=True), "One conveyance by its code.")
    def conveyance(self, code: Annotated[str, Argument(description="For example CNV-KM-BUKIT-RAYA.")]) -> Conveyance | None: ...

    @planned(page(_conveyances, full_view_only=True), "Conveyances, by code.")
    def conveyances(
        self,
        kinds: Annotated[list[ConveyanceKind] | None, Argument(description="Only these kinds.")] = None,
        region: RegionCode = None,
        under_way: Annotated[bool | None, Argument(description="Only those on a leg, or only the others.")] = None,
        within: Area = None,
        search: Search = None,
        first: First = 50,
        after: After = None,
    ) -> Connection[Conveyance] | None: ...

    @planned(One(_of_code, full_view_only=True), "One shipment by its code.")
    def shipment(self, code: Annotated[str, Argument(description="Its code.")]) -> Shipment | None: ...

    @planned(page(_shipments, SHIPMENT_ORDERS, full_view_only=True), "Shipments.")
    def shipments(
        self,
        region: RegionCode = None,
        direction: Annotated[Direction | None, Argument(description="Only out, or only back.")] = None,
        status: Annotated[ShipmentStatus | None, Argument(description="Only in this status.")] = None,
        conveyance: Annotated[str | None, Argument(description="Only those with a leg on the conveyance with this code.")] = None,
        is_escorted: Annotated[bool | None, Argument(description="Only those in a convoy that is in sight, or only the others.")] = None,
        order_by: InShipmentOrder = ShipmentOrder.CODE,
        first: First = 50,
        after: After = None,
    ) -> Connection[Shipment] | None: ...

    @planned(
        Many(_track, lambda p, _: [p.c.at], _MOST_POINTS, full_view_only=True),
        "Where a conveyance was, oldest first; at most 5,000 points: narrow the period for more.",
    )
    def track(
        self, conveyance: Annotated[str, Argument(description="The conveyance's code.")], between: Period = None
    ) -> list[TrackPoint] | None: ...

    @planned(
        Many(_positions_at, lambda p, _: [p.c.conveyance_code], _MOST_POINTS, full_view_only=True),
        "Where every conveyance was at a time: its newest report not after it.",
    )
    def positions_at(
        self, time: Annotated[datetime, Argument(description="The time, on the election's clock.")], within: Area = None
    ) -> list[ConveyancePosition] | None: ...

    @planned(Many(_progress, lambda r, _: [r.c.code]), "How far the boxes of each region of a level have come, by region code.")
    def progress(
        self,
        level: Annotated[RegionLevel, Argument(description="The level.")],
        parent: Annotated[str | None, Argument(description="Only regions inside the one with this code.")] = None,
    ) -> list[Progress] | None: ...

    @planned(One(_summary), "The figures of the honest sentence: for a region, or for all that is in sight.")
    def summary(
        self, region: Annotated[str | None, Argument(description="The region's code; else the whole of what is in sight.")] = None
    ) -> Summary | None: ...
