"""Who may open a box, where and when: read from the decrees' files in this folder, resolved for one voting day.

A figure of a rule stands in such a file with its source, never in code.
"""

import tomllib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from typing import Any, Final

from silog.custody.rules.vocabulary import BoxState, Office, ScanType
from silog.custody.rules.whereabouts import PlaceKind
from silog.kit.clock import WIB

_OWN_PLACES: Final = {"OWN_STATION": PlaceKind.STATION, "OWN_PPK": PlaceKind.PPK}


@dataclass(frozen=True, slots=True)
class Opening:
    """One lawful opening: from which state, at which kind of the box's own places, by which offices, from a moment until another.

    The moment `until_at` itself is outside.
    """

    id: str
    state: BoxState
    place: PlaceKind
    offices: frozenset[Office]
    from_at: datetime
    until_at: datetime


@dataclass(frozen=True, slots=True)
class Law:
    """What a decree says for one voting day. `openings` holds one entry per act that may lawfully open a box."""

    decree: str
    polls_close_at: datetime
    clock_tolerance: timedelta
    openings: dict[ScanType, Opening]


@cache
def law_for(voting_day: date) -> Law:
    """Give the rules of the newest decree in force on a voting day; the oldest decree's where none was in force yet."""
    decrees = sorted(_decrees(), key=lambda decree: decree["effective"])
    in_force = [decree for decree in decrees if decree["effective"] <= voting_day] or decrees[:1]
    return resolve(in_force[-1], voting_day)


def resolve(decree: dict[str, Any], voting_day: date) -> Law:
    """Turn a decree's days and hours into moments of one election."""
    openings = {
        ScanType(entry["act"]): Opening(
            entry["id"],
            BoxState(entry["state"]),
            _OWN_PLACES[entry["place"]],
            frozenset(Office(office) for office in entry["offices"]),
            _moment(voting_day, entry["from_day"], entry["from_time"]),
            _moment(voting_day, entry["until_day"], entry["until_time"]),
        )
        for entry in decree["opening"]
    }
    return Law(
        decree["decree"],
        _moment(voting_day, 0, decree["polls"]["close"]),
        timedelta(seconds=decree["clock"]["tolerance_s"]),
        openings,
    )


def _moment(voting_day: date, days: int, hour: time) -> datetime:
    return datetime.combine(voting_day + timedelta(days=days), hour, WIB)


def _decrees() -> list[dict[str, Any]]:
    return [tomllib.loads(file.read_text()) for file in files(__package__).iterdir() if file.name.endswith(".toml")]
