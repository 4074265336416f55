"""What breaks if a conveyance does not sail: its hubs are planned again without it, and who is then without boxes is named."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from silog_gis.plan.making.desk import Desk
from silog_gis.plan.stages.fleet import timetabled
from silog_gis.plan.stages.improving import Whole
from silog_gis.plan.stages.rounds import Asked, rounds_of
from silog_gis.plan.stages.voyages import voyages
from silog_gis.plan.whole.progress import Stage
from silog_gis.plan.whole.proposal import Break

_IDLE: Final = 300
_LEAST_S: Final = 0.4
"""How long each question is given at least, in seconds."""


def breaks_of(desk: Desk, whole: Whole) -> tuple[Break, ...]:
    """Ask it of every conveyance that the plan uses."""
    used = [*_conveyances(desk, whole)]
    budget = desk.budget
    found = list[Break]()
    for number, (code, name) in enumerate(used):
        budget.tell(Stage.FALLBACKS)
        seconds = max(_LEAST_S, (0.95 * budget.seconds - budget.gone_s) / (len(used) - number))
        without = _unserved_without(replace(desk, idle=_IDLE), whole, code, seconds)
        lost = tuple(each.code for each in desk.case.task.stations if each.code in without - whole.unserved)
        found.append(Break(conveyance=code, name=name, stations=lost, boxes=sum(desk.case.stations[each].boxes for each in lost)))
    return tuple(found)


def _conveyances(desk: Desk, whole: Whole) -> Iterator[tuple[str, str]]:
    ridden = {ride.sailing for passage in whole.voyages.stowage.passages for ride in passage.rides}
    named = {each.conveyance: each.name for each in desk.case.task.sailings if each.code in ridden}
    out = {use.vessel for hub in whole.rounds for use in hub.uses}
    named |= {each.code: each.name for each in desk.case.task.vessels if each.code in out}
    yield from named.items()


def _unserved_without(desk: Desk, whole: Whole, conveyance: str, seconds: float) -> set[str]:
    """Name the stations that the others cannot serve in time; hubs that it does not matter to stay as they are."""
    case, out = desk.case, frozenset({conveyance})
    sails = any(each.conveyance == conveyance for each in case.task.sailings)
    stowed = voyages(case, whole.voyages.hubs, without=out, seed=desk.seed) if sails else whole.voyages
    kept = [hub for hub in whole.rounds if not _concerns(whole, hub.hub, conveyance) and _same(whole, stowed.released_s, hub.hub)]
    uses = [*timetabled(case), *(use for hub in kept for use in hub.uses)]
    unserved = {*stowed.left, *(station for hub in kept for station in hub.left)}
    again = [hub.hub for hub in whole.rounds if hub not in kept]
    for hub in again:
        found = rounds_of(desk, stowed, hub, Asked({}, out), uses, seconds / len(again))
        uses += found.uses
        unserved |= found.left.keys()
    return unserved


def _concerns(whole: Whole, hub: str, conveyance: str) -> bool:
    return any(use.vessel == conveyance for each in whole.rounds if each.hub == hub for use in each.uses)


def _same(whole: Whole, released_s: dict[str, int], hub: str) -> bool:
    return all(
        whole.voyages.released_s.get(station) == released_s.get(station) for station, its in whole.voyages.hubs.items() if its == hub
    )
