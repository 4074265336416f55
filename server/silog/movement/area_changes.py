"""Setting and ending areas of the sea: the plan follows in the same transaction, as it does where a port moves.

Waters are closed by those who may, and by the weather: an area is never refused because a planned leg would have no way round it. Such
a leg keeps its route and is named, for somebody to plan it anew.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from silog.kit.database import Database, UnitOfWork
from silog.kit.scope import Scope
from silog.movement.area_legs import gather_at_sea
from silog.movement.moving import shown
from silog.movement.rerouting import Rerouted, reroute, store_routes
from silog.movement.routing import Stretch
from silog.people.rules import Viewer
from silog.routes.actions import AreaChange, store_area
from silog.routes.desk import RouteDesk
from silog.routes.roads import RoadFinder

Judge = Callable[[UnitOfWork], Awaitable[AreaChange]]


@dataclass(frozen=True, slots=True)
class Stranded:
    """A planned leg that has no way any more: of which shipment, which one, and why."""

    shipment: str
    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class AreaOutcome:
    """What a change did: how many legs have a new route, how many have begun and keep theirs, and those that have no way any more."""

    legs_rerouted: int
    legs_kept: int
    stranded: tuple[Stranded, ...]
    routes: tuple[Stretch, ...]
    """The new routes, each once; at most as many as a moved port shows."""


async def change_area(database: Database, desk: RouteDesk, viewer: Viewer, judge: Judge, *, is_trial: bool = False) -> AreaOutcome:
    """Make a change that `judge` finds lawful, and route the legs at sea that it touches anew; in a trial nothing is stored."""
    roads = RoadFinder(database)
    async with database.unit_of_work(Scope.whole_election(viewer.election_id)) as work:
        change = await judge(work)
        asked = await gather_at_sea(work, change.before, change.after)
    # Outside of the transaction: the first route with new areas takes seconds, and nobody's row is locked meanwhile.
    outcome = await reroute(desk, asked, roads)
    if not is_trial:
        async with database.unit_of_work(Scope.whole_election(viewer.election_id)) as work:
            fact = await store_area(work, viewer, change)
            now = await gather_at_sea(work, change.before, change.after)
            if now != asked:  # a leg has departed or was planned meanwhile
                asked, outcome = now, await reroute(desk, now, roads)
            await store_routes(work, outcome)
            await work.announce(replace(fact, regions=tuple(sorted({*fact.regions, *outcome.regions}))))
    return AreaOutcome(len(outcome.routes), asked.legs.kept, _stranded(outcome), shown(outcome))


def _stranded(outcome: Rerouted) -> tuple[Stranded, ...]:
    return tuple(Stranded(shipment, number, why) for shipment, number, why in outcome.stranded)
