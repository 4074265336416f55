"""What a viewer may see, as it travels inside every statement.

Knows no people and no roles: the room `people` decides which scope a viewer has; here it only has its shape. Row-level security
reads the same setting (migrations/sql/0001/scope.sql), so a query that forgets its own predicate still sees nothing beyond it.
"""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

_LARGE_REGION: Final = re.compile(r"([0-9]{2}(\.[0-9]{2})?)?")


class View(StrEnum):
    """How much of the rows inside a scope is shown."""

    FULL = "FULL"
    PUBLIC = "PUBLIC"


@dataclass(frozen=True, slots=True)
class Sight:
    """What of a scope a plan is made for: its view, its election, and its region where that is large, else None."""

    view: View
    election_id: int
    large_region: str | None


@dataclass(frozen=True, slots=True)
class Scope:
    """Rows of one election, inside one region; `region_code` '' is every region. What each statement needs of it is made once.

    `person` '' hides nothing more. Else it is somebody's own id, and of what belongs to persons only that person's rows are in sight.
    """

    view: View
    election_id: int
    region_code: str
    person: str = ""
    setting: str = field(init=False, compare=False)
    """The value of the setting `silog.scope`: VIEW|ELECTION|REGION, and |PERSON where there is one."""
    region_end: str = field(init=False, compare=False)
    """The exclusive upper bound of codes inside the region: '~' sorts after every digit and dot."""
    sight: Sight = field(init=False, compare=False)
    """The part of this scope that plans are made for.

    A region belongs to it where it can hold so many rows that plans must differ: '', a province, a regency. Only well-formed codes do,
    and a few hundred in all: they may stand in SQL as literals and in the keys of plans.
    """

    def __post_init__(self) -> None:
        """Make the parts."""
        large_region = self.region_code if _LARGE_REGION.fullmatch(self.region_code) else None
        parts = (self.view, str(self.election_id), self.region_code, *([self.person] if self.person else []))
        object.__setattr__(self, "setting", "|".join(parts))
        object.__setattr__(self, "region_end", f"{self.region_code}~")
        object.__setattr__(self, "sight", Sight(self.view, self.election_id, large_region))

    @classmethod
    def whole_election(cls, election_id: int) -> "Scope":
        """Every region of one election: for recording facts, which are never refused for where they happened."""
        return cls(View.FULL, election_id, "")
