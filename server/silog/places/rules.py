"""What regions, facilities and elections are called, and how the official codes nest.

Rules only. Codes are Kemendagri's: 21 (province), 21.03 (regency or city), 21.03.04 (district), 21.03.04.1003 (village). Names repeat
inside one regency, so nothing here or above ever looks a place up by its name.
"""

import re
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Final

from silog.errors import WRONG_INPUT, SilogError

MOST_VOTERS: Final = 600
"""Registered voters at one polling station: the law's limit, which the database holds too."""


class ElectionKind(StrEnum):
    """Whether boxes of an election exist. A training election shares no row with a real one."""

    REAL = "REAL"
    TRAINING = "TRAINING"


class RegionLevel(StrEnum):
    """The four levels of territory."""

    PROVINCE = "PROVINCE"
    REGENCY = "REGENCY"
    DISTRICT = "DISTRICT"
    VILLAGE = "VILLAGE"


class FacilityKind(StrEnum):
    """What stands at a place."""

    WAREHOUSE = "WAREHOUSE"
    PORT = "PORT"
    LANDING = "LANDING"
    AIRPORT = "AIRPORT"
    PPK = "PPK"
    PPS = "PPS"
    POLLING_STATION = "POLLING_STATION"


class PositionQuality(StrEnum):
    """How far a position may be believed: measured, remembered, doubtful, taken from the village, or made up for training."""

    SURVEYED = "SURVEYED"
    RECALLED = "RECALLED"
    CHECK = "CHECK"
    DERIVED = "DERIVED"
    SYNTHETIC = "SYNTHETIC"


_CODE: Final = re.compile(r"\d{2}(?:\.\d{2}(?:\.\d{2}(?:\.\d{4})?)?)?", re.ASCII)
_UNDOTTED: Final = re.compile(r"(\d{2})(\d{2})?(\d{2})?(\d{4})?", re.ASCII)
_LEVEL_OF_LENGTH: Final = {2: RegionLevel.PROVINCE, 5: RegionLevel.REGENCY, 8: RegionLevel.DISTRICT, 13: RegionLevel.VILLAGE}
_UNDOTTED_LENGTHS: Final = frozenset({2, 4, 6, 10})


def region_code(text: str) -> str | None:
    """Read a code in dotted (21.03.04.1003) or undotted form (2103041003); None when it is neither.

    >>> region_code("2103041003")
    '21.03.04.1003'
    """
    if _CODE.fullmatch(text):
        return text
    match = _UNDOTTED.fullmatch(text) if len(text) in _UNDOTTED_LENGTHS else None
    return ".".join(filter(None, match.groups())) if match else None


def level_of(code: str) -> RegionLevel:
    """Tell the level from a well-formed code."""
    return _LEVEL_OF_LENGTH[len(code)]


def parent_of(code: str) -> str | None:
    """Give the code of the region one level up; None for a province.

    >>> parent_of("21.03.04.1003")
    '21.03.04'
    """
    return code.rpartition(".")[0] or None


@lru_cache(maxsize=16_384)
def lineage(code: str) -> tuple[str, ...]:
    """Give a code and those of all regions that contain it, nearest first.

    >>> lineage("21.03.04")
    ('21.03.04', '21.03', '21')
    """
    parent = parent_of(code)
    return (code,) if parent is None else (code, *lineage(parent))


def is_within(code: str, region: str) -> bool:
    """Whether a region is `region` or lies in it; every region lies in ''."""
    return not region or code == region or code.startswith(f"{region}.")


def station_code(village: str, number: int) -> str:
    """Give the code of a polling station: its village and its number there.

    >>> station_code("21.03.04.1003", 7)
    'TPS-21.03.04.1003-007'
    """
    return f"TPS-{village}-{number:03d}"


def refuse_real(kind: ElectionKind, code: str) -> None:
    """Refuse to wind the clock of a real election: its time is the time of day."""
    if kind is ElectionKind.REAL:
        raise SilogError(
            "FORBIDDEN",
            f"{code} is a real election: its clock shows the time of day and cannot be set.",
            "Only a training election's clock can be paused, sped up or moved.",
        )


FASTEST: Final = 100_000.0
"""Seconds of a training election per real second: the whole season of 2024 in under a minute."""


LONGEST_AFTER_VOTING: Final = timedelta(days=366)
"""How far beyond its voting day a training election's clock can be wound: it never goes back, so a slip must not end the training."""


def refuse_far_jump(jump_to: datetime | None, voting_day: date) -> None:
    """Refuse a jump beyond a year after the voting day."""
    if jump_to is not None and jump_to.date() > voting_day + LONGEST_AFTER_VOTING:
        message = f"The clock cannot jump to {jump_to:%Y-%m-%d}: the vote is on {voting_day}, and a year after it nothing happens any more."
        raise SilogError(WRONG_INPUT, message, "Give a time within the season; the clock never goes back.")


def refuse_wrong_speed(speed: float | None) -> None:
    """Refuse a speed that is no pace: zero is a pause, and time never runs backwards."""
    if speed is not None and not 0 < speed <= FASTEST:
        raise SilogError(
            WRONG_INPUT, f"The speed is {speed:g}, and must be above 0 and at most {FASTEST:,.0f}.", "To stop the clock, pause it."
        )
