"""Boxes counted by what they have in common: the figures behind a bar chart or a table by district."""

import enum
from datetime import datetime
from typing import Annotated

import strawberry
from sqlalchemy import Text, case, func, null
from sqlalchemy.dialects.postgresql import ARRAY, array

from silog.custody.rules import BoxException
from silog.custody.schema.scans import place_code_in_sight
from silog.custody.tables import boxes
from silog.kit.graphql.declare import fields
from silog.kit.graphql.declare.arguments import Arguments
from silog.kit.graphql.declare.entities import ELECTION, Entity
from silog.kit.graphql.declare.fields import planned
from silog.kit.graphql.declare.sources import Expression, Groups, Row
from silog.movement.schema.box_lists import Which, chosen
from silog.movement.schema.conveyances import Conveyance
from silog.movement.schema.journeys import is_late, needs_attention, of_journey
from silog.places.schema import Place, Region

_DIGITS = {"PROVINCE": 2, "REGENCY": 5, "DISTRICT": 8}


@strawberry.enum(description="What boxes are counted by.")
class BoxGrouping(enum.Enum):
    """The keys of groups."""

    STATE = strawberry.enum_value("STATE", description="Their state.")
    CONTEST = strawberry.enum_value("CONTEST", description="Which election's ballots they hold.")
    PROVINCE = strawberry.enum_value("PROVINCE", description="The province of their station.")
    REGENCY = strawberry.enum_value("REGENCY", description="The regency or city of their station.")
    DISTRICT = strawberry.enum_value("DISTRICT", description="The district of their station.")
    VILLAGE = strawberry.enum_value("VILLAGE", description="The village of their station.")
    PLACE = strawberry.enum_value("PLACE", description="Where they are, by their last scans: a place or a conveyance.")


def _key(box: Row, arguments: Arguments) -> Expression:
    by = arguments.value("by").value
    if by in _DIGITS:
        return func.left(box.c.region_code, _DIGITS[by])
    if by == "PLACE":
        return place_code_in_sight(box)
    key: Expression = {"STATE": box.c.state, "CONTEST": box.c.contest, "VILLAGE": box.c.region_code}[by]
    return key


def _exceptions(box: Row) -> Expression:
    """Each exception that one of them has. An aggregate that took the lists apart would multiply the rows that are counted beside it."""
    found = [case((func.bool_or(box.c.exceptions.contains([one.value])), one.value)) for one in sorted(BoxException)]
    return func.array_remove(array(found), null(), type_=ARRAY(Text))


_MEASURES = {
    "boxes": lambda _: func.count(),
    "boxesLate": lambda box: func.count().filter(is_late(box)),
    "boxesWithException": lambda box: func.count().filter(func.cardinality(box.c.exceptions) > 0),
    "exceptions": _exceptions,
    "boxesNeedingYou": lambda box: func.count().filter(needs_attention(box)),
    "scans": lambda box: func.sum(box.c.scan_count),
    "nextDueAt": lambda box: func.min(of_journey(lambda j: j.c.due_at)(box)),
    "lastScanAt": lambda box: func.max(box.c.last_scan_at),
}


@strawberry.type(description="Boxes that have something in common, counted.")
class BoxGroup:
    """One group; its row is made of the aggregates."""

    key: str | None = fields.text(
        lambda g: g.c.key, "What they have in common: a state, a contest, a region's or a place's code. Null where that is not known."
    )
    region: Region | None = fields.one(lambda g, r: r.c.code == g.c.key, "The region, where they are counted by region.")
    place: Place | None = fields.one(
        lambda g, f: (f.c.election_id == ELECTION) & (f.c.code == g.c.key), "The place, where they are counted by place and are ashore."
    )
    conveyance: Conveyance | None = fields.one(
        lambda g, c: (c.c.election_id == ELECTION) & (c.c.code == g.c.key),
        "The conveyance, where they are counted by place and are aboard.",
    )
    boxes: int = fields.number(lambda g: g.c.boxes, "How many there are.")
    boxes_late: int = fields.number(lambda g: g.c.boxesLate, "How many are late; 0 in the public view.")
    boxes_with_exception: int = fields.number(lambda g: g.c.boxesWithException, "How many have an exception.")
    exceptions: list[BoxException] = fields.codes(
        lambda g: g.c.exceptions, "What is wrong with any of them, each kind once, by its name; empty when nothing is."
    )
    boxes_needing_you: int = fields.number(lambda g: g.c.boxesNeedingYou, "How many have an exception or are late.")
    scans: int = fields.number(lambda g: g.c.scans, "How many scans are known of them.")
    next_due_at: datetime | None = fields.moment(lambda g: g.c.nextDueAt, "When the most urgent of them is due.")
    last_scan_at: datetime | None = fields.moment(lambda g: g.c.lastScanAt, "When one of them was scanned last.")


@strawberry.type
class BoxGroupsQuery:
    """The root field."""

    @planned(
        Groups(chosen, lambda: Entity(boxes, ("election_id", "code")), _key, _MEASURES, limit=5_000),
        "Boxes counted by what they have in common, by that key; at most 5,000 groups, so narrow them by `filter` for more.",
    )
    def box_groups(
        self,
        by: Annotated[BoxGrouping, strawberry.argument(description="What to count them by.")],
        filter: Which = None,  # noqa: A002 -- the API's word
    ) -> list[BoxGroup] | None: ...
