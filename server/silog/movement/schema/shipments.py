"""Shipments and their legs in GraphQL, and the conveyances that carry them."""

import enum
from datetime import datetime
from typing import Annotated

import strawberry
from sqlalchemy import and_, case, func, literal_column, or_, select
from sqlalchemy.sql import ColumnElement

from silog.custody.schema import Box
from silog.custody.schema.boxes import same_election
from silog.kit.graphql.declare import fields
from silog.kit.graphql.declare.arguments import Arguments
from silog.kit.graphql.declare.entities import ELECTION, Entity, entity
from silog.kit.graphql.declare.fields import page, planned
from silog.kit.graphql.declare.geography import SimplifyM, drawn
from silog.kit.graphql.declare.relay import After, Connection, First, Node, node_id
from silog.kit.graphql.declare.scalars import GeoJSON
from silog.kit.graphql.declare.sources import BY_KEY, Condition, Expression, Order, Row
from silog.movement.rules import Direction, LegMode, ShipmentStatus
from silog.movement.tables import legs, shipment_boxes, shipments
from silog.places.schema import Place, Region

strawberry.enum(LegMode, description="How a leg is travelled; TRANSFER is the stretch between a port's place ashore and its berth.")
strawberry.enum(Direction, description="Out to the polling stations, or back after the vote.")


@strawberry.enum(description="In which order shipments are listed.")
class ShipmentOrder(enum.Enum):
    """The orders."""

    CODE = strawberry.enum_value("CODE", description="By code.")
    DEPARTURE = strawberry.enum_value("DEPARTURE", description="By when they are planned to leave, the first to leave first.")


SHIPMENT_ORDERS = {ShipmentOrder.CODE: BY_KEY, ShipmentOrder.DEPARTURE: Order(lambda s: (s.c.planned_depart_at,))}
InShipmentOrder = Annotated[ShipmentOrder, strawberry.argument(description="In which order.")]

strawberry.enum(ShipmentStatus, description="How far a shipment has come, by the scans of its boxes.")


def place_of(row: Row, place: Row, code: ColumnElement[str]) -> Condition:
    """The place of a code, in the row's election."""
    return and_(same_election(row, place), place.c.code == code)


def status_of(shipment: Row) -> Expression:
    """The status of a shipment, from what its legs have seen."""
    leg = legs.alias()
    its_own = and_(leg.c.election_id == shipment.c.election_id, leg.c.shipment_code == shipment.c.code)
    status = case(
        (func.bool_and(or_(leg.c.mode == LegMode.TRANSFER.value, leg.c.arrived_at.is_not(None))), literal_column("'ARRIVED'")),
        (func.bool_or(leg.c.departed_at.is_not(None)), literal_column("'UNDER_WAY'")),
        else_=literal_column("'PLANNED'"),
    )
    return select(status).where(its_own).correlate_except(leg).scalar_subquery()


def _box_count(shipment: Row) -> Expression:
    aboard = shipment_boxes.alias()
    its_own = and_(aboard.c.election_id == shipment.c.election_id, aboard.c.shipment_code == shipment.c.code)
    return select(func.count()).select_from(aboard).where(its_own).correlate_except(aboard).scalar_subquery()


def _boxes(shipment: Row, box: Row, _: Arguments) -> Condition:
    aboard = shipment_boxes.alias()
    codes = select(aboard.c.box_code).where(and_(aboard.c.election_id == ELECTION, aboard.c.shipment_code == shipment.c.code))
    return and_(same_election(shipment, box), box.c.code.in_(codes.correlate_except(aboard)))


@entity(Entity(shipments, ("election_id", "code")))
@strawberry.type(description="Boxes that travel together to one place, over ordered legs.")
class Shipment(Node):
    """One shipment."""

    id: strawberry.ID = node_id("Shipment", "election_id", "code")
    code: str = fields.text(lambda s: s.c.code, "Its code.")
    name: str = fields.text(lambda s: s.c.name, "What it is called.")
    region: Region = fields.one(lambda s, r: r.c.code == s.c.region_code, "The region it serves.")
    direction: Direction = fields.code(lambda s: s.c.direction, "Out, or back.")
    origin: Place | None = fields.one(lambda s, f: place_of(s, f, s.c.origin_code), "Where it starts; null where that is out of sight.")
    destination: Place | None = fields.one(lambda s, f: place_of(s, f, s.c.destination_code), "Where it goes.")
    planned_depart_at: datetime = fields.moment(lambda s: s.c.planned_depart_at, "When it is to depart.")
    planned_arrive_at: datetime = fields.moment(lambda s: s.c.planned_arrive_at, "When it is to arrive.")
    status: ShipmentStatus = fields.code(status_of, "How far it has come.")
    is3t: bool = fields.truth(lambda s: s.c.is_3t, "Whether it goes to an area that is served first.")
    fallback: str | None = fields.text(lambda s: s.c.fallback, "What is done where the plan fails, in order of preference.")
    legs: "list[Leg]" = fields.many(
        lambda s, leg: and_(same_election(s, leg), leg.c.shipment_code == s.c.code), "Its legs, in order.", order=lambda leg: [leg.c.number]
    )
    box_count: int = fields.number(_box_count, "How many boxes it carries.")

    @planned(page(_boxes), "The boxes it carries, by code.")
    def boxes(self, first: First = 50, after: After = None) -> Connection[Box]: ...


@entity(Entity(legs, ("election_id", "shipment_code", "number")))
@strawberry.type(description="One leg of a shipment: from one place to the next, on one conveyance.")
class Leg(Node):
    """One leg."""

    id: strawberry.ID = node_id("Leg", "election_id", "shipment_code", "number")
    number: int = fields.number(lambda leg: leg.c.number, "Its number in the shipment, from 1.")
    shipment: Shipment = fields.one(lambda leg, s: and_(same_election(leg, s), s.c.code == leg.c.shipment_code), "The shipment.")
    mode: LegMode = fields.code(lambda leg: leg.c.mode, "How it is travelled.")
    from_: Place | None = fields.one(
        lambda leg, f: place_of(leg, f, leg.c.from_code), "Where it starts; null where that is out of sight.", name="from"
    )
    to: Place | None = fields.one(lambda leg, f: place_of(leg, f, leg.c.to_code), "Where it ends.")
    planned_depart_at: datetime = fields.moment(lambda leg: leg.c.planned_depart_at, "When it is to begin.")
    planned_arrive_at: datetime = fields.moment(lambda leg: leg.c.planned_arrive_at, "When it is to end.")
    departed_at: datetime | None = fields.moment(lambda leg: leg.c.departed_at, "When the first box left, by its scan.")
    arrived_at: datetime | None = fields.moment(lambda leg: leg.c.arrived_at, "When the first box arrived, by its scan.")
    length_m: float = fields.number(lambda leg: leg.c.length_m, "Its length over the ellipsoid, in metres.")
    is_estimate: bool = fields.truth(
        lambda leg: leg.c.is_estimate, "Whether the way is an estimate: land legs without a road network, and transfers to berths."
    )

    @drawn(lambda leg: leg.c.route, "The way, as a LineString. Sea legs never cross land; a simplified line may.")
    def route(self, simplify_m: SimplifyM = None) -> GeoJSON: ...
