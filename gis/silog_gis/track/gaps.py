"""Where a vessel may have gone while nothing was heard: the sea's own way between two positions, marked as inferred.

A line straight across the gap would run over islands. What is drawn here keeps the vessel's clearance, and where no way is found
nothing is drawn and the reason is said.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Protocol

from silog_gis.geodesy import LonLat, distance_m
from silog_gis.land import METRES_PER_DEGREE
from silog_gis.sea.found import NoWay, SeaRoute
from silog_gis.track.words import Fix

GAP: timedelta = timedelta(minutes=15)
"""Positions farther apart in time than this leave a gap, unless somebody says otherwise."""
LEAST_M = 500.0
"""A vessel that has hardly moved has no way to be drawn."""
BESIDE_M = (75.0, 150.0)
ROUND = ((1, 0), (0, 1), (-1, 0), (0, -1), (0.7, 0.7), (-0.7, 0.7), (-0.7, -0.7), (0.7, -0.7))


class Router(Protocol):
    """What finds a way over water: a SeaRouter of the vessel's clearance."""

    def route(self, a: LonLat, b: LonLat, /) -> SeaRoute | NoWay:
        """Find the way between two points in water."""
        ...


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of time without positions. `coords` is the inferred way, from position to position; None with the reason why.

    Where noise has put a position ashore it begins or ends in the water beside it.
    """

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
    """Ask for the way; where noise has put a position ashore, from the water beside it."""
    found = NoWay("")
    for start, end in _ends((a.lon, a.lat), (b.lon, b.lat)):
        tried = router.route(start, end)
        if isinstance(tried, SeaRoute):
            return Gap(a.at, b.at, tried.coords, tried.length_m)
        found = found if found.reason else tried
    return Gap(a.at, b.at, None, 0.0, found.reason)


def _ends(a: LonLat, b: LonLat) -> Iterator[tuple[LonLat, LonLat]]:
    """Give pairs of ends to try: the positions themselves, then one moved by what noise may be, then both by the same."""
    yield a, b
    for reach_m in BESIDE_M:
        for east, north in ROUND:
            by = reach_m * east / METRES_PER_DEGREE, reach_m * north / METRES_PER_DEGREE
            moved_a, moved_b = (a[0] + by[0], a[1] + by[1]), (b[0] + by[0], b[1] + by[1])
            yield moved_a, b
            yield a, moved_b
            yield moved_a, moved_b
