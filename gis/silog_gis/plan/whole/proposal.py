"""What is proposed: legs with their loads and times, what each station gets from it, and what is short."""

from enum import StrEnum
from typing import Final, Literal

from silog_gis.plan.whole.reason import Reason
from silog_gis.plan.whole.task import Goes
from silog_gis.plan.whole.value import Amount, Code, Count, LonLat, Moment, Share, Value

VERSION: Final = 1


class LegKind(StrEnum):
    """A haul brings boxes over land to a port, a voyage towards a hub, a round from a hub to stations and comes back."""

    HAUL = "HAUL"
    VOYAGE = "VOYAGE"
    ROUND = "ROUND"


class Load(Value, frozen=True, kw_only=True):
    """Boxes of one station aboard a leg, and where they are handed over."""

    station: Code
    boxes: Count
    to_place: Code


class LegCall(Value, frozen=True, kw_only=True):
    """A stop of a leg. `line` is the way to it from the stop before."""

    place: Code
    arrives_at: Moment
    begins_at: Moment
    """When handling begins: with the tide, or when the stop opens."""
    leaves_at: Moment
    metres: Amount
    line: tuple[LonLat, ...] = ()


class Fallback(Value, frozen=True, kw_only=True):
    """What to take if the leg's conveyance does not go, the best first."""

    rank: Count
    conveyance: Code
    name: str
    boxes: Count
    """How many of the leg's boxes it takes."""
    departs_at: Moment
    arrives_at: Moment
    is_in_time: bool
    """Whether every station aboard is still served in time, if nothing else happens."""
    reason: Reason


class Leg(Value, frozen=True, kw_only=True):
    """One conveyance from one place on: a voyage, or a round that ends where it began. A haul is gone by trucks that are hired."""

    code: Code
    kind: LegKind
    conveyance: str
    """Empty for a haul: no conveyance of the task goes it. So is its name."""
    name: str
    goes: Goes
    sailing: str = ""
    """The timetabled sailing of a voyage."""
    from_place: Code
    to_place: Code
    loads_at: Moment
    departs_at: Moment
    arrives_at: Moment
    """At its last stop; a round is back at `returns_at`."""
    returns_at: Moment | None = None
    calls: tuple[LegCall, ...]
    loads: tuple[Load, ...]
    boxes: Count
    metres: Amount
    way_home: tuple[LonLat, ...] = ()
    hours: Amount
    cost: Count
    last_safe_departure: Moment | None = None
    """The latest departure with which every station aboard, and those this conveyance serves after, is sure enough; none where it is not
    even as planned."""
    fallbacks: tuple[Fallback, ...] = ()


class StationPlan(Value, frozen=True, kw_only=True):
    """What a station gets from the plan."""

    station: Code
    tier: Count
    hub: str
    legs: tuple[Code, ...]
    arrives_at: Moment
    """When its boxes begin to be handed over."""
    at_door_at: Moment | None = None
    """When they are at its door, an estimate; none where the task has none of how they go on."""
    due_at: Moment
    slack_hours: float
    """From their arrival at its door to the deadline; from the handover where that is all there is."""
    on_time: Share
    """In how many of the weathers it is served in time."""
    target: Share
    why: tuple[Reason, ...] = ()


class Short(StrEnum):
    """What is short where a station is not served."""

    CAPACITY = "CAPACITY"
    WINDOW = "WINDOW"
    TIDE = "TIDE"
    SAILING = "SAILING"
    WAY = "WAY"
    TIME = "TIME"


class Unserved(Value, frozen=True, kw_only=True):
    """A station without boxes, and what is short."""

    station: Code
    tier: Count
    boxes: Count
    short: Short
    reason: Reason


class Break(Value, frozen=True, kw_only=True):
    """What breaks if a conveyance does not sail: stations that nothing else of the plan serves in time."""

    conveyance: Code
    name: str
    stations: tuple[Code, ...]
    boxes: Count


class TierResult(Value, frozen=True, kw_only=True):
    """How a tier fares."""

    tier: Count
    stations: Count
    unserved: Count
    below_target: Count
    worst_on_time: Share
    least_slack_hours: float | None = None


class Objective(Value, frozen=True, kw_only=True):
    """Plans are compared by these in order, less is better: see `comparing.merit`."""

    tiers: tuple[TierResult, ...]
    slack_hours: tuple[float, ...]
    """Of every station that is served, in the median weather, in steps of a quarter of an hour, the least first."""
    vessel_hours: Amount
    cost: Count


class Proposal(Value, frozen=True, tag="silog-plan-proposal", tag_field="document", kw_only=True, omit_defaults=False):
    """A plan that the checker has found nothing wrong with."""

    version: Literal[1] = VERSION
    task: Code
    task_digest: Code
    """SHA-256 of the task's document."""
    seed: int
    scenarios: Count
    legs: tuple[Leg, ...]
    stations: tuple[StationPlan, ...]
    unserved: tuple[Unserved, ...] = ()
    breaks: tuple[Break, ...] = ()
    objective: Objective
