"""Deadlines, tiers, shifts and handling times of a plan: what planners have said, else the figures of the product."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Final

from silog.kit.clock import WIB
from silog.places.rules import FacilityKind
from silog.planning.building.gathering import Gathered
from silog.planning.building.priorities import Priorities
from silog.planning.figures import PlanFigures
from silog.planning.queries import FleetVessel
from silog.planning.rules import Deadline
from silog_gis.plan.whole.task import Handling, Tier
from silog_gis.plan.whole.value import Window

_MOST_DAYS: Final = 31
_SHORTEST: Final = timedelta(hours=1)
"""A shift that is shorter brings nothing anywhere."""


@dataclass(frozen=True, slots=True)
class Times:
    """When things are due and when conveyances may be out."""

    facts: Gathered
    figures: PlanFigures
    priorities: Priorities

    def tiers(self) -> Iterator[Tier]:
        """Give the deadline and the target of every tier that has a station."""
        region, targets = self.facts.region_code, self.figures.targets
        for tier in sorted({self.priorities.tier(code) for code in self.facts.boxes}):
            said = self._deadline(region, tier)
            target = targets[min(tier, len(targets) - 1)] if said is None else said.target
            yield Tier(tier=tier, due_at=self.due_at(region, tier), target=target)

    def due_at(self, region: str, tier: int) -> datetime:
        """Give the deadline that the smallest region round this one has set for a tier, else that of the election."""
        said = self._deadline(region, tier)
        return self.figures.due_at(self.facts.election.voting_day) if said is None else said.due_at

    def free_at(self, vessel: FleetVessel) -> datetime:
        """From when on it may be used. A conveyance that is under way is free once it is there, and back as long after."""
        begins, busy = self.facts.begins_at, self.facts.busy_until.get(vessel.code)
        starts = max(vessel.terms.from_at, begins)
        return starts if busy is None else max(starts, busy + max(timedelta(), busy - begins))

    def shifts(self, vessel: FleetVessel) -> Iterator[Window]:
        """By daylight, each day on which it may be used; crews that serve longer than a day is light sail through the night."""
        starts = self.free_at(vessel)
        until = min(vessel.terms.until_at, self._latest_due(vessel.terms.until_at))
        day = starts.astimezone(WIB).replace(hour=0, minute=0, second=0, microsecond=0)
        lasts = timedelta(hours=max(self.figures.shift_until_hour - self.figures.shift_from_hour, vessel.terms.crew_hours))
        for midnight in (day + timedelta(days=number) for number in range(0, _MOST_DAYS, ceil(lasts / timedelta(days=1)))):
            begun = midnight + timedelta(hours=self.figures.shift_from_hour)
            opens, closes = max(starts, begun), min(until, begun + lasts)
            if closes - opens > _SHORTEST:
                yield Window(opens_at=opens, closes_at=closes)

    def handling(self) -> Handling:
        """Give the handling times: what is set for a smaller region counts more."""
        said = {one.place_kind: one for _, one in sorted(self.facts.handling, key=lambda each: len(each[0]))}
        warehouse, port, village = (said.get(kind.value) for kind in (FacilityKind.WAREHOUSE, FacilityKind.PORT, FacilityKind.PPS))
        return Handling(
            loading_minutes=self.figures.loading_min if warehouse is None else warehouse.base_minutes,
            change_minutes=self.figures.change_min if port is None else port.base_minutes,
            stop_minutes=self.figures.stop_min if village is None else village.base_minutes,
            box_minutes=self.figures.box_min if village is None else village.box_minutes,
        )

    def _latest_due(self, otherwise: datetime) -> datetime:
        stations = ((self.facts.places[code].region_code, self.priorities.tier(code)) for code in self.facts.boxes)
        return max((self.due_at(region, tier) for region, tier in stations), default=otherwise)

    def _deadline(self, region: str, tier: int) -> Deadline | None:
        found = [(len(of), one) for of, one in self.facts.deadlines if region.startswith(of) and one.tier == tier]
        return max(found, key=lambda each: each[0])[1] if found else None
