"""Facts of every station of a task, from the reference data, the coast, the timetable and the bulletin."""

import csv
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from statistics import fmean

from silog_gis.data import data_path
from silog_gis.plan.making.moments import WIB
from silog_gis.plan.score.scoring import Facts, shipped_weights
from silog_gis.plan.whole.task import Goes, Place, Station, Task
from silog_gis.plan.whole.ways import Ways

_WEEK_S = 7 * 86_400
_MPS_PER_KNOT = 1852 / 3600
_CLEARANCE_M = 50.0


@dataclass(frozen=True)
class Known:
    """What is known of where a task's stations lie; `signal` says of places whether there is any, and of the others nothing is known."""

    task: Task
    ways: Ways
    signal: Mapping[str, bool]

    def facts(self, station: Station) -> Facts:
        """Give what its score is made of."""
        place = self._places[station.place]
        hub = self._places.get(station.hub, place)
        return Facts(
            is_frontier=any(_is_in(station.district, region) for region in self._frontier),
            is_outermost=place.landmass is not None and place.landmass in self._outermost,
            hours_by_sea=self._hours(place),
            sailings_a_week=self._sailings(place, hub),
            has_signal=self.signal.get(place.code),
            waves_m=self._waves.get(place.area),
            month=self.task.begins_at.astimezone(WIB).month,
        )

    @cached_property
    def _places(self) -> dict[str, Place]:
        return {place.code: place for place in self.task.places}

    @cached_property
    def _frontier(self) -> tuple[str, ...]:
        with data_path("frontier.csv").open(encoding="utf-8", newline="") as lines:
            return tuple(row["code"] for row in csv.DictReader(lines))

    @cached_property
    def _outermost(self) -> frozenset[int]:
        """Landmasses of the islands that Keppres 6/2017 lists."""
        with data_path("islands.csv").open(encoding="utf-8", newline="") as lines:
            return frozenset(int(row["landmass"]) for row in csv.DictReader(lines) if row["is_outermost"] == "1" and row["landmass"])

    @cached_property
    def _waves(self) -> dict[str, float]:
        areas = {state.area for state in self.task.seas}
        return {area: fmean(state.waves_m for state in self.task.seas if state.area == area) for area in areas}

    @cached_property
    def _start(self) -> Place:
        """The warehouse, or where it has no berth the first port that its boxes are carted to."""
        warehouse = self._places[self.task.warehouse.place]
        if warehouse.berth is not None:
            return warehouse
        ports = [self._places[call.place] for each in self.task.sailings if each.goes is Goes.ROAD for call in each.calls]
        return next((port for port in ports if port.berth is not None), warehouse)

    def _hours(self, place: Place) -> float:
        if place.landmass is not None and place.landmass == self._places[self.task.warehouse.place].landmass:
            return 0.0
        return hours_by_sea(self.ways, self._start, place)

    def _sailings(self, place: Place, hub: Place) -> float | None:
        """Count what calls in a week at its hub, or at its own island; None where the task has no timetable by sea."""
        by_sea = [each for each in self.task.sailings if each.goes is Goes.SEA]
        if not by_sea:
            return None
        last_at = max(tier.due_at for tier in self.task.tiers)
        weeks = max(1.0, (last_at - self.task.begins_at).total_seconds() / _WEEK_S)
        lands = {place.landmass, hub.landmass} - {None}
        calls = [each for each in by_sea if any(self._places[call.place].landmass in lands for call in each.calls[1:])]
        return len(calls) / weeks


def hours_by_sea(ways: Ways, start: Place, place: Place) -> float:
    """Give how long the slowest vessel that is usual takes from one place to another; infinite where no way is known."""
    course = ways.course(Goes.SEA, _CLEARANCE_M, start, place)
    return math.inf if course is None else course.metres / (shipped_weights()["hours_by_sea"]["speed_kn"] * _MPS_PER_KNOT) / 3600


def _is_in(code: str, region: str) -> bool:
    return code == region or code.startswith(f"{region}.")
