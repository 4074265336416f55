"""Both stages together: planned, sailed in the weather, and planned again with earlier deadlines for what is too often late."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from silog_gis.plan.making.case import Case
from silog_gis.plan.making.desk import Desk
from silog_gis.plan.stages.rounds import Asked, HubRounds, all_rounds
from silog_gis.plan.stages.voyages import Voyages, choose_hubs, voyages
from silog_gis.plan.stages.weathering import Tried, Weathers, is_sure
from silog_gis.plan.whole.progress import Stage

MOST_TIMES: Final = 6
_SLACK_STEP_S: Final = 900
"""Slacks that differ by less are taken as equal: a quarter of an hour is no reason to sail longer."""
_SURE: Final = 0.95
"""The share of weathers in which there is as much slack as is compared."""
_FIRST_SHARE: Final = 0.3
"""How much of the time the first plan may take."""
_LAST_SHARE: Final = 0.75
"""After so much of the time nothing is planned again: what is left is for fallbacks, for what breaks, and for the checker."""


@dataclass(frozen=True)
class Whole:
    """A plan of both stages, and what came of it in the weather."""

    voyages: Voyages
    rounds: tuple[HubRounds, ...]
    tried: Tried
    asked: Asked

    @property
    def unserved(self) -> set[str]:
        """Stations that get nothing."""
        return {*self.voyages.left, *(station for hub in self.rounds for station in hub.left)}


def improved(desk: Desk, weathers: Weathers) -> Whole:
    """Plan up to `MOST_TIMES` times and give the best; where hubs share vessels, in another order of the hubs too."""
    case = desk.case
    desk.budget.tell(Stage.VOYAGES)
    stowed = voyages(case, choose_hubs(case), seed=desk.seed)
    best: Whole | None = None
    for order in _orders(case, stowed):
        found = _from(desk, weathers, stowed, order)
        if best is None or merit(case, found) < merit(case, best):
            best = found
        if desk.budget.is_over(_LAST_SHARE) or not (_short(case, best) or best.unserved):
            break
    assert best is not None  # noqa: S101 -- there is always an order: a task without a hub is refused
    return best


def _from(desk: Desk, weathers: Weathers, stowed: Voyages, order: Sequence[str]) -> Whole:
    """Plan with one order of the hubs: as early as can be, then earlier for what is short, and at last without hurry.

    Where every place has a day of its own, hurry gains nothing, and rounds that are short for their own sake may be the surer.
    """
    case, budget = desk.case, desk.budget

    def planned(asked: Asked, seconds: float) -> Whole:
        rounds = tuple(all_rounds(desk, stowed, order, asked, seconds))
        budget.tell(Stage.WEATHER)
        return Whole(stowed, rounds, weathers.try_out(stowed, rounds), asked)

    best = found = planned(Asked({}), budget.seconds * _FIRST_SHARE)
    again_s = budget.seconds * (_LAST_SHARE - _FIRST_SHARE) / (MOST_TIMES - 1)
    for _ in range(MOST_TIMES - 2):
        earlier = _earlier(case, found)
        if earlier == found.asked or not _short(case, found) or budget.is_over(_LAST_SHARE):
            break
        found = planned(earlier, again_s)
        best = min(best, found, key=partial(merit, case))
    if not budget.is_over(_LAST_SHARE):
        best = min(best, planned(replace(best.asked, is_hurried=False), again_s), key=partial(merit, case))
    return best


def _orders(case: Case, stowed: Voyages) -> Iterator[list[str]]:
    """Give orders of the hubs: those with the first tier and the earliest deadline first; another only matters where they share vessels."""
    used = {hub: [each for each in case.task.stations if stowed.hubs[each.code] == hub] for hub in sorted(set(stowed.hubs.values()))}
    order = sorted(used, key=lambda hub: (min(each.tier for each in used[hub]), min(case.due_s(each) for each in used[hub]), hub))
    yield order
    if len(order) > 1 and any(set(vessel.hubs) - {vessel.home} for vessel in case.task.vessels):
        yield order[::-1]
        yield sorted(order, key=lambda hub: (-sum(each.boxes for each in used[hub]), hub))


def _short(case: Case, whole: Whole) -> list[tuple[str, str]]:
    """Name the drops that are served, but in too few weathers."""
    on_time = whole.tried.on_time()
    return [
        (hub.hub, code)
        for hub in whole.rounds
        for code, parcel in hub.parcels.items()
        if code not in hub.plan.unserved and not is_sure(on_time[hub.hub, code], case.tiers[parcel.drop.tier].target)
    ]


def merit(case: Case, whole: Whole) -> tuple[object, ...]:
    """Say how good a plan is, less is better: stations unserved or not sure enough, the first tier first; the least slack; hours; cost.

    Slack is what is left in all but the worst weathers: a plan with much of it on a fine day may have none on a bad one.
    """
    on_time, slack_s = whole.tried.on_time(), whole.tried.slack_s(_SURE)
    failing, slacks, hours, cost = dict.fromkeys(sorted(case.tiers), 0), list[int](), 0.0, 0
    for station in whole.voyages.left:
        failing[case.stations[station].tier] += 1
    for hub in whole.rounds:
        for code, parcel in hub.parcels.items():
            key, tier = (hub.hub, code), parcel.drop.tier
            failing[tier] += len(parcel.stations) * (not is_sure(on_time[key], case.tiers[tier].target))
            if code not in hub.plan.unserved:
                slacks.append(-int(slack_s[key] // _SLACK_STEP_S))
        hours += sum(schedule.rounds[-1].returns_s - schedule.rounds[0].loads_s for schedule in hub.plan.schedules) / 3600
        cost += hub.plan.cost
    return tuple(failing.values()), len(whole.unserved), sorted(slacks, reverse=True), round(hours, 2), cost


def _earlier(case: Case, whole: Whole) -> Asked:
    """Ask for what is short to be served earlier by as much as it would have to be."""
    earlier = dict(whole.asked.earlier_s)
    short = set(_short(case, whole))
    for hub in whole.rounds:
        begins_s = {call.drop: call.begins_s for schedule in hub.plan.schedules for each in schedule.rounds for call in each.calls}
        for target in {case.tiers[hub.parcels[code].drop.tier].target for where, code in short if where == hub.hub}:
            needed_s = whole.tried.slack_s(target)
            for where, code in short:
                if where == hub.hub and case.tiers[hub.parcels[code].drop.tier].target == target:
                    due_s = int(begins_s[code] + min(0.0, needed_s[hub.hub, code]))
                    earlier[code] = min(earlier.get(code, due_s), due_s)
    return replace(whole.asked, earlier_s=earlier)
