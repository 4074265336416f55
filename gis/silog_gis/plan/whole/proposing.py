"""A proposal for a task: the way in to everything else of planning.

A proposal is returned whole, and only after the checker, which shares no code with the solver, found nothing wrong with it.
"""

from dataclasses import replace
from typing import Final

import msgspec

from silog_gis.plan.making.case import Case
from silog_gis.plan.making.desk import Desk
from silog_gis.plan.making.refusing import refuse_faulty
from silog_gis.plan.making.stopping import Budget
from silog_gis.plan.proving.checking import violations
from silog_gis.plan.stages.improving import Whole, improved
from silog_gis.plan.stages.weathering import Weathers
from silog_gis.plan.telling.breaking import breaks_of
from silog_gis.plan.telling.departures import Departures
from silog_gis.plan.telling.fallbacks import Fallbacks
from silog_gis.plan.telling.hauls import hauls_for
from silog_gis.plan.telling.legs import Drawing, voyages_of
from silog_gis.plan.telling.results import Results, objective_of
from silog_gis.plan.whole.document import digest
from silog_gis.plan.whole.progress import IsCancelled, Stage, Told
from silog_gis.plan.whole.proposal import Fallback, Leg, LegCall, Proposal
from silog_gis.plan.whole.task import Task
from silog_gis.plan.whole.ways import Ways

SCENARIOS: Final = 4_000
_FEWER: Final = 1_000
"""Scenarios in which each departure is tried."""


class PlanRefusedError(Exception):
    """The checker found a plan wrong: a fault of this program. The plan is shown to nobody; `violations` says what is wrong with it."""

    def __init__(self, found: list[str]) -> None:
        super().__init__("the plan that was found does not hold and is not shown:\n" + "\n".join(found))
        self.violations = found


def propose(
    task: Task,
    ways: Ways,
    *,
    seconds: float = 60.0,
    seed: int = 0,
    progress: Told = lambda _: None,
    is_cancelled: IsCancelled = lambda: False,
) -> Proposal:
    """Plan a task in about so many seconds, after the ways are known.

    A task that is small enough is done sooner, and then the same seed gives the same proposal. Raises UnplannableError where the task
    is faulty, PlanningCancelledError where it was called off, PlanRefusedError where the checker found the plan wrong.
    """
    refuse_faulty(task)
    case = Case(task)
    budget = Budget(seconds, progress, is_cancelled)
    budget.tell(Stage.WAYS)
    desk, weathers = Desk(case, ways, budget, seed), Weathers(case, ways, seed, SCENARIOS)
    whole = improved(desk, weathers)
    budget.tell(Stage.FALLBACKS)
    legs = _legs(desk, weathers, whole)
    results = Results(case, whole, legs, weathers)
    stations, unserved = results.stations(), results.unserved()
    proposal = Proposal(
        task=task.code,
        task_digest=digest(task),
        seed=seed,
        scenarios=SCENARIOS,
        legs=legs,
        stations=stations,
        unserved=unserved,
        breaks=breaks_of(desk, whole),
        objective=objective_of(case, whole, stations, unserved, legs),
    )
    budget.tell(Stage.CHECK)
    refuse_violated(violations(task, proposal))
    return proposal


def refuse_violated(found: list[str]) -> None:
    """Raise PlanRefusedError where the checker found anything."""
    if found:
        raise PlanRefusedError(found)


def _legs(desk: Desk, weathers: Weathers, whole: Whole) -> tuple[Leg, ...]:
    """Draw all legs, each with how late it may leave and what to take instead."""
    case, drawing, fallbacks = desk.case, Drawing(desk, whole), Fallbacks(desk, whole)
    departures = Departures.of(case, replace(weathers, scenarios=_FEWER), whole)
    rounds = list(drawing.rounds())
    spare_s = {load.station: _spare_s(case, leg) for _, leg in rounds for load in leg.loads}
    legs = list[Leg]()
    for number, voyage in enumerate(voyages_of(whole), 1):
        desk.budget.refuse_cancelled()
        stations = frozenset(station for station, _ in voyage.aboard)
        last_s = departures.of_ride(voyage.ride, stations)
        spare = min((spare_s[each] for each in stations if each in spare_s), default=0.0)
        leg = drawing.voyage(f"V{number}", voyage)
        legs.append(_completed(case, leg, last_s, fallbacks.of_ride(voyage.ride, leg.boxes, spare)))
    for trip, leg in rounds:
        desk.budget.refuse_cancelled()
        legs.append(_completed(case, leg, departures.of_round(trip), fallbacks.of_round(trip)))
    return (*hauls_for(case, legs), *legs)


def _completed(case: Case, leg: Leg, last_s: int | None, fallbacks: tuple[Fallback, ...]) -> Leg:
    return msgspec.structs.replace(leg, last_safe_departure=None if last_s is None else case.moments.at(last_s), fallbacks=fallbacks)


def _spare_s(case: Case, leg: Leg) -> float:
    """How much later a round's stations may all be served."""
    calls = {call.place: call for call in leg.calls}
    stations = [(case.stations[load.station], calls[load.to_place]) for load in leg.loads]
    return float(min(case.handed_by_s(station, _handling_s(call)) - case.moments.seconds(call.begins_at) for station, call in stations))


def _handling_s(call: LegCall) -> int:
    return round((call.leaves_at - call.begins_at).total_seconds())
