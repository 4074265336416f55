"""The figures that routes are made with: data with its source in figures.toml, read once."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib.resources import files

from silog.routes.rules import VesselClass


@dataclass(frozen=True, slots=True)
class Vessel:
    """What a class of vessels keeps from the shore, and how fast it goes."""

    clearance_m: int
    speed_kn: float


@dataclass(frozen=True, slots=True)
class Figures:
    """All of them; see figures.toml for what each means and where it comes from."""

    vessels: Mapping[VesselClass, Vessel]
    board: timedelta
    land: timedelta
    foot_kmh: float
    foot_most_m: float
    estimate_kmh: float
    detour_factor: float
    ashore_most_m: float
    snap_most_m: float
    margin_m: float
    road_kmh: Mapping[str, float]
    candidates: int
    berth_most_m: float
    pier_most_m: float
    move_most_m: float
    foreign_factor: float


@cache
def figures() -> Figures:
    """Give the figures."""
    read = tomllib.loads(files(__package__).joinpath("figures.toml").read_text())
    land, roads, ports, handling = read["land"], read["roads"], read["ports"], read["handling_minutes"]
    return Figures(
        vessels={VesselClass(name): Vessel(**values) for name, values in read["vessels"].items()},
        board=timedelta(minutes=handling["board"]),
        land=timedelta(minutes=handling["land"]),
        foot_kmh=land["foot_kmh"],
        foot_most_m=land["foot_most_m"],
        estimate_kmh=land["estimate_kmh"],
        detour_factor=land["detour_factor"],
        ashore_most_m=land["ashore_most_m"],
        snap_most_m=roads["snap_most_m"],
        margin_m=roads["margin_m"],
        road_kmh=roads["kmh"],
        candidates=ports["candidates"],
        berth_most_m=ports["berth_most_m"],
        pier_most_m=ports["pier_most_m"],
        move_most_m=ports["move_most_m"],
        foreign_factor=read["areas"]["foreign_factor"],
    )
