"""What movement says of boxes: their conveyance, holder, position, shipment and leg, whether they are late, and lists of them."""

import enum
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import strawberry
from sqlalchemy import DateTime, and_, exists, false, func, not_, or_, select, true, union_all

from silog.custody.rules import BoxState
from silog.custody.schema import Box
from silog.custody.schema.boxes import same_election
from silog.custody.schema.scans import is_place_in_sight, place_code_in_sight
from silog.custody.tables import scan_details
from silog.kit.graphql.declare import fields
from silog.kit.graphql.declare.arguments import Arguments
from silog.kit.graphql.declare.entities import ELECTION
from silog.kit.graphql.declare.extension import extends
from silog.kit.graphql.declare.geography import Position, Within, lies_within, located
from silog.kit.graphql.declare.sources import BY_KEY, Condition, Expression, Order, Row
from silog.movement.rules import LegMode
from silog.movement.schema.conveyances import Conveyance
from silog.movement.schema.shipments import Leg, Shipment
from silog.movement.tables import box_journeys, conveyances, legs, shipment_boxes
from silog.places.schema.conditions import among, flagged, inside, pattern
from silog.places.schema.territory import time_of
from silog.places.tables import elections, facilities


def election_now() -> Expression:
    """The election's time, asked for once in a statement."""
    election = elections.alias("its_clock")
    return select(time_of(election)).where(election.c.id == ELECTION).scalar_subquery()


def _journey(box: Row, journey: Row) -> Condition:
    return and_(journey.c.election_id == box.c.election_id, journey.c.box_code == box.c.code)


def _of_journey(value: Any) -> Any:  # noqa: ANN401 -- a function over rows
    def read(box: Row) -> Expression:
        journey = box_journeys.alias()
        return select(value(journey)).where(_journey(box, journey)).correlate_except(journey).scalar_subquery()

    return read


def is_late(box: Row) -> Condition:
    """Boxes whose leg should be done by now and is not."""
    journey = box_journeys.alias()
    late = and_(_journey(box, journey), journey.c.due_at < election_now())
    return exists(select(journey.c.box_code).where(late).correlate_except(journey))


def _shown_late(box: Row) -> Expression:
    """The same of one box whose row is at hand: found by key, where `is_late` lets PostgreSQL begin with all that are late."""
    return func.coalesce(_of_journey(lambda j: j.c.due_at < election_now())(box), false())


def _shown_needing(box: Row) -> Expression:
    return or_(func.cardinality(box.c.exceptions) > 0, _shown_late(box))


def needs_attention(box: Row) -> Condition:
    """Boxes with an exception, and late ones."""
    return or_(func.cardinality(box.c.exceptions) > 0, is_late(box))


def _held(value: Callable[[Row], Expression], box: Row) -> list[Expression]:
    """A value of the place where a box is, and of the conveyance it is aboard: one of them, or neither where nobody knows its code."""
    return [
        select(value(holder))
        .where(holder.c.election_id == box.c.election_id, holder.c.code == box.c.place_code)
        .correlate_except(holder)
        .scalar_subquery()
        for holder in (facilities.alias(), conveyances.alias())
    ]


def _holder(box: Row) -> Expression:
    return func.coalesce(*_held(lambda holder: holder.c.name, box), place_code_in_sight(box))


def _point(box: Row) -> Expression:
    detail = scan_details.alias()
    last_seen = select(detail.c.point).where(detail.c.election_id == ELECTION, detail.c.scan_id == box.c.last_scan_id)
    return func.coalesce(
        *_held(lambda holder: holder.c.point, box),
        last_seen.correlate_except(detail).scalar_subquery(),
        type_=facilities.c.point.type,
    )


def _leg(box: Row, leg: Row) -> Condition:
    journey = box_journeys.alias()
    its_own = and_(_journey(box, journey), leg.c.shipment_code == journey.c.shipment_code, leg.c.number == journey.c.leg_number)
    return and_(same_election(box, leg), exists(select(journey.c.box_code).where(its_own).correlate_except(journey)))


