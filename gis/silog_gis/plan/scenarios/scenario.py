"""What a scenario file says: a distribution in the terms of those who planned it, with where each figure comes from."""

from datetime import date, time
from typing import Annotated

import msgspec

from silog_gis.plan.whole.task import Goes, Handling, RiskFigures, Sailing, SeaState, Standby, Tier
from silog_gis.plan.whole.value import Amount, Code, Count, Moment, Positive, Value, Window


class Days(Value, frozen=True, kw_only=True):
    """The same hours (WIB) on each of some days, first and last included."""

    first: date
    last: date
    opens: time = time(6)
    closes: time = time(18)
    """Up to midnight where it is not after `opens`."""


class FleetVessel(Value, frozen=True, kw_only=True):
    """Vessels or trucks that are alike."""

    code: Code
    name: str
    kind: Code
    home: Code
    boxes: Positive
    speed_kn: float
    crew_hours: Amount = 12.0
    days: Days
    count: Positive = 1
    goes: Goes = Goes.SEA
    hubs: tuple[Code, ...] = ()
    weight_kg: Amount | None = None
    volume_m3: Amount | None = None
    wave_limit_m: Amount | None = None
    clearance_m: Amount = 50.0
    cost_per_hour: Count = 0
    cost_per_km: Count = 0
    fixed_cost: Count = 0
    may_reload: bool = True


class DistrictRule(Value, frozen=True, kw_only=True):
    """What holds for the stations of a region: a district or a village."""

    region: Code
    hub: str = ""
    tier: Count | None = None
    opens_at: Moment | None = None
    due_at: Moment | None = None


class TideTable(Value, frozen=True, kw_only=True):
    """When a village or facility can be come to."""

    place: Code
    windows: tuple[Window, ...]


class Box(Value, frozen=True, kw_only=True):
    """What a packed box weighs and fills."""

    weight_kg: Amount
    volume_m3: Amount


class Fact(Value, frozen=True, kw_only=True):
    """What is known, and from where; or what is assumed."""

    said: str
    source: str


class Scenario(Value, frozen=True, kw_only=True):
    """One distribution."""

    code: Code
    name: str
    regency: Annotated[str, msgspec.Meta(pattern=r"^\d\d\.\d\d$")]
    only: tuple[Code, ...] = ()
    """Regions whose stations are planned; all of the regency where none is named."""
    begins_at: Moment
    warehouse: Code
    ready_at: Moment
    hubs: tuple[Code, ...]
    boxes_per_station: Positive = 2
    box: Box
    tiers: tuple[Tier, ...]
    usual_tier: Count = 1
    """Of stations that no rule gives another."""
    districts: tuple[DistrictRule, ...] = ()
    vessels: tuple[FleetVessel, ...]
    sailings: tuple[Sailing, ...] = ()
    standbys: tuple[Standby, ...] = ()
    tides: tuple[TideTable, ...] = ()
    seas: tuple[SeaState, ...] = ()
    areas: dict[str, str] = msgspec.field(default_factory=dict)
    """The sea area of regions and facilities by code; of all others "" names it."""
    handling: Handling = Handling()
    risks: RiskFigures = RiskFigures()
    facts: tuple[Fact, ...]
