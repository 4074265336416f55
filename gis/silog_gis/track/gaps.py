"""Where a vessel may have gone while nothing was heard: the sea's own way between two positions, marked as inferred.

A line straight across the gap would run over islands. What is drawn here keeps the vessel's clearance, and where no way is found
nothing is drawn and the reason is said.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Protocol

from silog_gis.geodesy import LonLat, distance_m
from silog_gis.route import NoWay, SeaRoute
from silog_gis.track.words import Fix

GAP: timedelta = timedelta(minutes=15)
"""Positions farther apart in time than this leave a gap, unless somebody says otherwise."""
LEAST_M = 500.0
"""A vessel that has hardly moved has no way to be drawn."""


class Router(Protocol):
    """What finds a way over water: a SeaRouter of the vessel's clearance."""

    def route(self, a: LonLat, b: LonLat, /) -> SeaRoute | NoWay:
        """Find the way between two points in water."""
        ...


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of time without positions. `coords` is the inferred way, from position to position; None with the reason why."""

    from_at: datetime
    to_at: datetime
    coords: tuple[LonLat, ...] | None
    length_m: float
    reason: str | None = None
    is_inferred: bool = True


def gaps(fixes: Iterable[Fix], router: Router, *, longer_than: timedelta = GAP) -> list[Gap]:
    """Draw the gaps of a track. `fixes`: those that were taken, in any order; their times are the devices' own."""
    ordered = sorted(fixes, key=lambda fix: fix.at)
    return [_drawn(a, b, router) for a, b in pairwise(ordered) if b.at - a.at > longer_than and _has_moved(a, b)]


def _has_moved(a: Fix, b: Fix) -> bool:
    return distance_m((a.lon, a.lat), (b.lon, b.lat)) > LEAST_M


def _drawn(a: Fix, b: Fix, router: Router) -> Gap:
    """Ask for the way; a position that noise has put ashore stands in the way of it, and the reason says so."""
    found = router.route((a.lon, a.lat), (b.lon, b.lat))
    if isinstance(found, NoWay):
        return Gap(a.at, b.at, None, 0.0, found.reason)
    return Gap(a.at, b.at, _joined((a.lon, a.lat), found.coords, (b.lon, b.lat)), found.length_m)


def _joined(start: LonLat, coords: Sequence[LonLat], end: LonLat) -> tuple[LonLat, ...]:
    """Let the way begin and end at the very positions, which the router writes with six decimals."""
    return start, *coords[1:-1], end
