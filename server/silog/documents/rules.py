"""What stands on a label, in which words, and when printing needs a reason.

Rules only: no SQL, no clock, no paper. A label says nothing that its code does not say already to whoever may read the box: it is for eyes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from silog.custody.codes import read_code
from silog.custody.rules import Contest
from silog.errors import WRONG_INPUT, SilogError

LABELS_PER_BOX: Final = 2
"""One on each of two sides: a box stands with its back to the wall, or gets wet on one side."""
MOST_BOXES: Final = 1_000
"""In one request over HTTP; the command line prints any number."""
MOST_SHEETS: Final = 600
"""Invitations in one request over HTTP, more than any district has stations: their pages take ten seconds of a processor."""
LONGEST_ADDRESS: Final = 200
_GROUPS: Final = ((0, 4), (4, 8), (8, 11))
_FIRST_CITY: Final = 71
"""Kemendagri numbers the cities of a province from 71 on, and its regencies from 01."""
_KELURAHAN: Final = "1"
"""The first digit of a village's own number: 1 in a kelurahan, 2 in a desa."""
_MONTHS: Final = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)


class LabelFormat(StrEnum):
    """A4: sheets of eight labels of 105 x 74 mm. SINGLE: one label of 100 x 150 mm on each page, for label printers."""

    A4 = "a4"
    SINGLE = "100x150"


@dataclass(frozen=True, slots=True)
class LabelOrder:
    """Which labels somebody wants: all boxes of a region, or some by their codes; of those, all or only the ones never printed."""

    region_code: str
    format: LabelFormat = LabelFormat.A4
    reason: str = ""
    boxes: tuple[str, ...] = ()
    is_unprinted_only: bool = False


@dataclass(frozen=True, slots=True)
class LabelledBox:
    """A box as its label names it. `printed` counts how often its labels were printed before."""

    code: str
    contest: Contest
    is_3t: bool
    station_code: str
    station_number: int
    registered_voters: int
    region_code: str
    village: str
    district: str
    regency: str
    printed: int


def groups_of(code: str) -> tuple[str, ...]:
    """Cut a code into groups that are read aloud and typed without losing the place.

    >>> groups_of("0123456789Y")
    ('0123', '4567', '89Y')
    """
    return tuple(code[start:end] for start, end in _GROUPS)


def is_city(region_code: str) -> bool:
    """Whether a regency's code, or one inside it, is that of a city.

    >>> is_city("21.71.01.1002"), is_city("21.03")
    (True, False)
    """
    return int(region_code.split(".")[1]) >= _FIRST_CITY


def contest_word(contest: Contest, region_code: str) -> str:
    """Name the election a box belongs to as its ballots do: a city elects a mayor.

    >>> contest_word(Contest.REGENT, "21.71.01.1002")
    'WALI KOTA'
    """
    if contest is Contest.GOVERNOR:
        return "GUBERNUR"
    return "WALI KOTA" if is_city(region_code) else "BUPATI"


def village_word(region_code: str, name: str) -> str:
    """Name a village with its kind, which tells apart many that share a name.

    >>> village_word("21.03.04.1003", "Sabang Barat")
    'Kelurahan Sabang Barat'
    """
    return f"{'Kelurahan' if region_code.rpartition('.')[2].startswith(_KELURAHAN) else 'Desa'} {name}"


def day_word(day: date) -> str:
    """Write a day as people do.

    >>> day_word(date(2024, 11, 27))
    '27 November 2024'
    """
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def refuse_silent_reprint(boxes: Sequence[LabelledBox], reason: str) -> None:
    """Refuse to print labels a second time without a reason: two boxes could carry the same code, and somebody must answer for it."""
    printed = [box for box in boxes if box.printed]
    if printed and not reason.strip():
        message = f"{len(printed):,} of these {len(boxes):,} boxes have labels already, {printed[0].code} for one."
        raise SilogError("REASON_MISSING", message, "Say why they are printed again, or print only those that were never printed.")


def read_boxes(typed: Iterable[str]) -> tuple[str, ...]:
    """Read the codes of boxes as people type them; wrong input when one cannot be a code."""
    codes = {text: read_code(text) for text in typed}
    for text, code in codes.items():
        if code is None:
            raise SilogError(
                WRONG_INPUT, f"{text[:40]!r} is no box code.", "Write the 11 characters as they are printed; spaces are ignored."
            )
    return tuple(code for code in codes.values() if code)


def server_address(text: str) -> str:
    """Read the address under which phones reach a server; wrong input for anything that is more or less than scheme, host and port.

    >>> server_address(" https://silog.example:8443/ ")
    'https://silog.example:8443'
    """
    said = text.strip().rstrip("/")
    try:
        parts = urlsplit(said)
        is_whole = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        is_whole = False
    if not is_whole or said != f"{parts.scheme}://{parts.netloc}" or "@" in said or len(said) > LONGEST_ADDRESS or not said.isprintable():
        raise SilogError(
            WRONG_INPUT, f"{text[:40]!r} is no address of a server.", "Write what phones open, for example https://silog.example."
        )
    return said


def label_format(text: str) -> LabelFormat:
    """Read a format; wrong input when there is none of that name."""
    if text not in set(LabelFormat):
        raise SilogError(WRONG_INPUT, f"There is no label format {text[:40]!r}.", f"There are {' and '.join(LabelFormat)}.")
    return LabelFormat(text)
