"""How late a leg may be before its boxes count as late: data with its source in tolerances.toml, read once."""

import tomllib
from datetime import timedelta
from functools import cache
from importlib.resources import files

from silog.movement.rules import LegMode


@cache
def tolerance_by_mode() -> dict[LegMode, timedelta]:
    """Give the time that is added to the planned end of a leg before its boxes are due."""
    rule = tomllib.loads(files(__package__).joinpath("tolerances.toml").read_text())
    return {LegMode(mode): timedelta(minutes=minutes) for mode, minutes in rule["minutes"].items()}
