"""Ballot boxes in GraphQL."""

from datetime import datetime
from typing import Final

import strawberry
from sqlalchemy import and_, func, select

from silog.custody.rules import BoxException, BoxState, Contest
from silog.custody.schema.handovers import Handover, since
from silog.custody.schema.scans import SCAN_ORDERS, InScanOrder, Period, Scan, ScanOrder, ScanTypes, of_kind_and_time, place_code_in_sight
from silog.custody.tables import boxes, progress
from silog.kit.graphql.declare import fields
from silog.kit.graphql.declare.arguments import Arguments
from silog.kit.graphql.declare.entities import Entity, entity
from silog.kit.graphql.declare.extension import extends
from silog.kit.graphql.declare.fields import page, planned
from silog.kit.graphql.declare.relay import After, Connection, First, Node, node_id
from silog.kit.graphql.declare.sources import Condition, Expression, Row
from silog.people.schema import Device
from silog.places.schema import Facility, Place, PollingStation, Region


def same_election(left: Row, right: Row) -> Condition:
    """Rows of one election: part of every relation, so that training and real data cannot be joined."""
    condition: Condition = left.c.election_id == right.c.election_id
    return condition


def _scans(box: Row, scan: Row, arguments: Arguments) -> Condition:
    return and_(same_election(box, scan), scan.c.box_code == box.c.code, of_kind_and_time(scan, arguments))


_KEPT_OF_LAST_SCAN: Final = {
    "election_id": "election_id",
    "id": "last_scan_id",
    "box_code": "code",
    "type": "last_scan_type",
    "place_code": "last_scan_place_code",
    "occurred_at": "last_scan_at",
    "region_code": "last_scan_region_code",
}


@entity(Entity(boxes, ("election_id", "code")))
@strawberry.type(description="A ballot box. Its state is derived from its scans; nothing else sets it.")
class Box(Node):
    """One box."""

    id: strawberry.ID = node_id("Box", "election_id", "code")
    code: str = fields.code(lambda b: b.c.code, "The code on its label: opaque, with a check character.")
    station: PollingStation = fields.one(
        lambda b, f: and_(same_election(b, f), f.c.code == b.c.station_code), "The polling station it belongs to."
    )
    region: Region = fields.one(lambda b, r: r.c.code == b.c.region_code, "The village of its station.")
    contest: Contest = fields.code(lambda b: b.c.contest, "Which election's ballots it holds.")
    is3t: bool = fields.truth(lambda b: b.c.is_3t, "Whether it goes to an area that is served first.")
    state: BoxState = fields.code(lambda b: b.c.state, "How far it has come.")
    exceptions: list[BoxException] = fields.codes(lambda b: b.c.exceptions, "What is wrong with it now; empty when nothing is.")
    seals: list[str] = fields.codes(lambda b: b.c.seals, "The seal numbers on it, as last scanned.")
    place_code: str | None = fields.text(
        place_code_in_sight,
        "Code of where it is: a place, or while aboard a conveyance. Null before the first scan, and in the public view while aboard.",
    )
    place: Place | None = fields.one(
        lambda b, f: and_(same_election(b, f), f.c.code == b.c.place_code), "The place where it is; null while it is aboard."
    )
    last_scan: Scan | None = fields.one(
        lambda b, s: and_(same_election(b, s), s.c.id == b.c.last_scan_id),
        "The scan that happened last, whenever it arrived.",
        kept=_KEPT_OF_LAST_SCAN,
    )
    held_by: Device | None = fields.one(
        lambda b, d: and_(same_election(b, d), d.c.id == b.c.holder_id),
        "The device of whoever has it: the last one that did something with it. Null in the public view.",
    )
    held_since: datetime | None = fields.moment(lambda b: b.c.held_since, "Since when.")
    open_handover: Handover | None = fields.one(
        lambda b, h: and_(same_election(b, h), h.c.box_code == b.c.code, h.c.open_since.is_not(None)),
        "The handover that one side alone has signed; where there are several, the one that began first. Null in the public view.",
        order=lambda h: [h.c.open_since, h.c.nonce],
    )
    handovers: list[Handover] = fields.many(
        lambda b, h: and_(same_election(b, h), h.c.box_code == b.c.code),
        "Its handovers, in their order. Empty in the public view.",
        order=lambda h: [since(h), h.c.nonce],
        limit=200,
    )
    scan_count: int = fields.number(lambda b: b.c.scan_count, "How many scans are known of it.")

    @planned(page(_scans, SCAN_ORDERS), "The custody timeline: the scans of the box.")
    def scans(
        self,
        types: ScanTypes = None,
        between: Period = None,
        order_by: InScanOrder = ScanOrder.OLDEST,
        first: First = 50,
        after: After = None,
    ) -> Connection[Scan]: ...


@extends(Scan)
class ScannedBox:
    """What boxes add to a scan."""

    box: Box | None = fields.one(
        lambda s, b: and_(same_election(s, b), b.c.code == s.c.box_code), "The box; null where nobody issued one of that code."
    )


@extends(Handover)
class HandedBox:
    """What boxes add to a handover."""

    box: Box = fields.one(lambda h, b: and_(same_election(h, b), b.c.code == h.c.box_code), "The box.")


@extends(PollingStation)
class StationBoxes:
    """What custody adds to a polling station."""

    boxes: list[Box] = fields.many(
        lambda f, b: and_(same_election(f, b), b.c.station_code == f.c.code), "The station's boxes, by code.", order=lambda b: [b.c.code]
    )


def _boxes_here(place: Row) -> Expression:
    box = boxes.alias()
    here = and_(box.c.election_id == place.c.election_id, box.c.place_code == place.c.code)
    return select(func.count()).select_from(box).where(here).correlate_except(box).scalar_subquery()


@extends(Place, Facility, PollingStation)
class BoxesHere:
    """What custody adds to every place."""

    boxes_here: int = fields.number(_boxes_here, "How many boxes are there now, by their last scans.")


@entity(Entity(progress, ("election_id", "region_code", "state")))
@strawberry.type(description="How many boxes stand in one state.")
class StateCount:
    """One count."""

    state: BoxState = fields.code(lambda p: p.c.state, "The state.")
    boxes: int = fields.number(lambda p: p.c.boxes, "How many boxes; never 0.")


@extends(Region)
class RegionProgress:
    """What custody adds to a region."""

    progress: list[StateCount] = fields.many(
        lambda r, p: and_(p.c.region_code == r.c.code, p.c.boxes > 0),
        "How many of the region's boxes stand in which state; kept as scans arrive.",
        order=lambda p: [p.c.state],
    )
