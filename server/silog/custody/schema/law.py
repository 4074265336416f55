"""The law of openings in GraphQL: a phone without signal must know it before a box is opened unlawfully."""

from datetime import datetime
from typing import Any

import strawberry

from silog.custody.rules import BoxState, Law, Office, ScanType, law_for
from silog.custody.rules.law import Opening
from silog.custody.rules.whereabouts import PlaceKind
from silog.kit.graphql.declare.fields import computed
from silog.kit.scope import Scope
from silog.places.queries import election_numbered

LAW_PRICE = 10
"""Reading a decree that is in memory, and one row."""
strawberry.enum(Office, description="An office, by the place that its devices are enrolled at.")
strawberry.enum(PlaceKind, description="Kinds of place, as custody tells them apart.")


@strawberry.type(description="One lawful opening of a box: by which act, from which state, at which of its own places, by whom and when.")
class LawfulOpening:
    """A row of the decree."""

    rule: str = strawberry.field(description="The rule's name in the decree's file.")
    act: ScanType = strawberry.field(description="The act that opens the box.")
    state: BoxState = strawberry.field(description="The state from which it may be opened.")
    place: PlaceKind = strawberry.field(description="The kind of place; it must be the box's own.")
    offices: list[Office] = strawberry.field(description="The offices that may do it.")
    from_at: datetime = strawberry.field(description="From when, on the election's clock.")
    until_at: datetime = strawberry.field(description="Before when, on the election's clock.")


@strawberry.type(description="What the decree of the election says about opening boxes.")
class CustodyLaw:
    """The law of one election."""

    decree: str = strawberry.field(description="The decree.")
    polls_close_at: datetime = strawberry.field(description="No unopened box starts its way back before this, on the election's clock.")
    openings: list[LawfulOpening] = strawberry.field(description="Every opening that is lawful; all others are not.")


@strawberry.type
class LawQuery:
    """The field of Query that asks for the law."""

    @computed(LAW_PRICE, "Who may open a box, where and when, in the election that is in sight.")
    async def custody_law(self, info: strawberry.Info[Any, None]) -> CustodyLaw | None:
        """Resolve the decree for the election's voting day."""
        viewer, database = info.context.viewer, info.context.database
        async with database.unit_of_work(Scope.whole_election(viewer.election_id)) as work:
            election = await election_numbered(work.connection, viewer.election_id)
        return _shown(law_for(election.voting_day))


def _shown(law: Law) -> CustodyLaw:
    openings = [_opening(act, opening) for act, opening in law.openings.items()]
    return CustodyLaw(decree=law.decree, polls_close_at=law.polls_close_at, openings=openings)


def _opening(act: ScanType, opening: Opening) -> LawfulOpening:
    return LawfulOpening(
        rule=opening.id,
        act=act,
        state=opening.state,
        place=opening.place,
        offices=sorted(opening.offices),
        from_at=opening.from_at,
        until_at=opening.until_at,
    )
