"""The feed in GraphQL: a subscription that resumes where it was left."""

import enum
from collections.abc import AsyncGenerator, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Annotated, Any

import strawberry
from sqlalchemy import BigInteger, Boolean, Select, Text, and_, bindparam, cast, func, or_, select

from silog.alerts.facts import IncidentChange
from silog.alerts.schema import Incident
from silog.custody.rules import BoxState
from silog.custody.schema import Box, Scan
from silog.kit.graphql.declare import fields
from silog.kit.graphql.declare.arguments import Arguments, refused
from silog.kit.graphql.declare.entities import ELECTION, Entity, entity, for_everyone
from silog.kit.graphql.declare.geography import Position, located
from silog.kit.graphql.declare.relay import Cursor, decode_cursor
from silog.kit.graphql.declare.sources import Condition, Follow, Row
from silog.kit.graphql.plan.cursors import written_cursor
from silog.live.plans import PlanWalk
from silog.live.reader import FeedWalk
from silog.live.tables import feed
from silog.movement.schema import Conveyance
from silog.people.rules import Right
from silog.places.schema import ElectionClock
from silog.places.tables import elections
from silog.planning.schema import PlanProgress

_SINCE = bindparam("since", type_=BigInteger())
_UNTIL = bindparam("until", type_=BigInteger())
_IS_RESET = bindparam("is_reset", type_=Boolean())
_IS_THINNED = bindparam("is_thinned", type_=Boolean())
_CHANGE = bindparam("change", type_=BigInteger())
_NAME = "feed"


strawberry.enum(
    IncidentChange,
    description="What became of an incident. JOINED: something was found that belongs to one which stands; the others are what people do.",
)


@strawberry.enum(description="What an entry of the feed tells.")
class LiveKind(enum.Enum):
    """The kinds of entries."""

    SCAN = strawberry.enum_value("SCAN", description="A scan was recorded.")
    POSITION = strawberry.enum_value("POSITION", description="A conveyance reported its position.")
    PORT = strawberry.enum_value("PORT", description="A port was moved: routes that start or end there may have changed.")
    SEA_AREA = strawberry.enum_value("SEA_AREA", description="An area of the sea was set or ended.")
    INCIDENT = strawberry.enum_value(
        "INCIDENT", description="An incident opened, was joined by what was found later, acknowledged, assigned or resolved."
    )


def _told(row: Row) -> Condition:
    """Entries of the election; row-level security adds the region and the view."""
    condition: Condition = row.c.election_id == ELECTION
    return condition


@entity(Entity(feed, ("election_id", "seq"), _told))
@strawberry.type(
    description="One thing that happened. The plain values are in the entry; `box`, `scan`, `conveyance`, `incident` are as they are now."
)
class LiveItem:
    """One entry of the feed."""

    cursor: Cursor = fields.code(lambda f: written_cursor(_NAME, f.c.seq), "Resume after this entry.")
    kind: LiveKind = fields.code(lambda f: f.c.kind, "What it tells.")
    at: datetime = fields.moment(lambda f: f.c.at, "When it happened, on the election's clock; not when it was received.")
    box_code: str | None = fields.text(lambda f: f.c.box_code, "The box's code as it was scanned.")
    state: BoxState | None = fields.code(lambda f: f.c.state, "The box's state after the scan was folded in; null for an unknown box.")
    place_code: str | None = fields.text(
        lambda f: f.c.place_code, "Where the scan says it was made; or the code of the port that was moved, or of the sea area."
    )
    conveyance_code: str | None = fields.code(lambda f: f.c.conveyance_code, "The conveyance that reported.")
    position: Position | None = located(lambda f: f.c.point, "The reported position; the berth of a port that was moved.")
    course_deg: float | None = fields.number(lambda f: f.c.course_deg, "Course over ground in degrees from north, clockwise.")
    speed_kn: float | None = fields.number(lambda f: f.c.speed_kn, "Speed over ground in knots.")
    box: Box | None = fields.one(
        lambda f, b: and_(b.c.election_id == f.c.election_id, b.c.code == f.c.box_code), "The box; null for an unknown one."
    )
    scan: Scan | None = fields.one(lambda f, s: and_(s.c.election_id == f.c.election_id, s.c.id == f.c.scan_id), "The scan.")
    conveyance: Conveyance | None = fields.one(
        lambda f, c: and_(c.c.election_id == f.c.election_id, c.c.code == f.c.conveyance_code), "The conveyance."
    )
    incident_change: IncidentChange | None = fields.code(lambda f: f.c.incident_change, "What became of the incident.")
    incident: Incident | None = fields.one(
        lambda f, i: and_(i.c.election_id == f.c.election_id, i.c.id == f.c.incident_id), "The incident."
    )


