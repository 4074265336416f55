"""A second opinion on a plan: everything it promises is worked out again, by code that shares nothing with the solver.

A plan with a violation is shown to nobody.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from silog_gis.plan.outcome import Call, HubPlan, Round, Schedule
from silog_gis.plan.problem import HUB, Drop, HubProblem, Vessel


def violations(problem: HubProblem, plan: HubPlan) -> list[str]:
    """Name everything in which a plan breaks its problem; empty where it holds.

    Looked at: every drop served once; what each vessel carries; releases, windows and tides; the time that ways, handling and loading
    take; the vessel's and its crew's hours; one place at a time; the cost it claims.
    """
    drops = {drop.code: drop for drop in problem.drops}
    vessels = {vessel.code: vessel for vessel in problem.vessels}
    found = [*_conservation(drops, plan)]
    for code, count in Counter(schedule.vessel for schedule in plan.schedules).items():
        if count > 1:
            found.append(f"{code} has {count} schedules: it would be in two places")
    for schedule in plan.schedules:
        vessel = vessels.get(schedule.vessel)
        if vessel is None:
            found.append(f"there is no vessel {schedule.vessel}")
        elif all(call.drop in drops for each in schedule.rounds for call in each.calls):
            found += _of_schedule(problem, vessel, schedule, drops)
    return found or [*_cost(problem, plan, vessels, drops)]


def _conservation(drops: dict[str, Drop], plan: HubPlan) -> Iterator[str]:
    served = Counter(call.drop for schedule in plan.schedules for each in schedule.rounds for call in each.calls)
    for code in served.keys() - drops.keys():
        yield f"there is no drop {code}"
    for code in drops:
        if served[code] != (0 if code in plan.unserved else 1):
            yield f"{code} is served {served[code]} times, and the plan {'leaves it out' if code in plan.unserved else 'serves it'}"


def _of_schedule(problem: HubProblem, vessel: Vessel, schedule: Schedule, drops: dict[str, Drop]) -> Iterator[str]:
    rounds = schedule.rounds
    if not rounds:
        return
    first, last = rounds[0].loads_s, rounds[-1].returns_s
    if first < vessel.from_s or last > vessel.until_s:
        yield f"{vessel.code} is out from {first} to {last} s, and serves from {vessel.from_s} to {vessel.until_s} s"
    if last - first > vessel.crew_s:
        yield f"the crew of {vessel.code} works {last - first} s, {last - first - vessel.crew_s} s too long"
    if len(rounds) > 1 and not vessel.may_reload:
        yield f"{vessel.code} goes {len(rounds)} rounds and may go one"
    for before, after in pairwise(rounds):
        if after.loads_s < before.returns_s:
            yield f"{vessel.code} loads at {after.loads_s} s and is back at {before.returns_s} s"
    for each in rounds:
        yield from _of_round(problem, vessel, each, drops)


def _of_round(problem: HubProblem, vessel: Vessel, each: Round, drops: dict[str, Drop]) -> Iterator[str]:
    carried = [drops[call.drop] for call in each.calls]
    boxes, weight_kg = sum(drop.boxes for drop in carried), sum(drop.weight_kg for drop in carried)
    if boxes > vessel.boxes or weight_kg > vessel.weight_kg:
        load = f"{boxes} boxes, {weight_kg} kg"
        yield f"{vessel.code} carries {load} from {each.departs_s} s on; it takes {vessel.boxes}, {vessel.weight_kg} kg"
    if each.departs_s < each.loads_s + problem.loading_s:
        yield f"{vessel.code} departs {each.departs_s - each.loads_s} s after loading began, which takes {problem.loading_s} s"
    for drop in carried:
        if each.loads_s < drop.released_s:
            yield f"{vessel.code} loads for {drop.code} at {each.loads_s} s, {drop.released_s - each.loads_s} s before its boxes are there"
    seconds = problem.travel[vessel.travel].seconds
    place, leaves_s = HUB, each.departs_s
    for call, drop in zip(each.calls, carried, strict=True):
        way_s = int(seconds[place, drop.place])
        yield from _of_call(vessel, call, drop, leaves_s, way_s)
        place, leaves_s = drop.place, call.leaves_s
    home_s = int(seconds[place, HUB])
    if home_s < 0 or each.returns_s < leaves_s + home_s:
        yield f"{vessel.code} cannot be back at {each.returns_s} s: it leaves its last call at {leaves_s} s, {home_s} s from the hub"


def _of_call(vessel: Vessel, call: Call, drop: Drop, leaves_s: int, way_s: int) -> Iterator[str]:
    if way_s < 0:
        yield f"no way leads {vessel.code} to {drop.code}"
    elif call.arrives_s < leaves_s + way_s:
        yield f"{vessel.code} arrives at {drop.code} at {call.arrives_s} s, {leaves_s + way_s - call.arrives_s} s before it can"
    if call.begins_s < call.arrives_s:
        yield f"{vessel.code} begins at {drop.code} {call.arrives_s - call.begins_s} s before it arrives"
    if not any(low <= call.begins_s <= high for low, high in drop.tides or ((call.begins_s, call.begins_s),)):
        yield f"at {drop.code} no tide holds at {call.begins_s} s"
    if not drop.opens_s <= call.begins_s <= drop.due_s:
        yield f"{drop.code} is served at {call.begins_s} s, and may be from {drop.opens_s} to {drop.due_s} s"
    if call.leaves_s < call.begins_s + drop.handling_s:
        yield f"{vessel.code} leaves {drop.code} {call.begins_s + drop.handling_s - call.leaves_s} s before it is done"


def _cost(problem: HubProblem, plan: HubPlan, vessels: dict[str, Vessel], drops: dict[str, Drop]) -> Iterator[str]:
    metres, cost = 0, 0.0
    for schedule in plan.schedules:
        if not schedule.rounds:
            continue
        vessel = vessels[schedule.vessel]
        table = problem.travel[vessel.travel].metres
        stops = [[HUB, *(drops[call.drop].place for call in each.calls), HUB] for each in schedule.rounds]
        gone = sum(int(table[a, b]) for stop in stops for a, b in pairwise(stop))
        hours = (schedule.rounds[-1].returns_s - schedule.rounds[0].loads_s) / 3600
        metres += gone
        cost += vessel.fixed_cost + gone / 1000 * vessel.cost_per_km + hours * vessel.cost_per_hour
    if metres != plan.metres:
        yield f"the plan says {plan.metres} m, and its ways are {metres} m"
    if abs(cost - plan.cost) > max(1.0, 1e-6 * cost):
        yield f"the plan says it costs {plan.cost}, and it costs {cost:.0f}"
