"""What routes are asked with: classes of vessels, modes of travel, areas of the sea and what each does to a route.

Rules only: no database, clock or file. Distances in metres, times aware, coordinates (lon, lat) in WGS 84.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from silog.errors import SilogError

LonLat = tuple[float, float]
AREA_CODE: Final = re.compile(r"[A-Z0-9][A-Z0-9-]{1,39}", re.ASCII)
DEAREST: Final = 100.0
"""A metre of an area counts for at most so many: what is dearer is as good as forbidden, and is to be said so."""


class VesselClass(StrEnum):
    """Classes of vessels by what they keep from the shore."""

    POMPONG = "POMPONG"
    SPEEDBOAT = "SPEEDBOAT"
    FERRY = "FERRY"
    LINER = "LINER"


class TravelMode(StrEnum):
    """How one part of a way is travelled. TRANSFER is the stretch between a port's place ashore and its berth."""

    ROAD = "ROAD"
    FOOT = "FOOT"
    SEA = "SEA"
    TRANSFER = "TRANSFER"


class SeaAreaKind(StrEnum):
    """Why an area is marked: another country's waters, or waters that are closed or to be kept out of."""

    FOREIGN = "FOREIGN"
    RESTRICTED = "RESTRICTED"


class SeaAreaRule(StrEnum):
    """What an area does to a route: keep out, or count every metre inside several times."""

    AVOID = "AVOID"
    COST = "COST"


class ForeignWaters(StrEnum):
    """What one question wants of foreign waters, whatever the areas themselves say."""

    AVOID = "AVOID"
    PENALISE = "PENALISE"
    ALLOW = "ALLOW"


@dataclass(frozen=True, slots=True)
class AreaTerms:
    """An area of the sea without its outline: what it is, what it does, and from when until when (exclusive)."""

    code: str
    name: str
    kind: SeaAreaKind
    rule: SeaAreaRule
    cost_factor: float | None
    valid_from: datetime | None
    valid_to: datetime | None

    def stands_at(self, at: datetime) -> bool:
        """Whether it is in force at a time."""
        return (self.valid_from is None or self.valid_from <= at) and (self.valid_to is None or at < self.valid_to)


@dataclass(frozen=True, slots=True)
class Wish:
    """What one question adds: areas to avoid by code, and how foreign waters are taken; None leaves each area its own rule."""

    avoid: frozenset[str] = frozenset()
    foreign: ForeignWaters | None = None


def cost_of(terms: AreaTerms, wish: Wish, foreign_factor: float) -> float | None:
    """Give what a metre inside an area counts for under a wish: None to keep out, 1 where it does not matter.

    >>> terms = AreaTerms("SG", "Singapura", SeaAreaKind.FOREIGN, SeaAreaRule.AVOID, None, None, None)
    >>> cost_of(terms, Wish(), 3.0), cost_of(terms, Wish(foreign=ForeignWaters.PENALISE), 3.0)
    (None, 3.0)
    """
    if terms.code in wish.avoid:
        return None
    if terms.kind is SeaAreaKind.FOREIGN and wish.foreign is not None:
        own = terms.cost_factor or foreign_factor
        return {ForeignWaters.AVOID: None, ForeignWaters.PENALISE: own, ForeignWaters.ALLOW: 1.0}[wish.foreign]
    return terms.cost_factor if terms.rule is SeaAreaRule.COST else None


def refuse_unknown_areas(wish: Wish, known: Iterable[str]) -> None:
    """Refuse to avoid what is not there: whoever misspells an area must not believe that a route keeps out of it."""
    missing = sorted(wish.avoid - set(known))
    if missing:
        raise SilogError("UNKNOWN_AREA", f"There is no area {', '.join(missing)}.", "Ask for seaAreas: they list the codes.")


def wrong_terms(terms: AreaTerms) -> tuple[str, str] | None:
    """Say (column, message) what is wrong with an area's terms, or None."""
    if not AREA_CODE.fullmatch(terms.code):
        return "code", f"{terms.code!r} is no code of an area: use 2 to 40 capital letters, digits and hyphens, for example SG-WATERS"
    if terms.rule is SeaAreaRule.AVOID and terms.cost_factor is not None:
        return "cost_factor", "goes with the rule COST only: an area to avoid has no price"
    if terms.rule is SeaAreaRule.COST and terms.cost_factor is None:
        return "cost_factor", f"is missing: the rule COST needs a factor above 1 and at most {DEAREST:g}"
    if terms.cost_factor is not None and not 1 < terms.cost_factor <= DEAREST:
        return "cost_factor", f"{terms.cost_factor:g} is not above 1 and at most {DEAREST:g}"
    if terms.valid_from is not None and terms.valid_to is not None and terms.valid_to < terms.valid_from:
        return "valid_to", "lies before valid_from"
    return None
