"""How a hub's rounds would be planned without this product: the outermost first, or for the least cost; to hold ours against."""

from dataclasses import replace

from pyvrp.stop import MaxRuntime

from silog_gis.plan.outcome import Call, HubPlan, Round, Schedule
from silog_gis.plan.problem import HUB, Drop, HubProblem, Vessel
from silog_gis.plan.solving import solve
from silog_gis.plan.stages.rounds import HubRounds


def least_cost(hub: HubRounds, seconds: float, seed: int) -> HubRounds:
    """Plan the same drops with the same shifts for cost alone, with no regard to how sure anything is."""
    served = tuple(drop for drop in hub.problem.drops if drop.code not in hub.plan.unserved)
    plan = solve(replace(hub.problem, drops=served), MaxRuntime(seconds), seed) if served else None
    return hub if plan is None else replace(hub, plan=replace(plan, unserved=hub.plan.unserved))


def outermost_first(hub: HubRounds) -> HubRounds:
    """Send the next vessel with room to what is farthest, then to what is next farthest, until it is full: as it is done by hand."""
    problem = hub.problem
    waiting = sorted(problem.drops, key=lambda drop: (drop.tier, -_farthest_s(problem, drop), drop.code))
    schedules = list[Schedule]()
    for vessel in sorted(problem.vessels, key=lambda each: (each.from_s, each.code)):
        rounds = list[Round]()
        while (turn := _round(problem, vessel, rounds, waiting)) is not None:
            rounds.append(turn)
            gone = {call.drop for call in turn.calls}
            waiting = [drop for drop in waiting if drop.code not in gone]
        if rounds:
            schedules.append(Schedule(vessel.code, tuple(rounds)))
    return replace(hub, plan=HubPlan(tuple(schedules), 0, 0, tuple(drop.code for drop in waiting)))


def _farthest_s(problem: HubProblem, drop: Drop) -> int:
    return max(int(travel.seconds[HUB, drop.place]) for travel in problem.travel.values())


def _round(problem: HubProblem, vessel: Vessel, before: list[Round], waiting: list[Drop]) -> Round | None:
    """Fill one round in the order of waiting, with whatever still fits and comes home in the shift; None where nothing does."""
    if before and not vessel.may_reload:
        return None
    aboard, best = list[Drop](), None
    for drop in waiting:
        tried = _sailed(problem, vessel, before, [*aboard, drop])
        if tried is not None:
            aboard, best = [*aboard, drop], tried
    return best


def _sailed(problem: HubProblem, vessel: Vessel, before: list[Round], drops: list[Drop]) -> Round | None:
    if sum(drop.boxes for drop in drops) > vessel.boxes or sum(drop.weight_kg for drop in drops) > vessel.weight_kg:
        return None
    seconds = problem.travel[vessel.travel].seconds
    loads_s = max(vessel.from_s, before[-1].returns_s if before else 0, *(drop.released_s for drop in drops))
    if not before:  # the crew need not wait on the spot for the first place to open
        way_s = int(seconds[HUB, drops[0].place])
        loads_s = max(loads_s, min((low for low, _ in drops[0].windows()), default=0) - problem.loading_s - way_s)
    now_s, place, calls = loads_s + problem.loading_s, HUB, list[Call]()
    for drop in drops:
        way_s = int(seconds[place, drop.place])
        begins = next((max(now_s + way_s, low) for low, high in drop.windows() if now_s + way_s <= high), None)
        if way_s < 0 or begins is None:
            return None
        calls.append(Call(drop.code, now_s + way_s, begins, begins + drop.handling_s))
        now_s, place = begins + drop.handling_s, drop.place
    home_s = int(seconds[place, HUB])
    first_s = before[0].loads_s if before else loads_s
    if home_s < 0 or now_s + home_s > vessel.until_s or now_s + home_s - first_s > vessel.crew_s:
        return None
    return Round(loads_s, loads_s + problem.loading_s, tuple(calls), now_s + home_s)
