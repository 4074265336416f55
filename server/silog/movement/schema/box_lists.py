"""Lists of boxes: which ones, in which order; at the root, of a region, and aboard a conveyance."""

import enum
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated

import strawberry
from sqlalchemy import DateTime, Text, and_, exists, func, not_, or_, select, true
from sqlalchemy.dialects.postgresql import ARRAY

from silog.custody.rules import BoxState
from silog.custody.schema import Box
from silog.custody.schema.boxes import same_election
from silog.custody.schema.scans import is_place_in_sight, place_code_in_sight
from silog.custody.tables import handovers
from silog.kit.graphql.declare.arguments import Arguments
from silog.kit.graphql.declare.entities import ELECTION
from silog.kit.graphql.declare.extension import extends
from silog.kit.graphql.declare.fields import page, planned
from silog.kit.graphql.declare.geography import Within, lies_within
from silog.kit.graphql.declare.relay import After, Connection, First
from silog.kit.graphql.declare.sources import BY_KEY, Condition, Expression, Order, Row
from silog.movement.rules import LegMode
from silog.movement.schema.conveyances import Conveyance
from silog.movement.schema.journeys import is_late, its_journey, needs_attention, of_journey
from silog.movement.tables import box_journeys, conveyances, legs, shipment_boxes
from silog.places.schema import Region
from silog.places.schema.conditions import among, flagged, inside, pattern
from silog.places.tables import facilities


@strawberry.input(description="Which boxes. What is left out does not restrict.")
class BoxFilter:
    """Conditions on boxes; all of them hold."""

    region: str | None = strawberry.field(description="Of stations in the region with this code.", default=None)
    states: list[BoxState] | None = strawberry.field(description="In one of these states.", default=None)
    mode: LegMode | None = strawberry.field(description="On, or waiting for, a leg of this mode.", default=None)
    is3t: bool | None = strawberry.field(description="Going to an area that is served first, or not.", default=None)
    needs_attention: bool | None = strawberry.field(description="With an exception or late, or neither.", default=None)
    is_late: bool | None = strawberry.field(description="Late, or not.", default=None)
    has_open_handover: bool | None = strawberry.field(description="In a handover that one side alone has signed, or not.", default=None)
    is_place_known: bool | None = strawberry.field(
        description="At a place or conveyance that the viewer may know, or not: never scanned, or in the public view aboard.", default=None
    )
    place_code: str | None = strawberry.field(description="At the place with this code.", default=None)
    conveyance_code: str | None = strawberry.field(description="Aboard the conveyance with this code.", default=None)
    shipment_code: str | None = strawberry.field(description="Carried by the shipment with this code.", default=None)
    within: Within | None = strawberry.field(description="Now inside this area.", default=None)
    search: str | None = strawberry.field(description="Whose code, or station's code or name, holds this text.", default=None)


# Far from any election, and still times that a cursor can carry: the first and last that Python knows become infinite in PostgreSQL.
_NEVER = datetime(9999, 12, 31, tzinfo=UTC)
_BEFORE_ALL = datetime(1970, 1, 1, tzinfo=UTC)


def _due(box: Row) -> tuple[Expression, ...]:
    return (func.coalesce(of_journey(lambda j: j.c.due_at)(box), _NEVER, type_=DateTime(timezone=True)),)


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
        _truly(_is_half_handed, box, arguments, "hasOpenHandover"),
        _truly(_is_placed, box, arguments, "isPlaceKnown"),
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


def _is_placed(box: Row) -> Condition:
    condition: Condition = place_code_in_sight(box).is_not(None)
    return condition


def _truly(rule: Callable[[Row], Condition], box: Row, arguments: Arguments, name: str) -> Condition:
    if not arguments.given("filter", name):
        return true()
    return rule(box) if arguments.value("filter", name) else not_(rule(box))


def _is_half_handed(box: Row) -> Condition:
    """Whether one side alone of a handover has signed, as far as the viewer is told of handovers."""
    handover = handovers.alias()
    its_own = and_(same_election(box, handover), handover.c.box_code == box.c.code, handover.c.open_since.is_not(None))
    return exists(select(handover.c.nonce).where(its_own).correlate_except(handover))


def _on_mode(box: Row, arguments: Arguments) -> Condition:
    if not arguments.given("filter", "mode"):
        return true()
    # One join and not a leg's own condition: from the box to its journey to that one leg, each by its key.
    journey, leg = box_journeys.alias(), legs.alias()
    its_own = and_(same_election(journey, leg), leg.c.shipment_code == journey.c.shipment_code, leg.c.number == journey.c.leg_number)
    wanted = leg.c.mode == arguments.bind("filter", "mode", via=lambda mode: mode.value)
    return exists(select(leg.c.number).where(its_journey(box, journey), its_own, wanted).correlate_except(journey, leg))


def _carried(box: Row, arguments: Arguments) -> Condition:
    if not arguments.given("filter", "shipmentCode"):
        return true()
    aboard = shipment_boxes.alias()
    wanted = and_(aboard.c.election_id == ELECTION, aboard.c.shipment_code == arguments.bind("filter", "shipmentCode"))
    condition: Condition = box.c.code.in_(select(aboard.c.box_code).where(wanted).correlate_except(aboard))
    return condition


def _now_within(box: Row, arguments: Arguments) -> Condition:
    """Boxes that are at a place, or aboard a conveyance, in the area: by their own point, or by the few conveyances there."""
    if not arguments.given("filter", "within"):
        return true()
    conveyance = conveyances.alias()
    there = select(conveyance.c.code).where(
        conveyance.c.election_id == ELECTION, lies_within(conveyance.c.point, arguments, "filter", "within")
    )
    aboard = box.c.place_code == func.any(func.array(there.correlate_except(conveyance).scalar_subquery(), type_=ARRAY(Text)))
    return or_(lies_within(box.c.place_point, arguments, "filter", "within"), aboard)


def _searched(box: Row, arguments: Arguments) -> Condition:
    if not arguments.given("filter", "search"):
        return true()
    wanted = arguments.bind("filter", "search", via=pattern)
    station = facilities.alias()
    named = select(station.c.code).where(station.c.election_id == ELECTION, station.c.name.ilike(wanted)).correlate_except(station)
    return or_(box.c.code.ilike(wanted), box.c.station_code.ilike(wanted), box.c.station_code.in_(named))


Which = Annotated[BoxFilter | None, strawberry.argument(description="Which ones.")]
InBoxOrder = Annotated[BoxOrder, strawberry.argument(description="In which order.")]


def _of_region(region: Row, box: Row, arguments: Arguments) -> Condition:
    inside_it = and_(box.c.region_code >= region.c.code, box.c.region_code < region.c.code + "/")
    return and_(inside_it, chosen(region, box, arguments))


def _aboard(conveyance: Row, box: Row, arguments: Arguments) -> Condition:
    return and_(same_election(conveyance, box), box.c.place_code == conveyance.c.code, chosen(conveyance, box, arguments))


def _listed(filter: Which = None, order_by: InBoxOrder = BoxOrder.CODE, first: First = 50, after: After = None) -> Connection[Box]:  # noqa: A002 -- the API's word
    """The arguments of every list of boxes."""


@extends(Region)
class RegionBoxes:
    """Lists of the boxes of a region."""

    boxes: Connection[Box] = planned(page(_of_region, BOX_ORDERS), "The boxes of the stations inside it.")(_listed)


@extends(Conveyance)
class ConveyanceBoxes:
    """Lists of the boxes aboard a conveyance."""

    boxes: Connection[Box] = planned(page(_aboard, BOX_ORDERS), "The boxes aboard, by their last scans.")(_listed)
