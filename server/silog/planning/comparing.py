"""Two proposals beside each other: which is better, and which stations fare differently."""

from dataclasses import dataclass
from typing import Final

from silog_gis.plan.whole.comparing import merit
from silog_gis.plan.whole.proposal import Proposal, StationPlan
from silog_gis.plan.whole.task import Task

_SAME_SLACK_H: Final = 0.25
_SAME_CHANCE: Final = 0.01
"""Slacks and chances that differ by less are taken as equal."""


@dataclass(frozen=True, slots=True)
class Differing:
    """A station under the one and under the other; None where it is not served."""

    station: str
    place: str
    tier: int
    one: StationPlan | None
    other: StationPlan | None

    @property
    def loss(self) -> float:
        """How many hours of slack the other takes from it; without end where it is not served there."""
        if self.one is None or self.other is None:
            return float("inf") if self.other is None else float("-inf")
        return self.one.slack_hours - self.other.slack_hours


@dataclass(frozen=True, slots=True)
class Compared:
    """`verdict`: -1 where the one is better, 1 where the other is, 0 where neither is or they are about different stations."""

    verdict: int
    differences: tuple[Differing, ...]


def compared(task: Task, one: Proposal, other: Proposal) -> Compared:
    """Compare two proposals for the stations of one task."""
    of_one, of_other = ({station.station: station for station in each.stations} for each in (one, other))
    places = {place.code: place.name for place in task.places}
    found = [
        Differing(each.code, places[each.place], each.tier, of_one.get(each.code), of_other.get(each.code))
        for each in task.stations
        if _differs(of_one.get(each.code), of_other.get(each.code))
    ]
    same = {*of_one, *(left.station for left in one.unserved)} == {*of_other, *(left.station for left in other.unserved)}
    first, second = merit(one.objective), merit(other.objective)
    verdict = 0 if not same or first == second else -1 if first < second else 1
    return Compared(verdict, tuple(sorted(found, key=lambda each: (-each.loss, each.station))))


def _differs(one: StationPlan | None, other: StationPlan | None) -> bool:
    if one is None or other is None:
        return one is not other
    return abs(one.slack_hours - other.slack_hours) >= _SAME_SLACK_H or abs(one.on_time - other.on_time) >= _SAME_CHANCE