def _shipment(box: Row, shipment: Row) -> Condition:
    return and_(same_election(box, shipment), shipment.c.code == _of_journey(lambda j: j.c.shipment_code)(box))


def _shipments(box: Row, shipment: Row) -> Condition:
    aboard = shipment_boxes.alias()
    codes = select(aboard.c.shipment_code).where(aboard.c.election_id == box.c.election_id, aboard.c.box_code == box.c.code)
    return and_(same_election(box, shipment), shipment.c.code.in_(codes.correlate_except(aboard)))


@extends(Box)
class BoxJourney:
    """What movement adds to a box."""

    conveyance: Conveyance | None = fields.one(
        lambda b, c: and_(same_election(b, c), c.c.code == b.c.place_code), "What it is aboard; null ashore and in the public view."
    )
    holder: str | None = fields.text(
        _holder,
        "Who holds it: the name of a place or conveyance, else its code. Null before the first scan, and in the public view while aboard.",
    )
    current_position: Position | None = located(
        _point,
        "Where it is now: with its facility or conveyance, else where its last scan was made. Null in the public view while aboard.",
    )
    shipment: Shipment | None = fields.one(_shipment, "The shipment it travels or waits to travel with.")
    leg: Leg | None = fields.one(_leg, "The leg it is on or waits for.")
    shipments: list[Shipment] = fields.many(
        _shipments, "Every shipment planned for it, by time.", order=lambda s: [s.c.planned_depart_at, s.c.code]
    )
    due_at: datetime | None = fields.moment(
        _of_journey(lambda j: j.c.due_at), "When its leg is to be done at the latest; null when nothing more is expected."
    )
    is_late: bool = fields.truth(_shown_late, "Whether that time has passed on the election's clock. False in the public view.")
    needs_attention: bool = fields.truth(_shown_needing, "Whether something is wrong with it or it is late.")


@strawberry.input(description="Which boxes. What is left out does not restrict.")
class BoxFilter:
    """Conditions on boxes; all of them hold."""

    region: str | None = strawberry.field(description="Of stations in the region with this code.", default=None)
    states: list[BoxState] | None = strawberry.field(description="In one of these states.", default=None)
    mode: LegMode | None = strawberry.field(description="On, or waiting for, a leg of this mode.", default=None)
    is3t: bool | None = strawberry.field(description="Going to an area that is served first, or not.", default=None)
    needs_attention: bool | None = strawberry.field(description="With an exception or late, or neither.", default=None)
    is_late: bool | None = strawberry.field(description="Late, or not.", default=None)
    place_code: str | None = strawberry.field(description="At the place with this code.", default=None)
    conveyance_code: str | None = strawberry.field(description="Aboard the conveyance with this code.", default=None)
    shipment_code: str | None = strawberry.field(description="Carried by the shipment with this code.", default=None)
    within: Within | None = strawberry.field(description="Now inside this area.", default=None)
    search: str | None = strawberry.field(description="Whose code, or station's code or name, holds this text.", default=None)


# Far from any election, and still times that a cursor can carry: the first and last that Python knows become infinite in PostgreSQL.
_NEVER = datetime(9999, 12, 31, tzinfo=UTC)
_BEFORE_ALL = datetime(1970, 1, 1, tzinfo=UTC)


def _due(box: Row) -> tuple[Expression, ...]:
    return (func.coalesce(_of_journey(lambda j: j.c.due_at)(box), _NEVER, type_=DateTime(timezone=True)),)


def _last_scan(box: Row) -> tuple[Expression, ...]:
    return (func.coalesce(box.c.last_scan_at, _BEFORE_ALL, type_=DateTime(timezone=True)),)


