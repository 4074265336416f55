"""What a plan is: for each vessel its rounds from the hub, for each round its calls in order, with their times in seconds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Call:
    """A stop at a drop: it arrives, begins handling when the window is open, and leaves."""

    drop: str
    arrives_s: int
    begins_s: int
    leaves_s: int


@dataclass(frozen=True, slots=True)
class Round:
    """Out from the hub and back: loading begins at `loads_s`, it departs at `departs_s`."""

    loads_s: int
    departs_s: int
    calls: tuple[Call, ...]
    returns_s: int


@dataclass(frozen=True, slots=True)
class Schedule:
    """The rounds of one vessel, in order."""

    vessel: str
    rounds: tuple[Round, ...]


@dataclass(frozen=True, slots=True)
class HubPlan:
    """A plan of one hub. `cost` counts vessels, hours away and kilometres, as the vessels say."""

    schedules: tuple[Schedule, ...]
    cost: int
    metres: int
    unserved: tuple[str, ...] = ()
    """Drops that are left out, where not all can be served."""
