"""Taking values out of a record's cells, noting what is wrong with each."""

import math
import re
from datetime import datetime
from enum import StrEnum
from typing import Final, TypeVar

from silog.places.reading.problems import Problems
from silog.places.reading.records import Record
from silog.places.rules import region_code

Word = TypeVar("Word", bound=StrEnum)
LonLat = tuple[float, float]

_LONGEST_TEXT: Final = 200
_INTEGER: Final = re.compile(r"-?\d{1,12}", re.ASCII)
_DECIMAL: Final = re.compile(r"[+-]?\d{1,4}(\.\d{0,20})?(e-?\d{1,2})?", re.ASCII | re.IGNORECASE)
_TRUE: Final = frozenset({"1", "true", "yes", "ya", "y", "t"})
_FALSE: Final = frozenset({"0", "false", "no", "tidak", "n", "f"})
_WEST, _EAST, _SOUTH, _NORTH = 94.0, 142.0, -12.0, 7.0
"""Indonesia with a margin: the land reaches from 95.0 to 141.1 degrees east and from 11.1 south to 6.1 north."""


class Cells:
    """One record and where to note its problems. Each method gives None for a cell that is empty or wrong; wrong ones are noted."""

    def __init__(self, record: Record, problems: Problems) -> None:
        self._record = record
        self._problems = problems

    def wrong(self, column: str, message: str) -> None:
        """Note a problem of this record."""
        self._problems.add(message, self._record.row, column)

    def has(self, column: str) -> bool:
        """Whether the cell holds anything."""
        return bool(self._record.cells.get(column))

    def text(self, column: str, *, is_required: bool = True) -> str | None:
        """Take text of one line."""
        value = self._record.cells.get(column, "")
        if not value:
            if is_required:
                self.wrong(column, "is empty")
            return None
        if not value.isprintable():
            self.wrong(column, "holds a control character")
            return None
        if len(value) > _LONGEST_TEXT:
            self.wrong(column, f"is longer than {_LONGEST_TEXT} characters")
            return None
        return value

    def region(self, column: str, *, is_required: bool = True) -> str | None:
        """Take a region code, dotted or not, and give it dotted."""
        value = self.text(column, is_required=is_required)
        if value is None:
            return None
        code = region_code(value)
        if code is None:
            self.wrong(column, f"{value!r} is no region code; they look like 21, 21.03, 21.03.04 or 21.03.04.1003")
        return code

    def word(self, column: str, words: type[Word]) -> Word | None:
        """Take one of a few words, whatever its case."""
        value = self.text(column, is_required=False)
        if value is None:
            return None
        if value.upper() in words.__members__:
            return words[value.upper()]
        self.wrong(column, f"{value!r} is not one of {', '.join(words.__members__)}")
        return None

    def integer(self, column: str, least: int, most: int) -> int | None:
        """Take a whole number between two bounds."""
        value = self.text(column, is_required=False)
        if value is None:
            return None
        if not _INTEGER.fullmatch(value):
            self.wrong(column, f"{value!r} is no whole number")
            return None
        if not least <= int(value) <= most:
            self.wrong(column, f"{int(value):,} is not between {least:,} and {most:,}")
            return None
        return int(value)

    def decimal(self, column: str) -> float | None:
        """Take a number with a decimal point."""
        value = self.text(column, is_required=False)
        if value is None:
            return None
        if not _DECIMAL.fullmatch(value):
            hint = "; write a dot, not a comma" if "," in value else ""
            self.wrong(column, f"{value!r} is no number{hint}")
            return None
        return float(value)

    def moment(self, column: str) -> datetime | None:
        """Take a point in time, ISO 8601 with an offset."""
        value = self.text(column, is_required=False)
        if value is None:
            return None
        try:
            found = datetime.fromisoformat(value)
        except ValueError:
            found = None
        if found is None or found.tzinfo is None:
            self.wrong(column, f"{value!r} is no time; write it with its offset, for example 2024-11-17T06:00:00+07:00")
            return None
        return found

    def truth(self, column: str) -> bool | None:
        """Take true or false: true, yes, ya, 1 or false, no, tidak, 0."""
        value = self.text(column, is_required=False)
        if value is None:
            return None
        if value.lower() not in _TRUE | _FALSE:
            self.wrong(column, f"{value!r} is neither true nor false")
            return None
        return value.lower() in _TRUE

    def point(self, lon_column: str, lat_column: str, *, is_required: bool = True) -> LonLat | None:
        """Take longitude and latitude in degrees: both or, where allowed, neither."""
        if not is_required and not self.has(lon_column) and not self.has(lat_column):
            return None
        lon, lat = self._degrees(lon_column), self._degrees(lat_column)
        return None if lon is None or lat is None else self.checked_point(lon_column, lat_column, (lon, lat))

    def checked_point(self, lon_column: str, lat_column: str, point: LonLat) -> LonLat | None:
        """Give the point back if it lies in or near Indonesia; say so when longitude and latitude look swapped."""
        lon, lat = point
        if _is_in_reach(lon, lat):
            return point
        if _is_in_reach(lat, lon):
            self.wrong(lon_column, f"{lon:g} and {lat_column} {lat:g} look swapped: longitude comes as {lon_column}")
            return None
        if not _WEST <= lon <= _EAST:
            self.wrong(lon_column, f"{lon:g} is out of range: Indonesia lies between {_WEST:g} and {_EAST:g} degrees east")
        if not _SOUTH <= lat <= _NORTH:
            self.wrong(lat_column, f"{lat:g} is out of range: Indonesia lies between {_SOUTH:g} and {_NORTH:g} degrees north")
        return None

    def _degrees(self, column: str) -> float | None:
        value = self.text(column)
        if value is None:
            return None
        if not _DECIMAL.fullmatch(value) or not math.isfinite(float(value)):
            hint = "; write a dot, not a comma" if "," in value else ""
            self.wrong(column, f"{value!r} is no number of degrees{hint}")
            return None
        return float(value)


def _is_in_reach(lon: float, lat: float) -> bool:
    return _WEST <= lon <= _EAST and _SOUTH <= lat <= _NORTH
