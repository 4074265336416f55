"""What is asked of a plan: drops, vessels, ways and windows. Times are whole seconds from a common start, lengths whole metres.

Refused before anything is solved, all at once and by name: what no plan can serve.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from silog_gis.plan.whole.reason import Reason
from silog_gis.plan.whole.words import sentence

Window = tuple[int, int]
"""From and until, both inclusive, in seconds."""
Matrix = NDArray[np.int64]
HUB: Final = 0
"""The hub's row in every matrix."""


class UnplannableError(ValueError):
    """What cannot be planned; `reasons` name each thing that is wrong, and `faults` say the same in English."""

    def __init__(self, *reasons: Reason, said: Callable[[Reason, Literal["en"]], str] = sentence) -> None:
        self.reasons = reasons
        self.faults = [said(each, "en") for each in reasons]
        super().__init__("\n".join(self.faults))


@dataclass(frozen=True, slots=True)
class Drop:
    """A place that boxes are brought to. Handling may begin from `opens_s` to `due_s`, and only in one of `tides`, if there are any."""

    code: str
    place: int
    boxes: int
    weight_kg: int
    handling_s: int
    opens_s: int
    due_s: int
    released_s: int = 0
    """Its boxes are at the hub, ready to be loaded, from here on."""
    tides: tuple[Window, ...] = ()
    area: int = 0
    """The area of the sea whose weather its approach has."""
    tier: int = 1
    """Whose lateness weighs more: 0 for the frontier and outermost, more for the others."""
    points: float = 0.0
    """Where not all of one tier can be served, those with fewer points are left out."""

    def windows(self) -> list[Window]:
        """When handling may begin: the drop's window cut by its tides, but for what is over before its boxes are at the hub."""
        cut = [(max(self.opens_s, low), min(self.due_s, high)) for low, high in self.tides or ((self.opens_s, self.due_s),)]
        return [(low, high) for low, high in cut if max(low, self.released_s) <= high]


@dataclass(frozen=True, slots=True)
class Vessel:
    """A vessel or vehicle at the hub. `travel` names the ways it goes; away from home it costs by the hour, and each kilometre."""

    code: str
    travel: str
    boxes: int
    weight_kg: int
    from_s: int
    until_s: int
    crew_s: int
    """From its first departure to its last return."""
    cost_per_hour: int
    cost_per_km: int
    fixed_cost: int = 0
    wave_limit_m: float = math.inf
    """It does not sail where waves are higher."""
    may_reload: bool = True


@dataclass(frozen=True, slots=True)
class Travel:
    """Ways of one class of vessels between all places: metres and seconds, shape (n, n); below 0 where there is none."""

    metres: Matrix
    seconds: Matrix


@dataclass(frozen=True, slots=True)
class HubProblem:
    """Everything one hub's plan depends on. `loading_s` is spent at the hub before each departure."""

    drops: tuple[Drop, ...]
    vessels: tuple[Vessel, ...]
    travel: Mapping[str, Travel]
    loading_s: int = 0

    def faults(self) -> list[Reason]:
        """Name everything for which no plan can serve this."""
        return [*self._shape_faults()] or [*self._faults()]

    def refuse_unplannable(self) -> None:
        """Refuse what no plan can serve, each thing by name."""
        faults = self.faults()
        if faults:
            raise UnplannableError(*faults)

    def _shape_faults(self) -> Iterator[Reason]:
        if not self.vessels:
            yield Reason(code="HUB_NO_FLEET")
        places = 1 + max((drop.place for drop in self.drops), default=0)
        for code in _repeated([drop.code for drop in self.drops] + [vessel.code for vessel in self.vessels]):
            yield Reason(code="STANDS_TWICE", facts={"name": code})
        for vessel in self.vessels:
            if vessel.travel not in self.travel:
                yield Reason(code="WAYS_NOT_GIVEN", facts={"vessel": vessel.code, "ways": vessel.travel})
            if vessel.crew_s <= 0 or vessel.from_s >= vessel.until_s:
                serves_s = vessel.until_s - vessel.from_s
                yield Reason(code="VESSEL_NO_TIME", facts={"vessel": vessel.code, "serves_s": serves_s, "crew_s": vessel.crew_s})
        for name, travel in self.travel.items():
            for matrix in (travel.metres, travel.seconds):
                if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1] or len(matrix) < places:  # noqa: PLR2004 -- rows and columns
                    yield Reason(code="WAYS_WRONG_SHAPE", facts={"ways": name, "shape": str(matrix.shape), "places": places})

    def _faults(self) -> Iterator[Reason]:
        most_boxes = max(vessel.boxes for vessel in self.vessels)
        most_kg = max(vessel.weight_kg for vessel in self.vessels)
        for drop in self.drops:
            if drop.boxes > most_boxes:
                yield Reason(code="DROP_MORE_BOXES", facts={"drop": drop.code, "boxes": drop.boxes, "most": most_boxes})
            if drop.weight_kg > most_kg:
                yield Reason(code="DROP_MORE_WEIGHT", facts={"drop": drop.code, "weight_kg": drop.weight_kg, "most_kg": most_kg})
            if drop.due_s < drop.opens_s:
                yield Reason(code="DROP_CLOSES_EARLY", facts={"drop": drop.code, "hours": (drop.opens_s - drop.due_s) / 3600})
            elif drop.due_s < drop.released_s:
                yield Reason(code="DROP_BOXES_TOO_LATE", facts={"drop": drop.code, "hours": (drop.released_s - drop.due_s) / 3600})
            elif not drop.windows():
                yield Reason(code="DROP_NO_TIDE", facts={"drop": drop.code})
            else:
                yield from self._out_of_reach(drop)

    def _out_of_reach(self, drop: Drop) -> Iterator[Reason]:
        """Say why no vessel can come in time, even if it does nothing else."""
        arrivals = [arrival for vessel in self.vessels if (arrival := self._earliest(vessel, drop)) is not None]
        latest = max(high for _, high in drop.windows())
        if not arrivals:
            yield Reason(code="DROP_NO_WAY", facts={"drop": drop.code, "boxes": drop.boxes})
        elif min(arrivals) > latest:
            yield Reason(code="DROP_OUT_OF_TIME", facts={"drop": drop.code, "hours": (min(arrivals) - latest) / 3600})

    def _earliest(self, vessel: Vessel, drop: Drop) -> int | None:
        seconds = int(self.travel[vessel.travel].seconds[HUB, drop.place])
        if seconds < 0 or vessel.boxes < drop.boxes or vessel.weight_kg < drop.weight_kg:
            return None
        return max(vessel.from_s, drop.released_s) + self.loading_s + seconds


def _repeated(codes: list[str]) -> list[str]:
    return sorted(code for code, count in Counter(codes).items() if count > 1)
