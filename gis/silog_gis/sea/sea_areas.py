"""Waters a route keeps out of, or pays for: foreign waters, ranges, restricted areas.

When an area is in force is the caller's affair: whoever asks for a route passes the areas that hold at that time, and no others.
"""

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry import MultiPolygon, Polygon


@dataclass(frozen=True)
class SeaArea:
    """A named polygon in longitude and latitude, and what a metre inside it counts as.

    `cost` None: no route enters it. A cost of 1 or more: a metre inside counts as so many, so a route goes round where that is
    cheaper and straight through where it is not. Refused are costs below 1 or not finite, and polygons that are empty or invalid.
    """

    name: str
    polygon: Polygon | MultiPolygon
    cost: float | None = None

    def __post_init__(self) -> None:
        if self.polygon.is_empty or not self.polygon.is_valid:
            raise ValueError(f"the area {self.name!r} needs a valid polygon, and has {shapely.is_valid_reason(self.polygon)}")
        if self.cost is not None and not (math.isfinite(self.cost) and self.cost >= 1):
            raise ValueError(f"the area {self.name!r} has the cost {self.cost}: it must be 1 or more, or none for waters to be avoided")

    @property
    def is_avoided(self) -> bool:
        """Whether no route may enter it."""
        return self.cost is None


def digest_of(areas: Sequence[SeaArea]) -> str:
    """Name a set of areas by what they do to a route: not by their names or their order."""
    parts = sorted(f"{area.cost}:".encode() + shapely.to_wkb(area.polygon, byte_order=1) for area in areas)
    return hashlib.sha256(b"".join(parts)).hexdigest()
