"""How far a plan is, told while it is made, and how it is called off."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    """What is being done."""

    WAYS = "WAYS"
    VOYAGES = "VOYAGES"
    ROUNDS = "ROUNDS"
    WEATHER = "WEATHER"
    FALLBACKS = "FALLBACKS"
    CHECK = "CHECK"


@dataclass(frozen=True, slots=True)
class Progress:
    """What is being done, for which hub if for one, and what share of the time is gone; the share never falls."""

    stage: Stage
    share: float
    hub: str = ""


class PlanningCancelledError(Exception):
    """Whoever asked for the plan called it off. Nothing of it is left."""


Told = Callable[[Progress], None]
IsCancelled = Callable[[], bool]
