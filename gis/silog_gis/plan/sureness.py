"""Plans that are sure enough: what is too often late gets an earlier deadline, and the plan is made again; and what a departure can bear.

The objective, in this order: places whose chance to be served in time is below the target, the first tier first; then the least slack as
large as can be, then the next least (leximin); then cost.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from pyvrp.stop import StoppingCriterion

from silog_gis.plan.chances import Chances, chances
from silog_gis.plan.outcome import HubPlan, Round, Schedule
from silog_gis.plan.problem import Drop, HubProblem
from silog_gis.plan.solving import solve
from silog_gis.plan.weather import Bulletin, Risks

MOST_TIMES: Final = 5
_SLACK_STEP_S: Final = 900
"""Slacks that differ by less are taken as equal: a quarter of an hour is no reason to sail longer."""
_MOST_LATER_S: Final = 7 * 86_400
_FINE_S: Final = 60


@dataclass(frozen=True, slots=True)
class Weather:
    """What plans are tried in: the same for all that are compared."""

    bulletin: Bulletin
    risks: Risks
    scenarios: int = 4_000
    seed: int = 0

    def try_out(self, problem: HubProblem, plan: HubPlan) -> Chances:
        """Sail a plan in it."""
        return chances(problem, plan, self.bulletin, self.risks, scenarios=self.scenarios, seed=self.seed)


@dataclass(frozen=True, slots=True)
class SurePlan:
    """A plan, how sure each drop is, and which are not sure enough: no plan that was found serves them surer."""

    plan: HubPlan
    chances: Chances
    short: tuple[str, ...]


def plan_surely(
    problem: HubProblem, weather: Weather, stop: Callable[[], StoppingCriterion], target: Mapping[int, float], *, seed: int = 0
) -> SurePlan | None:
    """Plan up to `MOST_TIMES` times and give the best plan by the objective above; None where none keeps every window.

    `stop` makes the end of one run of the solver, `target` says by tier how sure a drop shall be (0 to 1; a tier not named: 0).
    """
    best: tuple[tuple[object, ...], SurePlan] | None = None
    asked = problem
    for _ in range(MOST_TIMES):
        plan = solve(asked, stop(), seed)
        if plan is None:
            break
        tried = weather.try_out(problem, plan)
        found = SurePlan(plan, tried, _short(problem, tried, target))
        if best is None or _merit(problem, found) < best[0]:
            best = _merit(problem, found), found
        earlier = _earlier(asked, found, target)
        if not found.short or earlier == asked:
            break
        asked = earlier
    return best[1] if best else None


def last_safe_departure(problem: HubProblem, schedule: Schedule, turn: int, *, weather: Weather, target: Mapping[int, float]) -> int | None:
    """Give the latest second at which a round may depart and every call of its vessel from then on still be sure enough.

    None where it is not even with the departure that is planned.
    """
    calls = {call.drop for each in schedule.rounds[turn:] for call in each.calls}

    def is_safe(later_s: int) -> bool:
        tried = weather.try_out(problem, HubPlan((_later(schedule, turn, later_s),), 0, 0)).on_time()
        return all(tried[drop.code] >= target.get(drop.tier, 0) for drop in problem.drops if drop.code in calls)

    if not is_safe(0):
        return None
    safe_s, unsafe_s = 0, _MOST_LATER_S
    while unsafe_s - safe_s > _FINE_S:
        middle_s = (safe_s + unsafe_s) // 2
        safe_s, unsafe_s = (middle_s, unsafe_s) if is_safe(middle_s) else (safe_s, middle_s)
    return schedule.rounds[turn].departs_s + safe_s


def without_vessel(problem: HubProblem, vessel: str, stop: StoppingCriterion, *, seed: int = 0) -> tuple[str, ...]:
    """Name the drops that the others cannot serve in time if this vessel does not sail: those of the lowest tiers, as few as were found."""
    others = replace(problem, vessels=tuple(each for each in problem.vessels if each.code != vessel))
    if not others.vessels:
        return tuple(drop.code for drop in problem.drops)
    able = _servable(others)
    plan = solve(replace(others, drops=able), stop, seed, must_serve_all=False) if able else None
    served = {drop.code for drop in able} - set(plan.unserved) if plan else set()
    return tuple(drop.code for drop in problem.drops if drop.code not in served)


def _servable(problem: HubProblem) -> tuple[Drop, ...]:
    """Leave out drops that no vessel could serve even if it did nothing else."""
    return tuple(drop for drop in problem.drops if not replace(problem, drops=(drop,)).faults())


def _short(problem: HubProblem, tried: Chances, target: Mapping[int, float]) -> tuple[str, ...]:
    on_time = tried.on_time()
    return tuple(drop.code for drop in problem.drops if on_time[drop.code] < target.get(drop.tier, 0))


def _merit(problem: HubProblem, found: SurePlan) -> tuple[object, ...]:
    """Say how good a plan is: less is better."""
    tiers = {drop.code: drop.tier for drop in problem.drops}
    short = [sum(tiers[code] == tier for code in found.short) for tier in sorted(set(tiers.values()))]
    slacks = sorted(-int(slack_s // _SLACK_STEP_S) for slack_s in found.chances.slack_s(0.5).values())
    return (*short, slacks[::-1], found.plan.cost)


def _earlier(asked: HubProblem, found: SurePlan, target: Mapping[int, float]) -> HubProblem:
    """Ask for what is short to be served earlier by as much as it would have to be."""
    begins_s = {call.drop: call.begins_s for schedule in found.plan.schedules for each in schedule.rounds for call in each.calls}
    short = set(found.short)

    def drop(each: Drop) -> Drop:
        if each.code not in short:
            return each
        needed_s = -found.chances.slack_s(target[each.tier])[each.code]
        due_s = min(each.due_s, int(begins_s[each.code] - needed_s))
        changed = replace(each, due_s=max(due_s, each.opens_s))
        return changed if not replace(asked, drops=(changed,)).faults() else each

    return replace(asked, drops=tuple(drop(each) for each in asked.drops))


def _later(schedule: Schedule, turn: int, later_s: int) -> Schedule:
    """Let a round load later; the rounds after it wait for it by themselves when they are sailed."""
    rounds = tuple(_loaded_later(each, later_s) if number == turn else each for number, each in enumerate(schedule.rounds))
    return Schedule(schedule.vessel, rounds)


def _loaded_later(each: Round, later_s: int) -> Round:
    return replace(each, loads_s=each.loads_s + later_s, departs_s=each.departs_s + later_s)
