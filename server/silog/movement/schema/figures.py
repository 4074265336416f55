"""Progress and the honest sentence's figures in GraphQL."""

from collections.abc import Callable
from datetime import datetime

import strawberry
from sqlalchemy import Integer, and_, cast, exists, func, literal_column, not_, or_, select, true, union_all
from sqlalchemy.sql import FromClause
from sqlalchemy.types import Text

from silog.custody.schema.boxes import StateCount
from silog.custody.tables import boxes, region_totals
from silog.kit.graphql.declare import fields
from silog.kit.graphql.declare.entities import ELECTION, Entity, entity, for_everyone, in_region
from silog.kit.graphql.declare.sources import Condition, Expression, Row
from silog.movement.tables import box_journeys
from silog.places.schema import Region
from silog.places.schema.territory import election_now
from silog.places.tables import regions, station_counts

PROVINCE_LENGTH = 2
_territories = union_all(select(regions.c.code), select(literal_column("''", Text).label("code"))).subquery("territories")


def _of_territory(count: Row, territory: Row) -> Condition:
    """The counts of a region; of '', which is everything in sight, those of the provinces."""
    return or_(count.c.region_code == territory.c.code, and_(territory.c.code == "", func.length(count.c.region_code) == PROVINCE_LENGTH))


def _counted(territory: Row, column: str = "boxes") -> Expression:
    """Boxes of a territory: from the kept counts, not from boxes."""
    count = region_totals.alias()
    return _total(count, count.c[column], _of_territory(count, territory))


def _total(count: Row, value: Expression, *conditions: Condition) -> Expression:
    total = func.coalesce(func.sum(value), 0, type_=Integer())
    return select(cast(total, Integer)).where(count.c.election_id == ELECTION, *conditions).correlate_except(count).scalar_subquery()


def _with_counts() -> FromClause:
    """Regions, each with its totals."""
    count, region = region_totals.alias("counts"), regions.alias("region")
    totals = [func.coalesce(count.c[name], 0, type_=Integer()).label(name) for name in ("boxes", "in_transit", "delivered")]
    its_own = and_(count.c.election_id == ELECTION, count.c.region_code == region.c.code)
    return select(region, *totals).select_from(region.outerjoin(count, its_own)).subquery()


@entity(Entity(_with_counts(), ("code",), for_everyone))
@strawberry.type(description="How far a region's boxes have come.")
class Progress:
    """Progress of one region; its row is the region with its counts."""

    region: Region = fields.embedded(lambda r: r, "The region.")
    boxes: int = fields.number(lambda r: r.c.boxes, "How many boxes belong to it.")
    boxes_in_transit: int = fields.number(lambda r: r.c.in_transit, "How many are on their way, out or back, hubs included.")
    boxes_delivered: int = fields.number(lambda r: r.c.delivered, "How many have reached their polling station, or are beyond.")
    counts: list[StateCount] = fields.many(
        lambda r, p: and_(p.c.region_code == r.c.code, p.c.boxes > 0), "How many boxes stand in which state.", order=lambda p: [p.c.state]
    )


def _in(row: Row, region: Row) -> list[Expression]:
    """Rows of the viewer's scope that lie in the summarised region."""
    return [in_region(row), row.c.region_code >= region.c.code, row.c.region_code < region.c.code + "~"]


def _excepted(region: Row) -> Expression:
    return _counted(region, "excepted")


def _stations(region: Row) -> Expression:
    count = station_counts.alias()
    return _total(count, count.c.stations, _of_territory(count, region))


def _late(region: Row, also: Callable[[Row], Condition] = lambda _: true()) -> Expression:
    """Late boxes, from what is due first: what counts are kept cannot know, for boxes become late by the clock alone."""
    journey = box_journeys.alias()
    late = and_(*_in(journey, region), journey.c.due_at < election_now(), also(journey))
    return select(func.count()).select_from(journey).where(late).correlate_except(journey).scalar_subquery()


def _has_no_exception(journey: Row) -> Condition:
    box = boxes.alias()
    its_own = and_(box.c.election_id == journey.c.election_id, box.c.code == journey.c.box_code)
    return not_(exists(select(box.c.code).where(its_own, func.cardinality(box.c.exceptions) > 0).correlate_except(box)))


def _needing(region: Row) -> Expression:
    return _excepted(region) + _late(region, _has_no_exception)


@entity(Entity(_territories, ("code",), for_everyone))
@strawberry.type(description="The honest sentence in figures: how many boxes are where they should be, and how many need somebody.")
class Summary:
    """Summary of one territory: a region, or ('') all that is in sight."""

    region: Region | None = fields.one(lambda t, r: r.c.code == t.c.code, "The region that is summed up; null for all that is in sight.")
    as_of: datetime = fields.moment(lambda _: election_now(), "When this is true, on the election's clock.")
    stations: int = fields.number(_stations, "How many polling stations there are.")
    boxes: int = fields.number(_counted, "How many boxes there are.")
    boxes_on_track: int = fields.number(
        lambda r: _counted(r) - _needing(r), "How many are where they should be: nothing wrong with them, and not late."
    )
    boxes_needing_you: int = fields.number(_needing, "How many have an exception or are late.")
    boxes_with_exception: int = fields.number(_excepted, "How many have an exception.")
    boxes_late: int = fields.number(_late, "How many are late; 0 in the public view, which does not know the plan.")
    boxes_in_transit: int = fields.number(lambda r: _counted(r, "in_transit"), "How many are on their way, out or back.")
    boxes_delivered: int = fields.number(lambda r: _counted(r, "delivered"), "How many have reached their polling station, or are beyond.")
