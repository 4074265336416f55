"""The calls of the scenario's voyages with their hours: where a ship is when, out and on the way back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from math import ceil

from silog.errors import SilogError
from silog.movement.routing import Stretch
from silog.movement.rules import travel_time
from silog.training.building.atlas import Atlas
from silog.training.facts import Vessel, Voyage


@dataclass(frozen=True, slots=True)
class Passage:
    """One run of a ship from call to call."""

    stretch: Stretch
    conveyance_code: str
    departs: datetime
    arrives: datetime


@dataclass(frozen=True, slots=True)
class Sailing:
    """A voyage in one direction, call after call."""

    passages: tuple[Passage, ...]
    capacity_boxes: int

    def between(self, board: str, land: str) -> tuple[Passage, ...]:
        """Give the passages from where boxes board to where they land; refused when the ship does not call so."""
        starts = [index for index, passage in enumerate(self.passages) if passage.stretch.from_code == board]
        ends = [index for index, passage in enumerate(self.passages) if passage.stretch.to_code == land]
        if not starts or not ends or ends[-1] < starts[0]:
            ship = self.passages[0].conveyance_code
            raise SilogError("NO_CALL", f"{ship} does not sail from {board} to {land}.", "Put the calls right in scenario/voyages.toml.")
        return self.passages[starts[0] : ends[-1] + 1]


def sailings(voyage: Voyage, ship: Vessel, conveyance_code: str, atlas: Atlas, at_call: timedelta) -> tuple[Sailing, Sailing]:
    """Work out a voyage: (out, back). `at_call` is how long the ship lies at each call between."""
    calls = [atlas.place(call) for call in voyage.calls]
    ways = [atlas.sea(start, end, ship.clearance_m or 0) for start, end in pairwise(calls)]
    back = [way.turned for way in reversed(ways)]
    return (
        Sailing(_timed(ways, ship, conveyance_code, voyage.departs, at_call), ship.capacity_boxes),
        Sailing(_timed(back, ship, conveyance_code, voyage.returns, at_call), ship.capacity_boxes),
    )


def _timed(ways: Sequence[Stretch], ship: Vessel, conveyance_code: str, departs: datetime, at_call: timedelta) -> tuple[Passage, ...]:
    passages = []
    for way in ways:
        arrives = departs + timedelta(minutes=ceil(travel_time(way.length_m, ship.speed_kn).total_seconds() / 60))
        passages.append(Passage(way, conveyance_code, departs, arrives))
        departs = arrives + at_call
    return tuple(passages)
