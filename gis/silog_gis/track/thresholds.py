"""The figures of the rules: data with its source in rules.toml, read once, and changed for a track by name."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import cache
from importlib.resources import files
from typing import Self


@dataclass(frozen=True, slots=True)
class Thresholds:
    """When a rule is met. Metres, seconds, knots, counts and shares; what each means stands beside it in rules.toml."""

    noise_m: float
    impossible_kn: float
    impossible_factor: float
    believed_after_fixes: float
    clock_tolerance_s: float
    clock_settled_fixes: float
    clock_leap_s: float
    clock_put_back_fixes: float
    corridor_m: float
    stray_fixes: float
    stray_s: float
    back_share: float
    back_fixes: float
    stop_radius_m: float
    stop_s: float
    stop_fixes: float
    port_radius_m: float
    silent_s: float
    crossing_factor: float
    lead_intervals: float
    arrived_m: float
    way_share: float
    hour_share: float
    persists_s: float
    believed_s: float
    forgotten_s: float
    late_s: float
    late_fixes: float
    late_back_share: float
    handover_s: float

    def __post_init__(self) -> None:
        """Refuse what no rule can go by."""
        for one in fields(self):
            value = getattr(self, one.name)
            if not 0 <= value < float("inf"):
                message = f"the threshold {one.name} is {value}: give a number from 0"
                raise ValueError(message)

    @classmethod
    def default(cls) -> "Thresholds":
        """Read rules.toml."""
        return _read()

    def replaced(self, **others: float) -> Self:
        """Give the same with some figures changed, by the names above."""
        unknown = others.keys() - {one.name for one in fields(self)}
        if unknown:
            message = f"no threshold is named {', '.join(sorted(unknown))}: there are {', '.join(one.name for one in fields(self))}"
            raise ValueError(message)
        return replace(self, **others)


@cache
def _read() -> Thresholds:
    rule = tomllib.loads(files(__package__).joinpath("rules.toml").read_text(encoding="utf-8"))
    return Thresholds(**_position(rule["position"], rule["clock"]), **_way(rule), **_time(rule))


def _position(position: Mapping[str, float], clock: Mapping[str, float]) -> dict[str, float]:
    return {
        **position,
        "clock_tolerance_s": clock["tolerance_minutes"] * 60,
        "clock_settled_fixes": clock["settled_fixes"],
        "clock_leap_s": clock["leap_hours"] * 3600,
        "clock_put_back_fixes": clock["put_back_fixes"],
    }


def _way(rule: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    corridor, stop = rule["corridor"], rule["stop"]
    return {
        "corridor_m": corridor["half_width_m"],
        "stray_fixes": corridor["fixes"],
        "stray_s": corridor["minutes"] * 60,
        "back_share": corridor["back_share"],
        "back_fixes": corridor["back_fixes"],
        "stop_radius_m": stop["radius_m"],
        "stop_s": stop["minutes"] * 60,
        "stop_fixes": stop["fixes"],
        "port_radius_m": stop["port_radius_m"],
    }


def _time(rule: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    silence, arrival, late = rule["silence"], rule["arrival"], rule["late"]
    return {
        "silent_s": silence["minutes"] * 60,
        "crossing_factor": silence["crossing_factor"],
        "lead_intervals": silence["lead_intervals"],
        "arrived_m": arrival["radius_m"],
        "way_share": arrival["way_share"],
        "hour_share": arrival["hour_share"],
        "persists_s": arrival["persists_minutes"] * 60,
        "believed_s": arrival["believed_minutes"] * 60,
        "forgotten_s": arrival["forgotten_minutes"] * 60,
        "late_s": late["minutes"] * 60,
        "late_fixes": late["fixes"],
        "late_back_share": late["back_share"],
        "handover_s": rule["handover"]["minutes"] * 60,
    }
