"""What a province problem is made of: regions, a warehouse, a fleet and hours. Hours are counted from the common start."""

from pathlib import Path
from typing import Annotated, Literal

import msgspec

from silog_gis.plan.whole.task import Goes
from silog_gis.plan.whole.value import Amount, Code, Count, Positive, Value

Hours = Annotated[tuple[float, ...], msgspec.Meta(min_length=2, max_length=2)]


class Kind(Value, frozen=True, kw_only=True):
    """Vessels or trucks that are alike; each shift of each is a vessel of the problem."""

    code: Code
    count: Positive
    boxes: Positive
    speed_kn: Amount
    shifts: tuple[Hours, ...]
    crew_hours: Amount
    cost_per_hour: Count
    cost_per_km: Count
    fixed_cost: Count = 0
    goes: Goes = Goes.SEA
    clearance_m: Amount = 50.0


class Tides(Value, frozen=True, kw_only=True):
    """When a region can be landed at: one high water a day, each day so much later."""

    region: Code
    first: Hours
    days: Positive
    later_minutes: Count = 50


class Asked(Value, frozen=True, kw_only=True):
    """One problem."""

    code: Code
    name: str
    level: Literal["DISTRICT", "VILLAGE"]
    within: Code
    drops: Positive
    """Of the regions, those with the most boxes."""
    warehouse: Code
    boxes_per_station: Positive = 2
    box_kg: Amount = 8.0
    loading_minutes: Amount
    stop_minutes: Amount
    box_minutes: Amount
    released_h: dict[Code, Amount]
    """By region; that of the smallest counts. So do the next two."""
    opens_h: dict[Code, Amount]
    due_h: dict[Code, Amount]
    first_tier: tuple[Code, ...] = ()
    tides: tuple[Tides, ...] = ()
    vessels: tuple[Kind, ...]
    facts: tuple[str, ...]


def read_asked(path: Path) -> Asked:
    """Read a file."""
    return msgspec.toml.decode(path.read_bytes(), type=Asked)


def of_smallest(by_region: dict[str, float], region: str) -> float:
    """Give what holds for a region: that of the smallest around it; 0 where none has any."""
    around = [each for each in by_region if region == each or region.startswith(f"{each}.")]
    return by_region[max(around, key=len)] if around else 0.0
