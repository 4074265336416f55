"""A task by its codes, as the checker reads it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final

from silog_gis.plan.whole.task import Haul, Place, Sailing, Station, Task, Vessel

KNOT_MPS: Final = 1852 / 3600
ROUNDING: Final = timedelta(seconds=2)
"""Times are whole seconds; a sum of them may be off by so much."""


@dataclass(frozen=True)
class Asked:
    """What a proposal is held against."""

    task: Task

    @cached_property
    def places(self) -> dict[str, Place]:
        """By code."""
        return {each.code: each for each in self.task.places}

    @cached_property
    def stations(self) -> dict[str, Station]:
        """By code."""
        return {each.code: each for each in self.task.stations}

    @cached_property
    def vessels(self) -> dict[str, Vessel]:
        """By code."""
        return {each.code: each for each in self.task.vessels}

    @cached_property
    def sailings(self) -> dict[str, Sailing]:
        """By code."""
        return {each.code: each for each in self.task.sailings}

    @cached_property
    def hauls(self) -> dict[str, Haul]:
        """By the port they lead to."""
        return {each.port: each for each in self.task.hauls}

    @cached_property
    def hubs(self) -> set[str]:
        """The places that rounds may start from."""
        return {each.place for each in self.task.hubs}

    @cached_property
    def loading(self) -> timedelta:
        """Before boxes leave the warehouse or a hub."""
        return timedelta(minutes=self.task.handling.loading_minutes)

    @cached_property
    def change(self) -> timedelta:
        """After boxes came by ship."""
        return timedelta(minutes=self.task.handling.change_minutes)

    def handling(self, boxes: int) -> timedelta:
        """At a stop of a round."""
        return timedelta(minutes=self.task.handling.stop_minutes + boxes * self.task.handling.box_minutes)

    def due_at(self, station: Station) -> datetime:
        """A station's deadline."""
        return station.due_at or next(each.due_at for each in self.task.tiers if each.tier == station.tier)


def under_way(metres: float, speed_kn: float) -> timedelta:
    """How long a way takes at least."""
    return timedelta(seconds=metres / (speed_kn * KNOT_MPS))
