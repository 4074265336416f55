"""Ways between the places of a task: over the sea with a vessel's clearance, over land as an estimate."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from silog_gis.geodesy import LonLat
from silog_gis.graph.freespace import to_micro
from silog_gis.land import Land
from silog_gis.overland import LandRouter
from silog_gis.plan.whole.task import Goes, Place
from silog_gis.plan.whole.value import LonLat as Point
from silog_gis.sea.found import NoWay
from silog_gis.sea.route import SeaRouter


@dataclass(frozen=True, slots=True)
class Course:
    """A way: how long it is, and the line that is drawn. A road may be longer than its line."""

    metres: int
    line: tuple[LonLat, ...]


class Ways(Protocol):
    """Whoever knows the ways."""

    def course(self, goes: Goes, clearance_m: float, a: Place, b: Place) -> Course | None:
        """Give the way from one place to another; None where there is none. The same question has the same answer."""


def metres_among(ways: Ways, goes: Goes, clearance_m: float, places: Sequence[Place]) -> NDArray[np.int64]:
    """Give the lengths between all places, shape (n, n); below 0 where there is no way."""
    table = np.zeros((len(places), len(places)), dtype=np.int64)
    for i, a in enumerate(places):
        for j, b in enumerate(places):
            if i < j:
                course, back = ways.course(goes, clearance_m, a, b), ways.course(goes, clearance_m, b, a)
                table[i, j] = -1 if course is None else course.metres
                table[j, i] = -1 if back is None else back.metres
    return table


@dataclass(eq=False)
class CoastWays:
    """Ways that keep off the land, or stay on it; what was asked is remembered."""

    land: Land
    cache_dir: Path | None = None
    """Where the graphs of clearances are kept; each takes half a minute to build."""
    _sea: dict[float, SeaRouter] = field(default_factory=dict)
    _known: dict[tuple[Goes, float, LonLat, LonLat], Course | None] = field(default_factory=dict)
    _roads: LandRouter | None = None

    def course(self, goes: Goes, clearance_m: float, a: Place, b: Place) -> Course | None:
        """See `Ways`. A place without a berth has no way by sea, one on another landmass none by road."""
        if goes is Goes.SEA:
            ends = None if a.berth is None or b.berth is None else (_point(a.berth), _point(b.berth))
        else:
            ends = (_point(a.at), _point(b.at)) if a.landmass is not None and a.landmass == b.landmass else None
            clearance_m = 0.0
        if ends is None:
            return None
        if ends[0] == ends[1]:
            return Course(0, ends)
        start, finish = min(ends), max(ends)
        key = goes, clearance_m, start, finish
        if key not in self._known:
            self._known[key] = self._by_sea(clearance_m, start, finish) if goes is Goes.SEA else self._by_road(start, finish)
        found = self._known[key]
        return found if found is None or ends == (start, finish) else Course(found.metres, found.line[::-1])

    def _by_sea(self, clearance_m: float, a: LonLat, b: LonLat) -> Course | None:
        if clearance_m not in self._sea:
            self._sea[clearance_m] = SeaRouter.build(self.land, clearance_m, self.cache_dir)
        router = self._sea[clearance_m]
        found = router.between(router.end(to_micro(a)), router.end(to_micro(b)))
        return None if isinstance(found, NoWay) else Course(round(found.length_m), found.coords)

    def _by_road(self, a: LonLat, b: LonLat) -> Course | None:
        if self._roads is None:
            self._roads = LandRouter(self.land)
        found = self._roads.route(a, b)
        return None if isinstance(found, NoWay) else Course(round(found.road_m), found.coords)


def _point(at: Point) -> LonLat:
    return at.lon, at.lat
