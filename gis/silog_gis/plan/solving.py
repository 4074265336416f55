"""From a hub's problem to PyVRP and back: the only file that knows the solver.

PyVRP reckons in whole numbers and weighs cost against penalties, so costs are scaled to small ones; what a plan costs is worked out from
its own rounds afterwards.
"""

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

_MOST_WEIGHT: Final = 1_000
_NO_WAY: Final = 1 << 24
"""Where no way leads it takes half a year: longer than any plan, and so little that 64 bits hold a hundred of them at every penalty."""
_MOST_PENALTY: Final = 1e9
"""What a second too late or a box too many may come to cost the search: more than any drop that is left out."""
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
    params = pyvrp.SolveParams(penalty=pyvrp.PenaltyParams(max_penalty=_MOST_PENALTY))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PenaltyBoundWarning)  # whether a plan was found is told by what is returned
        found = pyvrp.solve(model.data(missing_value=_NO_WAY), stop, seed=seed, collect_stats=False, display=False, params=params)
    return _plan(problem, found.best, meaning) if found.is_feasible() else None


def _model(problem: HubProblem, *, must_serve_all: bool) -> tuple[pyvrp.Model, _Meaning]:
    """Make the model, and say what stands behind its numbers."""
    model = pyvrp.Model()
    size = max(len(travel.metres) for travel in problem.travel.values())
    places = [model.add_location(0, 0, name=str(number)) for number in range(size)]
    hub = model.add_depot(places[HUB], service_duration=problem.loading_s)
    profiles = {name: _add_ways(model, places, name, travel) for name, travel in problem.travel.items()}
    meaning = _Meaning(_add_clients(model, places, problem), _alike(problem.vessels))
    _add_vessels(model, problem, meaning.vessels, hub, profiles)
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


def _add_vessels(
    model: pyvrp.Model, problem: HubProblem, alike: Sequence[Sequence[Vessel]], hub: pyvrp.Depot, profiles: Mapping[str, pyvrp.Profile]
) -> None:
    """Add vessels; those that are alike are one type, which the search need not tell apart. Nothing is loaded at the end."""
    home = model.add_depot(model.locations[HUB]) if problem.loading_s else hub
    weights_of = dict(zip((vessel.code for vessel in problem.vessels), _weights(problem.vessels), strict=True))
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
    """Give what the solver reckons with: weight only where anything weighs, since each dimension costs it time."""
    return [boxes, weight_kg] if any(drop.weight_kg for drop in problem.drops) else [boxes]


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


def _weights(vessels: Sequence[Vessel]) -> list[_Weights]:
    """Scale costs so that the least is a small whole number, and the greatest no more than penalties can outweigh."""
    per_metre, per_second = [vessel.cost_per_km / 1000 for vessel in vessels], [vessel.cost_per_hour / 3600 for vessel in vessels]
    costs = [cost for cost in (*per_metre, *per_second) if cost > 0] or [1.0]
    scale = min(1 / min(costs) if max(costs) == min(costs) else 10 / min(costs), _MOST_WEIGHT / max(costs))

    def whole(cost: float) -> int:
        return max(1, round(cost * scale)) if cost > 0 else 0

    return [
        _Weights(whole(metre), whole(second), round(vessel.fixed_cost * scale))
        for vessel, metre, second in zip(vessels, per_metre, per_second, strict=True)
    ]


def _prices(problem: HubProblem) -> dict[str, int]:
    """Make leaving a drop out dearer than any way to it, one of a tier dearer than some of the next, and one with more points dearer."""
    dearest = max(
        weight.fixed + 2 * int(problem.travel[vessel.travel].metres.max()) * weight.metre + (vessel.until_s - vessel.from_s) * weight.second
        for vessel, weight in zip(problem.vessels, _weights(problem.vessels), strict=True)
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
