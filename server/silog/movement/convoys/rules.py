"""What may be in a convoy and what an escort's word must say. Rules only: no SQL, no clock, no request."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Final
from uuid import UUID

from silog.errors import SilogError

LonLat = tuple[float, float]
MOST_SHIPMENTS: Final = 50
LONGEST_NAME: Final = 120
_REGENCY_LENGTH: Final = 5
_MOST_LON, _MOST_LAT = 180, 90


class PresenceStep(StrEnum):
    """What an escort confirms: to have been there when the convoy left, passed or arrived."""

    DEPARTURE = "DEPARTURE"
    CHECKPOINT = "CHECKPOINT"
    ARRIVAL = "ARRIVAL"


class ConvoyState(StrEnum):
    """How far a convoy is, by the scans of its boxes; DISSOLVED is what an office said."""

    FORMED = "FORMED"
    UNDER_WAY = "UNDER_WAY"
    ARRIVED = "ARRIVED"
    DISSOLVED = "DISSOLVED"


class StopState(StrEnum):
    """Whether the escort confirmed a departure or arrival; AWAITED while scans tell of none, or only just do."""

    CONFIRMED = "CONFIRMED"
    MISSING = "MISSING"
    AWAITED = "AWAITED"


@dataclass(frozen=True, slots=True)
class Word:
    """What an escort says from a phone: under an id made there, when it was, and at which known place or position.

    `at` is the election's time as the phone reckons it, and aware. It is kept as said: a phone that was without signal for a day, or whose
    clock is wrong, is not told so a day later. When it was received stands beside it.
    """

    id: str
    at: datetime
    place_code: str | None = None
    point: LonLat | None = None


def checked_word(word: Word) -> Word:
    """Give a word as it is kept: its id in lower case. BAD_ID or BAD_POSITION where it says nothing that could be."""
    try:
        name = str(UUID(word.id))
    except ValueError:
        raise SilogError("BAD_ID", f"{word.id!r} is no UUID.", "Make one on the device, and send the same again with it.") from None
    if word.point is not None:
        lon, lat = word.point
        if not (abs(lon) <= _MOST_LON and abs(lat) <= _MOST_LAT):
            raise SilogError("BAD_POSITION", f"There is no position {lon}, {lat}.", "Give degrees, longitude first.")
    return Word(name, word.at, word.place_code, word.point)


def refuse_nowhere(step: PresenceStep, word: Word) -> None:
    """Refuse a confirmation that says nowhere: a departure and an arrival are at a place, a check point may be at sea."""
    if word.place_code is None and not (step is PresenceStep.CHECKPOINT and word.point is not None):
        message = "A departure or arrival is confirmed at a place, and a check point at a place or a position."
        raise SilogError("NO_PLACE", message, "Give the code of the place.")


def region_of(regions: Iterable[str]) -> str:
    """Say whose a convoy is by the regions of its shipments: a regency's where all lie in one, else the province's.

    >>> region_of(["21.03.04", "21.03.05"]), region_of(["21.03.04", "21.05"])
    ('21.03', '21')
    """
    regencies = {region[:_REGENCY_LENGTH] for region in regions}
    return regencies.pop() if len(regencies) == 1 else min(regencies)[:2]


def checked_line(text: str, field: str) -> str:
    """Give a name as it is kept: one line; BAD_TEXT where it is empty, too long or holds control characters."""
    said = " ".join(text.split())
    if not 0 < len(said) <= LONGEST_NAME or not said.isprintable():
        raise SilogError("BAD_TEXT", f"`{field}` must be one line of 1 to {LONGEST_NAME} characters.", "Say it in a few words.")
    return said


@cache
def confirmed_within() -> timedelta:
    """How long after the scans of a departure or arrival the escort's confirmation counts as missing."""
    figures = tomllib.loads(files(__package__).joinpath("figures.toml").read_text())
    return timedelta(minutes=figures["confirmation"]["grace_minutes"])
