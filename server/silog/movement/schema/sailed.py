"""The way a conveyance has come, in GraphQL. Answered by Python, since silences are filled by the router; for who has signed in."""

from datetime import datetime
from typing import Annotated, Any

import strawberry

from silog.kit.graphql.declare.fields import computed
from silog.kit.graphql.declare.geography import Between
from silog.kit.graphql.declare.scalars import GeoJSON
from silog.movement.sailed import MOST_INFERRED, MOST_POSITIONS, Stretch, stretches_of
from silog.people.rules import Right

Argument = strawberry.argument
STRETCHES_COST = 20_000
"""What the question counts for in the cost of an operation: each silence asks for a route."""


@strawberry.type(description="A part of the way a conveyance has come: reported positions, or a silence between two of them.")
class TrackStretch:
    """One part."""

    from_at: datetime = strawberry.field(description="When it begins, on the election's clock.")
    to_at: datetime = strawberry.field(description="When it ends.")
    line: GeoJSON | None = strawberry.field(description="Where it led, a LineString; null where no way was found for a silence.")
    length_m: float = strawberry.field(description="Its length in metres; 0 where there is no line.")
    is_inferred: bool = strawberry.field(description="True for a silence: the shortest way by sea that the conveyance can have taken.")
    reason: str | None = strawberry.field(description="Why there is no line, for people; null where there is one.")


@strawberry.type
class SailedQuery:
    """The field of Query that tells the way somebody has come."""

    @computed(
        STRETCHES_COST,
        "The way a conveyance has come, oldest first, for who has signed in. Where nothing was heard for 15 minutes it is drawn by the "
        f"router, never across an island. At most the newest {MOST_POSITIONS:,} positions and {MOST_INFERRED} silences.",
    )
    async def track_stretches(
        self,
        info: strawberry.Info[Any, None],
        conveyance: Annotated[str, Argument(description="The conveyance's code.")],
        between: Annotated[Between | None, Argument(description="Only in this period, on the election's clock.")] = None,
    ) -> list[TrackStretch] | None:
        """Ask for it."""
        viewer = info.context.viewer
        viewer.demand(Right.ASK_ROUTES)
        period = between or Between()
        found = await stretches_of(info.context.database, info.context.routes, viewer, conveyance, (period.from_, period.to))
        return [_told(stretch) for stretch in found]


def _told(stretch: Stretch) -> TrackStretch:
    coords = stretch.coords
    return TrackStretch(
        from_at=stretch.from_at,
        to_at=stretch.to_at,
        line=None if coords is None else GeoJSON({"type": "LineString", "coordinates": [list(corner) for corner in coords]}),
        length_m=round(stretch.length_m, 1),
        is_inferred=stretch.is_inferred,
        reason=stretch.reason,
    )