@strawberry.enum(description="In which order boxes are listed.")
class BoxOrder(enum.Enum):
    """The orders."""

    CODE = strawberry.enum_value("CODE", description="By code.")
    DUE = strawberry.enum_value(
        "DUE", description="By when they are due, the most urgent first; those that are not expected anywhere last."
    )
    LAST_SCAN_DESC = strawberry.enum_value("LAST_SCAN_DESC", description="By their last scan, newest first; never scanned ones last.")


BOX_ORDERS = {
    BoxOrder.CODE: BY_KEY,
    BoxOrder.DUE: Order(_due),
    BoxOrder.LAST_SCAN_DESC: Order(_last_scan, descending=True),
}


def chosen(_: Row, box: Row, arguments: Arguments) -> Condition:
    """The boxes that a BoxFilter means."""
    return and_(
        inside(box.c.region_code, arguments, "filter", "region"),
        among(box.c.state, arguments, "filter", "states"),
        flagged(box.c.is_3t, arguments, "filter", "is3t"),
        _truly(is_late, box, arguments, "isLate"),
        _truly(needs_attention, box, arguments, "needsAttention"),
        _at(box, arguments, "placeCode"),
        _at(box, arguments, "conveyanceCode"),
        _on_mode(box, arguments),
        _carried(box, arguments),
        _now_within(box, arguments),
        _searched(box, arguments),
    )


def _at(box: Row, arguments: Arguments, name: str) -> Condition:
    """Boxes at the place or aboard the conveyance that an argument names, as far as the viewer may know where they are."""
    if not arguments.given("filter", name):
        return true()
    return and_(box.c.place_code == arguments.bind("filter", name), is_place_in_sight(box))


def _truly(rule: Callable[[Row], Condition], box: Row, arguments: Arguments, name: str) -> Condition:
    if not arguments.given("filter", name):
        return true()
    return rule(box) if arguments.value("filter", name) else not_(rule(box))


def _on_mode(box: Row, arguments: Arguments) -> Condition:
    if not arguments.given("filter", "mode"):
        return true()
    # One join and not a leg's own condition: from the box to its journey to that one leg, each by its key.
    journey, leg = box_journeys.alias(), legs.alias()
    its_own = and_(same_election(journey, leg), leg.c.shipment_code == journey.c.shipment_code, leg.c.number == journey.c.leg_number)
    wanted = leg.c.mode == arguments.bind("filter", "mode", via=lambda mode: mode.value)
    return exists(select(leg.c.number).where(_journey(box, journey), its_own, wanted).correlate_except(journey, leg))


def _carried(box: Row, arguments: Arguments) -> Condition:
    if not arguments.given("filter", "shipmentCode"):
        return true()
    aboard = shipment_boxes.alias()
    wanted = and_(aboard.c.election_id == ELECTION, aboard.c.shipment_code == arguments.bind("filter", "shipmentCode"))
    condition: Condition = box.c.code.in_(select(aboard.c.box_code).where(wanted).correlate_except(aboard))
    return condition


def _now_within(box: Row, arguments: Arguments) -> Condition:
    """Boxes whose place or conveyance lies in the area: the few places are found by index, and boxes by their place."""
    if not arguments.given("filter", "within"):
        return true()
    found = [
        select(row.c.code)
        .where(row.c.election_id == ELECTION, lies_within(row.c.point, arguments, "filter", "within"))
        .correlate_except(row)
        for row in (facilities.alias(), conveyances.alias())
    ]
    condition: Condition = box.c.place_code.in_(union_all(*found))
    return condition


def _searched(box: Row, arguments: Arguments) -> Condition:
    if not arguments.given("filter", "search"):
        return true()
    wanted = arguments.bind("filter", "search", via=pattern)
    station = facilities.alias()
    named = select(station.c.code).where(station.c.election_id == ELECTION, station.c.name.ilike(wanted)).correlate_except(station)
    return or_(box.c.code.ilike(wanted), box.c.station_code.ilike(wanted), box.c.station_code.in_(named))
