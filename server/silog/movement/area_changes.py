"""Setting and ending areas of the sea: the plan follows in the same transaction, as it does where a port moves.

Waters are closed by those who may, and by the weather: an area is never refused because a planned leg would have no way round it. Such
a leg keeps its route and is named, for somebody to plan it anew.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from silog.kit.database import Database, UnitOfWork
from silog.kit.scope import Scope
from silog.movement.area_legs import gather_at_sea
from silog.movement.moving import shown
from silog.movement.rerouting import Rerouted, reroute, store_routes
from silog.movement.routing import Stretch
from silog.people.rules import Viewer
from silog.places.actions import Written
from silog.places.reading import File
from silog.routes.actions import AreaChange, areas_to_load, loader, store_area
from silog.routes.desk import RouteDesk
from silog.routes.roads import RoadFinder

Judge = Callable[[UnitOfWork], Awaitable[AreaChange]]
JudgeAll = Callable[[UnitOfWork], Awaitable[Sequence[AreaChange]]]


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

    async def judge_it(work: UnitOfWork) -> Sequence[AreaChange]:
        return [await judge(work)]

    return await _change(database, desk, viewer, judge_it, is_trial=is_trial)


async def load_areas(
    database: Database, desk: RouteDesk, election_id: int, file: File, region: str | None, *, is_dry_run: bool = False
) -> tuple[Written, AreaOutcome]:
    """Load a file of areas, all of it or nothing, and let the plan follow. What changes is audited; the same again changes nothing."""
    async with database.unit_of_work(Scope.whole_election(election_id)) as work:
        viewer = await loader(work, region)
    written = Written()

    async def judge(work: UnitOfWork) -> Sequence[AreaChange]:
        nonlocal written
        changes, unchanged = await areas_to_load(work, viewer, file)
        new = sum(change.before is None for change in changes)
        written = Written(inserted=new, changed=len(changes) - new, unchanged=unchanged)
        return changes

    outcome = await _change(database, desk, viewer, judge, is_trial=is_dry_run)
    return written, outcome


async def _change(database: Database, desk: RouteDesk, viewer: Viewer, judge: JudgeAll, *, is_trial: bool) -> AreaOutcome:
    roads = RoadFinder(database)
    async with database.unit_of_work(Scope.whole_election(viewer.election_id)) as work:
        changes = await judge(work)
        if not changes:
            return AreaOutcome(0, 0, (), ())
        asked = await gather_at_sea(work, changes)
    # Outside of the transaction: the first route with new areas takes seconds, and nobody's row is locked meanwhile.
    outcome = await reroute(desk, asked, roads)
    if not is_trial:
        async with database.unit_of_work(Scope.whole_election(viewer.election_id)) as work:
            facts = [await store_area(work, viewer, change) for change in changes]
            now = await gather_at_sea(work, changes)
            if now != asked:  # a leg has departed or was planned meanwhile
                asked, outcome = now, await reroute(desk, now, roads)
            await store_routes(work, outcome)
            for fact in facts:
                await work.announce(replace(fact, regions=tuple(sorted({*fact.regions, *outcome.regions}))))
    return AreaOutcome(len(outcome.routes), asked.legs.kept, _stranded(outcome), shown(outcome))


def _stranded(outcome: Rerouted) -> tuple[Stranded, ...]:
    return tuple(Stranded(shipment, number, why) for shipment, number, why in outcome.stranded)
