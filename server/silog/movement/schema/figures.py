"""Progress and the honest sentence's figures in GraphQL."""

from collections.abc import Callable
from datetime import datetime

import strawberry
from sqlalchemy import Integer, and_, cast, func, literal_column, or_, select, union_all
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Text

from silog.custody.rules import BoxState
from silog.custody.schema.boxes import StateCount
from silog.custody.tables import boxes, progress
from silog.kit.graphql.declare import fields
from silog.kit.graphql.declare.entities import ELECTION, Entity, entity, for_everyone, in_region
from silog.kit.graphql.declare.sources import Condition, Expression, Row
from silog.movement.schema.journeys import election_now, needs_attention
from silog.movement.tables import box_journeys
from silog.places.schema import Region
from silog.places.tables import facilities, regions

_STATES = list(BoxState)
_DELIVERED = _STATES[_STATES.index(BoxState.AT_STATION) :]
_IN_TRANSIT = [
    BoxState.LOADED,
    BoxState.IN_TRANSIT,
    BoxState.AT_HUB,
    BoxState.RETURN_LOADED,
    BoxState.RETURN_IN_TRANSIT,
    BoxState.RETURN_AT_HUB,
]


PROVINCE_LENGTH = 2
_territories = union_all(select(regions.c.code), select(literal_column("''", Text).label("code"))).subquery("territories")


def _of_region(count: Row, region: Row) -> Condition:
    condition: Condition = count.c.region_code == region.c.code
    return condition


def _of_territory(count: Row, territory: Row) -> Condition:
    """The counts of a region; of '', which is everything in sight, those of the provinces."""
    return or_(_of_region(count, territory), and_(territory.c.code == "", func.length(count.c.region_code) == PROVINCE_LENGTH))


def _counted(region: Row, states: list[BoxState] | None, of: Callable[[Row, Row], Condition] = _of_territory) -> Expression:
    """Boxes of a region in some states, or in any: from the kept counts, not from boxes."""
    count = progress.alias()
    its_own = [count.c.election_id == ELECTION, of(count, region)]
    if states is not None:
        its_own.append(count.c.state == func.any(cast([state.value for state in states], ARRAY(Text))))
    total = func.coalesce(func.sum(count.c.boxes), 0, type_=Integer())
    return select(cast(total, Integer)).where(and_(*its_own)).correlate_except(count).scalar_subquery()


@entity(Entity(regions, ("code",), for_everyone))
@strawberry.type(description="How far a region's boxes have come.")
class Progress:
    """Progress of one region; its row is the region."""

    region: Region = fields.embedded(lambda r: r, "The region.")
    boxes: int = fields.number(lambda r: _counted(r, None, _of_region), "How many boxes belong to it.")
    boxes_in_transit: int = fields.number(
        lambda r: _counted(r, _IN_TRANSIT, _of_region), "How many are on their way, out or back, hubs included."
    )
    boxes_delivered: int = fields.number(
        lambda r: _counted(r, _DELIVERED, _of_region), "How many have reached their polling station, or are beyond."
    )
    counts: list[StateCount] = fields.many(
        lambda r, p: and_(p.c.region_code == r.c.code, p.c.boxes > 0), "How many boxes stand in which state.", order=lambda p: [p.c.state]
    )


def _in(row: Row, region: Row) -> list[Expression]:
    """Rows of the viewer's scope that lie in the summarised region."""
    return [in_region(row), row.c.region_code >= region.c.code, row.c.region_code < region.c.code + "~"]


def _needing(region: Row) -> Expression:
    box = boxes.alias()
    return select(func.count()).select_from(box).where(*_in(box, region), needs_attention(box)).correlate_except(box).scalar_subquery()


def _excepted(region: Row) -> Expression:
    box = boxes.alias()
    wrong = func.cardinality(box.c.exceptions) > 0
    return select(func.count()).select_from(box).where(*_in(box, region), wrong).correlate_except(box).scalar_subquery()


def _late(region: Row) -> Expression:
    journey = box_journeys.alias()
    late = journey.c.due_at < election_now()
    return select(func.count()).select_from(journey).where(*_in(journey, region), late).correlate_except(journey).scalar_subquery()


def _stations(region: Row) -> Expression:
    station = facilities.alias()
    wanted = station.c.kind == "POLLING_STATION"
    return select(func.count()).select_from(station).where(*_in(station, region), wanted).correlate_except(station).scalar_subquery()


@entity(Entity(_territories, ("code",), for_everyone))
@strawberry.type(description="The honest sentence in figures: how many boxes are where they should be, and how many need somebody.")
class Summary:
    """Summary of one territory: a region, or ('') all that is in sight."""

    region: Region | None = fields.one(lambda t, r: r.c.code == t.c.code, "The region that is summed up; null for all that is in sight.")
    as_of: datetime = fields.moment(lambda _: election_now(), "When this is true, on the election's clock.")
    stations: int = fields.number(_stations, "How many polling stations there are.")
    boxes: int = fields.number(lambda r: _counted(r, None), "How many boxes there are.")
    boxes_on_track: int = fields.number(
        lambda r: _counted(r, None) - _needing(r), "How many are where they should be: nothing wrong with them, and not late."
    )
    boxes_needing_you: int = fields.number(_needing, "How many have an exception or are late.")
    boxes_with_exception: int = fields.number(_excepted, "How many have an exception.")
    boxes_late: int = fields.number(_late, "How many are late; 0 in the public view, which does not know the plan.")
    boxes_in_transit: int = fields.number(lambda r: _counted(r, _IN_TRANSIT), "How many are on their way, out or back.")
    boxes_delivered: int = fields.number(lambda r: _counted(r, _DELIVERED), "How many have reached their polling station, or are beyond.")
