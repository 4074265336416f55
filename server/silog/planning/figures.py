"""The figures that plans count with where planners have said nothing of their own: read from figures.toml."""

import tomllib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib.resources import files

from silog.kit.clock import WIB


@dataclass(frozen=True, slots=True)
class LastLegFigures:
    """How boxes go on from a PPS to the stations of its village."""

    transfer_min: float
    road_kmh: float
    road_spread: float
    boat_transfer_min: float
    boat_kn: float
    boat_spread: float
    detour: float


@dataclass(frozen=True, slots=True)
class PlanFigures:
    """What each one means stands beside it in figures.toml."""

    days_before_vote: int
    deadline_hour: int
    targets: tuple[float, ...]
    box_kg: float
    box_m3: float
    loading_min: float
    change_min: float
    stop_min: float
    box_min: float
    shift_from_hour: int
    shift_until_hour: int
    road_kmh: float
    road_spread: float
    last_leg: LastLegFigures
    source: str

    def due_at(self, voting_day: date) -> datetime:
        """Give the deadline of an election."""
        return datetime.combine(voting_day - timedelta(days=self.days_before_vote), time(self.deadline_hour), WIB)


@cache
def plan_figures() -> PlanFigures:
    """Read figures.toml."""
    read = tomllib.loads(files(__package__).joinpath("figures.toml").read_text(encoding="utf-8"))
    minutes, shift = read["handling_minutes"], read["shift"]
    return PlanFigures(
        days_before_vote=read["deadline"]["days_before_vote"],
        deadline_hour=read["deadline"]["hour"],
        targets=tuple(read["target"]["tiers"]),
        box_kg=read["box"]["weight_kg"],
        box_m3=read["box"]["volume_m3"],
        loading_min=minutes["loading"],
        change_min=minutes["change"],
        stop_min=minutes["stop"],
        box_min=minutes["box"],
        shift_from_hour=shift["from_hour"],
        shift_until_hour=shift["until_hour"],
        road_kmh=read["road"]["speed_kmh"],
        road_spread=read["road"]["spread"],
        last_leg=LastLegFigures(**read["last_leg"]),
        source=f"{read['rule']} {read['year']}: {read['source']}",
    )
