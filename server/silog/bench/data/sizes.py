"""How large the data are that one measures on."""

from dataclasses import dataclass, replace
from typing import Final

from silog.errors import WRONG_INPUT, SilogError

CONTESTS: Final = 2
"""Each station has a box for the governor's election and one for the regent's or mayor's."""


@dataclass(frozen=True, slots=True)
class Size:
    """A named size. Kepri's territory comes from the reference data; elsewhere regions and stations are made up as well."""

    name: str
    stations: int
    boxes: int
    scans: int
    is_kepri: bool

    @property
    def database(self) -> str:
        """The database that holds data of this size."""
        return f"bench_{self.name}"

    def overridden(self, stations: int | None, boxes: int | None, scans: int | None) -> "Size":
        """The same with other counts; what cannot be is refused."""
        if stations is not None and self.is_kepri and stations != self.stations:
            message = f"--stations {stations}: the {self.name} has the {self.stations:,} stations of Kepri's reference data."
            raise SilogError(WRONG_INPUT, message, "Leave --stations out, or choose --size national.")
        least = replace(self, stations=stations if stations is not None else self.stations)
        chosen = replace(least, boxes=boxes if boxes is not None else min(self.boxes, least.stations * CONTESTS))
        if not 0 < chosen.boxes <= chosen.stations * CONTESTS:
            message = f"--boxes {chosen.boxes}: {chosen.stations:,} stations have from 1 to {chosen.stations * CONTESTS:,} boxes."
            raise SilogError(WRONG_INPUT, message, "Each has one for each of two contests.")
        chosen = replace(chosen, scans=scans if scans is not None else self.scans)
        if chosen.scans < chosen.boxes:
            raise SilogError(WRONG_INPUT, f"--scans {chosen.scans}: at least one for each of {chosen.boxes:,} boxes.")
        return chosen


SEASON: Final = Size("season", stations=3_327, boxes=6_654, scans=1_000_000, is_kepri=True)
NATIONAL: Final = Size("national", stations=435_000, boxes=870_000, scans=10_000_000, is_kepri=False)
SIZES: Final = {size.name: size for size in (SEASON, NATIONAL)}
