"""What movement says of one box: its conveyance, holder, position, shipment and leg, and whether it is late."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, exists, false, func, or_, select

from silog.custody.schema import Box
from silog.custody.schema.boxes import same_election
from silog.custody.schema.scans import place_code_in_sight
from silog.custody.tables import scan_details
from silog.kit.graphql.declare import fields
from silog.kit.graphql.declare.entities import ELECTION
from silog.kit.graphql.declare.extension import extends
from silog.kit.graphql.declare.geography import Position, Written, located
from silog.kit.graphql.declare.sources import Condition, Expression, Row
from silog.movement.schema.conveyances import Conveyance
from silog.movement.schema.shipments import Leg, Shipment
from silog.movement.tables import box_journeys, conveyances, shipment_boxes
from silog.places.schema.territory import election_now
from silog.places.tables import facilities


def its_journey(box: Row, journey: Row) -> Condition:
    """The journey of a box."""
    return and_(journey.c.election_id == box.c.election_id, journey.c.box_code == box.c.code)


def of_journey(value: Callable[[Row], Expression]) -> Callable[[Row], Expression]:
    """A value of a box's journey."""

    def read(box: Row) -> Expression:
        journey = box_journeys.alias()
        return select(value(journey)).where(its_journey(box, journey)).correlate_except(journey).scalar_subquery()

    return read


def is_late(box: Row) -> Condition:
    """Boxes whose leg should be done by now and is not."""
    journey = box_journeys.alias()
    late = and_(its_journey(box, journey), journey.c.due_at < election_now())
    return exists(select(journey.c.box_code).where(late).correlate_except(journey))


def _shown_late(box: Row) -> Expression:
    """The same of one box whose row is at hand: found by key, where `is_late` lets PostgreSQL begin with all that are late."""
    return func.coalesce(of_journey(lambda j: j.c.due_at < election_now())(box), false())


def _shown_needing(box: Row) -> Expression:
    return or_(func.cardinality(box.c.exceptions) > 0, _shown_late(box))


def needs_attention(box: Row) -> Condition:
    """Boxes with an exception, and late ones."""
    return or_(func.cardinality(box.c.exceptions) > 0, is_late(box))


def _holder(box: Row) -> Expression:
    """The name of the place where a box is, or of the conveyance it is aboard; its code where nobody knows it."""
    names = [
        select(holder.c.name)
        .where(holder.c.election_id == box.c.election_id, holder.c.code == box.c.place_code)
        .correlate_except(holder)
        .scalar_subquery()
        for holder in (facilities.alias(), conveyances.alias())
    ]
    return func.coalesce(*names, place_code_in_sight(box))


def points_aboard(box: Row) -> Sequence[Select[Any]]:
    """Where a box is that is at no known place: with its conveyance, else where its last scan was made."""
    conveyance, detail = conveyances.alias(), scan_details.alias()
    carried = select(conveyance.c.point).where(conveyance.c.election_id == ELECTION, conveyance.c.code == box.c.place_code)
    last_seen = select(detail.c.point).where(detail.c.election_id == ELECTION, detail.c.scan_id == box.c.last_scan_id)
    return carried.correlate_except(conveyance), last_seen.correlate_except(detail)


def _leg(box: Row, leg: Row) -> Condition:
    journey = box_journeys.alias()
    its_own = and_(its_journey(box, journey), leg.c.shipment_code == journey.c.shipment_code, leg.c.number == journey.c.leg_number)
    return and_(same_election(box, leg), exists(select(journey.c.box_code).where(its_own).correlate_except(journey)))


def _shipment(box: Row, shipment: Row) -> Condition:
    return and_(same_election(box, shipment), shipment.c.code == of_journey(lambda j: j.c.shipment_code)(box))


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
        lambda b: Written(b.c.place_lon, b.c.place_lat),
        "Where it is now: with its facility or conveyance, else where its last scan was made. Null in the public view while aboard.",
        otherwise=points_aboard,
    )
    shipment: Shipment | None = fields.one(_shipment, "The shipment it travels or waits to travel with.")
    leg: Leg | None = fields.one(_leg, "The leg it is on or waits for.")
    shipments: list[Shipment] = fields.many(
        _shipments, "Every shipment planned for it, by time.", order=lambda s: [s.c.planned_depart_at, s.c.code]
    )
    due_at: datetime | None = fields.moment(
        of_journey(lambda j: j.c.due_at), "When its leg is to be done at the latest; null when nothing more is expected."
    )
    is_late: bool = fields.truth(_shown_late, "Whether that time has passed on the election's clock. False in the public view.")
    needs_attention: bool = fields.truth(_shown_needing, "Whether something is wrong with it or it is late.")
