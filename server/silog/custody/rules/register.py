"""The register of seals: which number was issued to which place, and what it says of the seals that were put on.

Numbers help only if others hold them: so the register of a region is published, with its digest, before boxes leave. What is judged
here follows from the register and from the set of all sealings, whatever the order in which either came.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from silog.custody.rules.vocabulary import Breach
from silog.custody.rules.whereabouts import PlaceKind, kind_of_place

REGISTER_BREACHES: Final = frozenset({Breach.SEAL_NOT_ISSUED, Breach.SEAL_ISSUED_ELSEWHERE, Breach.SEAL_ON_TWO_BOXES})
SEALS_FOR_VERIFYING: Final = 2
"""So many devices see a seal on its box before it counts as verified: the four eyes of the sealing minutes."""
_POOLS: Final = frozenset({PlaceKind.WAREHOUSE, PlaceKind.PPK, PlaceKind.PPS})


@dataclass(frozen=True, slots=True)
class Sealing:
    """One seal that one scan put on one box. `is_registered`: the register of the box's region is published."""

    number: str
    scan_id: UUID
    box_code: str
    place_code: str
    is_registered: bool


def judge_seal(sealings: Sequence[Sealing], issued_to: str | None) -> frozenset[tuple[UUID, Breach]]:
    """Judge all sealings of one number by the place it was issued to (None: it never was).

    A number on two boxes is held against every sealing with it: which of them is the false one, no register can say. That a number
    was not issued is said only where a register is published, for before that nobody could have known.
    """
    found: set[tuple[UUID, Breach]] = set()
    are_two_boxes = len({sealing.box_code for sealing in sealings}) > 1
    for sealing in sealings:
        if are_two_boxes:
            found.add((sealing.scan_id, Breach.SEAL_ON_TWO_BOXES))
        if issued_to is None and sealing.is_registered:
            found.add((sealing.scan_id, Breach.SEAL_NOT_ISSUED))
        if issued_to is not None and not may_be_applied(issued_to, sealing.place_code):
            found.add((sealing.scan_id, Breach.SEAL_ISSUED_ELSEWHERE))
    return frozenset(found)


def may_be_applied(issued_to: str, place_code: str) -> bool:
    """Whether a seal may be put on at a place: where it was issued to, or, from the stock of an office, anywhere in its region.

    >>> may_be_applied("WH-21.03", "TPS-21.03.04.1003-001"), may_be_applied("TPS-21.03.04.1003-001", "WH-21.03")
    (True, False)
    """
    if place_code == issued_to:
        return True
    region, place = (code.partition("-")[2] for code in (issued_to, place_code))
    return kind_of_place(issued_to) in _POOLS and (place == region or place.startswith(f"{region}."))


def register_text(election: str, region_code: str, version: int, issued: Iterable[tuple[str, str]]) -> str:
    """Write a register as it is published: a line that says whose it is, then one line per number with its place, by number.

    >>> print(register_text("LATIHAN", "21.03", 1, [("B", "WH-21.03"), ("A", "WH-21.03")]), end="")
    silog-seal-register LATIHAN 21.03 1
    A,WH-21.03
    B,WH-21.03
    """
    lines = (f"{number},{place_code}" for number, place_code in sorted(issued))
    return "\n".join((f"silog-seal-register {election} {region_code} {version}", *lines, ""))


def register_digest(text: str) -> str:
    """Give the SHA-256 of a register's UTF-8 as hexadecimal digits, as the program sha256sum prints it."""
    return hashlib.sha256(text.encode()).hexdigest()