def _newest(e: Row) -> Select[tuple[int]]:
    """The last entry of a window about each thing that entries are about: a region's own, as others are not in everybody's sight."""
    f = feed.alias()
    about = func.coalesce(f.c.box_code, f.c.conveyance_code, f.c.place_code, cast(f.c.incident_id, Text))
    within = and_(f.c.election_id == e.c.id, f.c.seq > _SINCE, f.c.seq <= _UNTIL)
    return select(func.max(f.c.seq)).where(within).group_by(f.c.kind, f.c.region_code, about)


@entity(Entity(elections, ("id",), for_everyone))
@strawberry.type(description="What happened since the last batch, and where that leaves the reader.")
class LiveBatch:
    """One window of the feed."""

    cursor: Cursor = fields.code(lambda _: written_cursor(_NAME, _UNTIL), "Resume with `since` set to this.")
    clock: ElectionClock = fields.embedded(lambda e: e, "The election's clock.")
    is_reset: bool = fields.truth(
        lambda _: _IS_RESET, "Whether the cursor was too old: ask for the present state anew, then follow from here."
    )
    is_thinned: bool = fields.truth(
        lambda _: _IS_THINNED,
        "Whether more happened than this reader took in: then entries are left out that a later one of this batch about the same box, "
        "conveyance, port, area or incident has overtaken. Follow again with the cursor before this batch to be told them all.",
    )
    items: list[LiveItem] = fields.many(
        lambda e, f: and_(f.c.election_id == e.c.id, f.c.seq > _SINCE, f.c.seq <= _UNTIL, or_(~_IS_THINNED, f.c.seq.in_(_newest(e)))),
        "What happened, in the order it was committed.",
        order=lambda f: [f.c.seq],
    )


def _walk(context: Any, arguments: Mapping[str, Any]) -> AbstractContextManager[FeedWalk]:  # noqa: ANN401
    since = arguments.get("since")
    found: AbstractContextManager[FeedWalk] = context.feed.walk(context.scope.election_id, None if since is None else _seq(since))
    return found


def _seq(cursor: str) -> int:
    content = decode_cursor(cursor)
    if content[0] != _NAME or len(content) != 2 or not isinstance(content[1], int):  # noqa: PLR2004 -- name and seq
        raise refused("`since` is no cursor of the feed: use the `cursor` of an earlier batch or item.")
    return content[1]


def _plan_of(_: Row, p: Row, arguments: Arguments) -> Condition:
    """One plan. The number of the change is asked with, so that what was read before a change is never shown after it."""
    return and_(p.c.number == arguments.bind("number", type_=BigInteger()), _CHANGE.is_not(None))


def _plan_walk(context: Any, arguments: Mapping[str, Any]) -> AbstractContextManager[PlanWalk]:  # noqa: ANN401
    context.viewer.demand(Right.READ_PLANS)
    found: AbstractContextManager[PlanWalk] = context.feed.plans.walk(
        context.scope.election_id, arguments["number"], context.scope.region_code
    )
    return found


@strawberry.type
class LiveSubscription:
    """The fields of Subscription."""

    @strawberry.subscription(
        description="What happens in your scope: scans, positions, incidents. The first batch comes at once and may be empty.",
        metadata={fields.KEY: Follow(lambda _, e, __: e.c.id == ELECTION, _walk, full_view_only=True)},
    )
    async def live_feed(
        self,
        since: Annotated[
            Cursor | None, strawberry.argument(description="Resume after this cursor; without it, the feed starts now.")
        ] = None,
    ) -> AsyncGenerator[LiveBatch, None]: ...

    @strawberry.subscription(
        description="How far a plan of your region is, whenever it has changed; at once for a start. Null where there is no such plan. For "
        "planners, offices, supervisors and auditors.",
        metadata={fields.KEY: Follow(_plan_of, _plan_walk, full_view_only=True)},
    )
    async def plan_progress(
        self, number: Annotated[int, strawberry.argument(description="The plan's number.")]
    ) -> AsyncGenerator[PlanProgress | None, None]: ...
