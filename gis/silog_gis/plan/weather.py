"""What the sea is expected to be like, and how voyages differ from their plan: figures with their source, read from chances.toml."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class Bulletin:
    """Expected height of waves in metres, shape (areas, days). Day 0 begins at second 0 of the plan; the last day's holds on."""

    waves_m: NDArray[np.float64]

    @classmethod
    def calm(cls) -> "Bulletin":
        """No waves anywhere."""
        return cls(np.zeros((1, 1)))


@dataclass(frozen=True, slots=True)
class Risks:
    """How voyages differ from their plan; what each figure means stands beside it in chances.toml."""

    way_share: float
    at_limit_share: float
    delay_s: float
    breakdowns_per_hour: float
    repair_s: float
    wave_spread: float

    @classmethod
    def default(cls) -> "Risks":
        """Read chances.toml."""
        return _read()

    @classmethod
    def none(cls) -> "Risks":
        """Everything goes as planned."""
        return cls(0, 0, 0, 0, 0, 0)


@cache
def _read() -> Risks:
    read = tomllib.loads(files(__package__).joinpath("chances.toml").read_text())
    return Risks(
        read["way"]["share"],
        read["way"]["at_limit_share"],
        read["departure"]["delay_minutes"] * 60,
        read["breakdown"]["per_hour"],
        read["breakdown"]["repair_hours"] * 3600,
        read["waves"]["spread"],
    )
