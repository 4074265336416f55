"""What a question for a way over the sea is answered with: a way, or why there is none."""

from dataclasses import dataclass

from silog_gis.geodesy import LonLat
from silog_gis.sea.approaches import Approach


@dataclass(frozen=True)
class SeaRoute:
    """A line of (lon, lat) points with six decimals, straight between them, that touches no land."""

    coords: tuple[LonLat, ...]
    length_m: float
    approaches: tuple[Approach, ...] = ()
    passes: tuple[str, ...] = ()
    """Names of the areas with a cost that it goes through."""

    @property
    def turned(self) -> "SeaRoute":
        """The same way back."""
        last = len(self.coords) - 1
        return SeaRoute(self.coords[::-1], self.length_m, tuple(part.turned(last) for part in reversed(self.approaches)), self.passes)


@dataclass(frozen=True)
class NoWay:
    """Why there is no route, in words for the person who asked."""

    reason: str


@dataclass(frozen=True)
class Afloat:
    """A point to start from, and how far it was moved off the land, in metres."""

    at: LonLat
    moved_m: float
