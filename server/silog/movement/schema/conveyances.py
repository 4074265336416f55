"""Conveyances in GraphQL: what carries boxes, where it is and where it was."""

from datetime import datetime

import strawberry
from sqlalchemy import and_, func, select

from silog.custody.schema.boxes import same_election
from silog.custody.schema.scans import Scan
from silog.custody.tables import boxes
from silog.kit.graphql.declare import fields
from silog.kit.graphql.declare.entities import ELECTION, Entity, entity
from silog.kit.graphql.declare.extension import extends
from silog.kit.graphql.declare.geography import Position, located
from silog.kit.graphql.declare.relay import Node, node_id
from silog.kit.graphql.declare.sources import Condition, Expression, Row
from silog.movement.rules import ConveyanceKind
from silog.movement.schema.shipments import Leg
from silog.movement.tables import conveyances, positions
from silog.places.schema import Place, Region

strawberry.enum(ConveyanceKind, description="What carries boxes.")


def in_sight(row: Row) -> Condition:
    """Rows of the election; row-level security adds the region and what serves all of it."""
    condition: Condition = row.c.election_id == ELECTION
    return condition


def _boxes_aboard(conveyance: Row) -> Expression:
    box = boxes.alias()
    aboard = and_(box.c.election_id == conveyance.c.election_id, box.c.place_code == conveyance.c.code)
    return select(func.count()).select_from(box).where(aboard).correlate_except(box).scalar_subquery()


def _legs(conveyance: Row, leg: Row) -> Condition:
    return and_(same_election(conveyance, leg), leg.c.conveyance_code == conveyance.c.code)


def _current(conveyance: Row, leg: Row) -> Condition:
    return and_(_legs(conveyance, leg), leg.c.departed_at.is_not(None), leg.c.arrived_at.is_(None))


@entity(Entity(conveyances, ("election_id", "code"), in_sight))
@strawberry.type(description="A ship, boat, truck, aircraft or person that carries boxes.")
class Conveyance(Node):
    """One conveyance."""

    id: strawberry.ID = node_id("Conveyance", "election_id", "code")
    code: str = fields.text(lambda c: c.c.code, "Its code, as events carry it.")
    name: str = fields.text(lambda c: c.c.name, "Its name.")
    kind: ConveyanceKind = fields.code(lambda c: c.c.kind, "What it is.")
    region: Region = fields.one(lambda c, r: r.c.code == c.c.region_code, "The region it serves.")
    home: Place | None = fields.one(
        lambda c, f: and_(same_election(c, f), f.c.code == c.c.home_code), "Where it belongs; null where that is unknown."
    )
    capacity_boxes: int = fields.number(lambda c: c.c.capacity_boxes, "How many boxes it can carry.")
    speed_kn: float = fields.number(lambda c: c.c.speed_kn, "Its speed in service, in knots.")
    clearance_m: int | None = fields.number(lambda c: c.c.clearance_m, "How far it keeps from the shore, in metres; null on land.")
    wave_limit_m: float | None = fields.number(lambda c: c.c.wave_limit_m, "The significant wave height above which it stays in port.")
    position: Position | None = located(lambda c: c.c.point, "Its last reported position; null before the first report.")
    course_deg: float | None = fields.number(lambda c: c.c.course_deg, "Its last course in degrees from north, clockwise.")
    speed_now_kn: float | None = fields.number(lambda c: c.c.speed_now_kn, "Its last speed in knots.")
    reported_at: datetime | None = fields.moment(lambda c: c.c.reported_at, "When it was there, on the election's clock.")
    boxes_aboard: int = fields.number(_boxes_aboard, "How many boxes are aboard, by their last scans.")
    current_leg: Leg | None = fields.one(
        _current,
        "The leg it is on: departed and not arrived; null where there is none.",
        order=lambda leg: [leg.c.departed_at.desc(), leg.c.shipment_code, leg.c.number],
    )
    legs: list[Leg] = fields.many(
        _legs,
        "The legs it travels, one for each shipment aboard, by time; at most 200.",
        order=lambda leg: [leg.c.planned_depart_at, leg.c.shipment_code, leg.c.number],
        limit=200,
    )


@extends(Leg)
class LegConveyance:
    """What conveyances add to a leg."""

    conveyance: Conveyance | None = fields.one(
        lambda leg, c: and_(same_election(leg, c), c.c.code == leg.c.conveyance_code), "What carries the boxes; null for a transfer."
    )


@extends(Scan)
class ScanConveyance:
    """What conveyances add to a scan."""

    conveyance: Conveyance | None = fields.one(
        lambda s, c: and_(same_election(s, c), c.c.code == s.c.place_code), "The conveyance it was made aboard; null ashore."
    )


@entity(Entity(positions, ("election_id", "conveyance_code", "at"), in_sight))
@strawberry.type(description="A reported position of a conveyance.")
class TrackPoint:
    """One point of a track."""

    at: datetime = fields.moment(lambda p: p.c.at, "When it was there, on the election's clock.")
    position: Position = located(lambda p: p.c.point, "Where it was.")
    course_deg: float | None = fields.number(lambda p: p.c.course_deg, "Course in degrees from north, clockwise.")
    speed_kn: float | None = fields.number(lambda p: p.c.speed_kn, "Speed in knots.")


@entity(Entity(positions, ("election_id", "conveyance_code", "at"), in_sight))
@strawberry.type(description="Where a conveyance was at a time: its newest report not after it.")
class ConveyancePosition(TrackPoint):
    """A track point that says whose it is."""

    conveyance: Conveyance = fields.one(lambda p, c: and_(same_election(p, c), c.c.code == p.c.conveyance_code), "The conveyance.")
