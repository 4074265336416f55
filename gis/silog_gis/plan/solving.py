"""From a hub's problem to PyVRP and back: the only file that knows the solver.

PyVRP reckons in whole numbers and weighs cost against penalties, so costs are scaled to small ones; what a plan costs is worked out from
its own rounds afterwards.
"""

import math
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import Final

import numpy as np
import pyvrp
from pyvrp.exceptions import PenaltyBoundWarning
from pyvrp.stop import StoppingCriterion

from silog_gis.plan.outcome import Call, HubPlan, Round, Schedule
from silog_gis.plan.problem import HUB, Drop, HubProblem, Travel, Vessel
from silog_gis.plan.searching import NO_WAY, search_params

_LEAST_WEIGHT: Final = 10
_MOST_WEIGHT: Final = 1_000
_FINER: Final = 10
"""How much finer costs are told apart where every drop is served: nothing that is dearer than any way has to be outweighed then."""
_EVERYTHING: Final = 1 << 31
_TIER_WORTH: Final = 8
"""Where not all can be served, leaving out a drop of one tier is as bad as so many of the next."""
_POINTS_WORTH: Final = 4
"""Between two of a tier the points of the 3T score decide, whatever the ways to them cost, but never against serving one more of them."""


@dataclass(frozen=True, slots=True)
class _Weights:
    """What a metre and a second of a vessel count for, in whole numbers."""

    metre: int
    second: int
    fixed: int


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What stands behind the numbers of a model: the drop of each client, one for each of its windows; the vessels of each type."""

    drops: list[Drop]
    vessels: list[list[Vessel]]


def solve(problem: HubProblem, stop: StoppingCriterion, seed: int = 0, *, must_serve_all: bool = True) -> HubPlan | None:
    """Find a cheap plan in the time that `stop` allows; None where none was found that keeps every window and capacity.

    The same seed and number of iterations give the same plan. With `must_serve_all` false, drops that cannot all be served are left out,
    those of the lowest tiers last.
    """
    problem.refuse_unplannable()
    model, meaning = _model(problem, must_serve_all=must_serve_all)
    weights = _weights(problem.vessels, _FINER).values()
    params = search_params(max(each.second for each in weights) if must_serve_all else None)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PenaltyBoundWarning)  # whether a plan was found is told by what is returned
        found = pyvrp.solve(model.data(missing_value=NO_WAY), stop, seed=seed, collect_stats=False, display=False, params=params)
    return _plan(problem, found.best, meaning) if found.is_feasible() else None


def _model(problem: HubProblem, *, must_serve_all: bool) -> tuple[pyvrp.Model, _Meaning]:
    """Make the model, and say what stands behind its numbers."""
    model = pyvrp.Model()
    size = max(len(travel.metres) for travel in problem.travel.values())
    places = [model.add_location(0, 0, name=str(number)) for number in range(size)]
    hub = model.add_depot(places[HUB], service_duration=problem.loading_s)
    profiles = {name: _add_ways(model, places, name, travel) for name, travel in problem.travel.items()}
    meaning = _Meaning(_add_clients(model, places, problem), _alike(problem.vessels))
    weights = _weights(problem.vessels, _FINER if must_serve_all else 1)
    _add_vessels(model, problem, meaning.vessels, hub, profiles, weights)
    if not must_serve_all:
        _let_be_left(model, problem, hub, places)
    return model, meaning


def _add_ways(model: pyvrp.Model, places: Sequence[pyvrp.Location], name: str, travel: Travel) -> pyvrp.Profile:
    """Add the ways of one class of vessels; where there is none, none is added."""
    profile = model.add_profile(name=name)
    for a, b in np.argwhere(travel.seconds >= 0).tolist():
        if a != b:
            model.add_edge(places[a], places[b], int(travel.metres[a, b]), int(travel.seconds[a, b]), profile)
    return profile


def _add_clients(model: pyvrp.Model, places: Sequence[pyvrp.Location], problem: HubProblem) -> list[Drop]:
    """Add a client for each window of each drop, one of which is to be served; give the drop of each, in their order."""
    found = list[Drop]()
    for drop in problem.drops:
        windows = drop.windows()
        group = model.add_client_group() if len(windows) > 1 else None
        for low, high in windows:
            found.append(drop)
            model.add_client(
                places[drop.place],
                delivery=_load(problem, drop.boxes, drop.weight_kg),
                service_duration=drop.handling_s,
                tw_early=low,
                tw_late=high,
                release_time=drop.released_s,
                required=group is None,
                group=group,
                name=drop.code,
            )
    return found


def _add_vessels(  # noqa: PLR0917 -- each is of another kind
    model: pyvrp.Model,
    problem: HubProblem,
    alike: Sequence[Sequence[Vessel]],
    hub: pyvrp.Depot,
    profiles: Mapping[str, pyvrp.Profile],
    weights_of: Mapping[str, _Weights],
) -> None:
    """Add vessels; those that are alike are one type, which the search need not tell apart. Nothing is loaded at the end."""
    home = model.add_depot(model.locations[HUB]) if problem.loading_s else hub
    for vessel, *others in alike:
        weights = weights_of[vessel.code]
        model.add_vehicle_type(
            num_available=1 + len(others),
            capacity=_load(problem, vessel.boxes, vessel.weight_kg),
            start_depot=hub,
            end_depot=home,
            fixed_cost=weights.fixed,
            tw_early=vessel.from_s,
            tw_late=vessel.until_s,
            shift_duration=vessel.crew_s,
            unit_distance_cost=weights.metre,
            unit_duration_cost=weights.second,
            profile=profiles[vessel.travel],
            reload_depots=[hub] if vessel.may_reload else [],
            name=vessel.code,
        )


def _load(problem: HubProblem, boxes: int, weight_kg: int) -> list[int]:
    """Give what the solver reckons with: weight only where it can be too much, since each dimension costs it time."""
    return [boxes, weight_kg] if _may_be_too_heavy(problem) else [boxes]


def _may_be_too_heavy(problem: HubProblem) -> bool:
    """Say whether a vessel with room for its boxes might not bear them."""
    all_kg = sum(drop.weight_kg for drop in problem.drops)
    box_kg = max((drop.weight_kg / drop.boxes if drop.boxes else math.inf for drop in problem.drops), default=0.0)
    return any(vessel.weight_kg < min(all_kg, vessel.boxes * box_kg) for vessel in problem.vessels)


def _let_be_left(model: pyvrp.Model, problem: HubProblem, hub: pyvrp.Depot, places: Sequence[pyvrp.Location]) -> None:
    """Give every drop a vessel that is there at once, takes everything, and costs what leaving the drop out is to cost.

    The search moves drops between vessels better than it decides about serving them at all.
    """
    nowhere, prices = model.add_profile(name="left"), _prices(problem)
    model.add_vehicle_type(
        num_available=len(problem.drops),
        capacity=_load(problem, _EVERYTHING, _EVERYTHING),
        start_depot=hub,
        end_depot=hub,
        profile=nowhere,
    )
    for drop in problem.drops:
        for start in places:
            if start is not places[drop.place]:
                model.add_edge(start, places[drop.place], prices[drop.code], 0, nowhere)
    for start in places[1:]:
        model.add_edge(start, places[HUB], 0, 0, nowhere)


def _alike(vessels: Sequence[Vessel]) -> list[list[Vessel]]:
    groups = dict[Vessel, list[Vessel]]()
    for vessel in vessels:
        groups.setdefault(replace(vessel, code=""), []).append(vessel)
    return list(groups.values())


def _weights(vessels: Sequence[Vessel], finer: int = 1) -> dict[str, _Weights]:
    """Scale costs so that the least is a small whole number, and the greatest no more than penalties can outweigh; by vessel."""
    costs = [cost for vessel in vessels for cost in (vessel.cost_per_km / 1000, vessel.cost_per_hour / 3600) if cost > 0] or [1.0]
    scale = 1 / min(costs) if max(costs) == min(costs) else finer * min(_LEAST_WEIGHT / min(costs), _MOST_WEIGHT / max(costs))

    def whole(cost: float) -> int:
        return max(1, round(cost * scale)) if cost > 0 else 0

    return {
        vessel.code: _Weights(whole(vessel.cost_per_km / 1000), whole(vessel.cost_per_hour / 3600), round(vessel.fixed_cost * scale))
        for vessel in vessels
    }


def _prices(problem: HubProblem) -> dict[str, int]:
    """Make leaving a drop out dearer than any way to it, one of a tier dearer than some of the next, and one with more points dearer."""
    weights_of = _weights(problem.vessels)
    dearest = max(
        weight.fixed + 2 * int(problem.travel[vessel.travel].metres.max()) * weight.metre + (vessel.until_s - vessel.from_s) * weight.second
        for vessel in problem.vessels
        for weight in [weights_of[vessel.code]]
    )
    tiers = sorted({drop.tier for drop in problem.drops}, reverse=True)
    most = max(drop.points for drop in problem.drops)
    worth = {drop.code: _POINTS_WORTH * (1 + drop.points / most) if most else 1.0 for drop in problem.drops}
    return {drop.code: round((1 + dearest) * worth[drop.code] * _TIER_WORTH ** tiers.index(drop.tier)) for drop in problem.drops}


def _plan(problem: HubProblem, solution: pyvrp.Solution, meaning: _Meaning) -> HubPlan:
    idle = [list(alike) for alike in meaning.vessels]
    sailed = [route for route in solution.routes() if route.vehicle_type() < len(idle)]
    schedules = [_schedule(idle[route.vehicle_type()].pop(0), route, meaning, problem) for route in sailed]
    vessels, drops = {vessel.code: vessel for vessel in problem.vessels}, {drop.code: drop for drop in problem.drops}
    metres, cost = 0, 0.0
    for schedule in schedules:
        vessel = vessels[schedule.vessel]
        gone = sum(int(problem.travel[vessel.travel].metres[a, b]) for each in schedule.rounds for a, b in pairwise(_stops(each, drops)))
        hours = (schedule.rounds[-1].returns_s - schedule.rounds[0].loads_s) / 3600
        metres, cost = metres + gone, cost + vessel.fixed_cost + gone / 1000 * vessel.cost_per_km + hours * vessel.cost_per_hour
    served = {call.drop for schedule in schedules for each in schedule.rounds for call in each.calls}
    return HubPlan(tuple(schedules), round(cost), metres, tuple(drop.code for drop in problem.drops if drop.code not in served))


def _stops(each: Round, drops: dict[str, Drop]) -> list[int]:
    return [HUB, *(drops[call.drop].place for call in each.calls), HUB]


def _schedule(vessel: Vessel, route: pyvrp.Route, meaning: _Meaning, problem: HubProblem) -> Schedule:
    trips = groupby(route.schedule(), key=lambda step: step.trip)
    return Schedule(vessel.code, tuple(_rounds(vessel, [list(steps) for _, steps in trips], meaning, problem)))


def _rounds(vessel: Vessel, trips: Sequence[Sequence[pyvrp.ScheduledActivity]], meaning: _Meaning, problem: HubProblem) -> Iterator[Round]:
    """A trip begins with its loading at the hub, and ends when its vessel is back there."""
    for hub, *steps in trips:
        served = [(meaning.drops[step.idx], step) for step in steps if step.is_client()]
        if not served:
            continue
        calls = tuple(Call(drop.code, step.start_time - step.wait_duration, step.start_time, step.end_time) for drop, step in served)
        home_s = int(problem.travel[vessel.travel].seconds[served[-1][0].place, HUB])
        yield Round(hub.start_time, hub.end_time, calls, calls[-1].leaves_s + home_s)
