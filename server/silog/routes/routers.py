"""The routers of the sea, one for each clearance: building one takes seconds, asking it milliseconds."""

from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

import shapely

from silog_gis.geodesy import LonLat
from silog_gis.land import Land
from silog_gis.overland import LandRouter
from silog_gis.sea.found import NoWay, SeaRoute
from silog_gis.sea.route import SeaRouter
from silog_gis.sea.sea_areas import SeaArea

_STEPS = 16


@dataclass(slots=True)
class Routers:
    """Builds routers when they are first needed, and keeps them. May be used from several threads."""

    land: Land
    cache_folder: Path | None = None
    _sea: dict[int, SeaRouter] = field(default_factory=dict)
    _overland: LandRouter | None = None
    _lock: Lock = field(default_factory=Lock)

    def sea(self, clearance_m: int) -> SeaRouter:
        """Give the router that keeps so many metres from the shore outside harbours."""
        with self._lock:
            if clearance_m not in self._sea:
                self._sea[clearance_m] = SeaRouter.build(self.land, clearance_m, self.cache_folder).warmed()
            return self._sea[clearance_m]

    def sea_route(self, clearance_m: int, a: LonLat, b: LonLat, areas: tuple[SeaArea, ...] = ()) -> SeaRoute | NoWay:
        """Find the way by sea that heeds areas."""
        return self.sea(clearance_m).route(a, b, areas=areas)

    def overland(self) -> LandRouter:
        """Give the router over land where no road is known."""
        with self._lock:
            if self._overland is None:
                self._overland = LandRouter(self.land)
            return self._overland

    def joins_open_sea(self, berth: LonLat, clearance_m: int) -> NoWay | None:
        """Say why no water leads from a berth to the open sea, or None where it does."""
        router = self.sea(clearance_m)
        if router.is_open(berth):
            return None
        found = router.route(berth, _offing(self.land))
        return found if isinstance(found, NoWay) else None


def _offing(land: Land) -> LonLat:
    """Give a point far out: the one farthest from all land on a coarse grid over the map."""
    west, south, east, north = land.bounds
    steps = [(number + 0.5) / _STEPS for number in range(_STEPS)]
    grid = [(round(west + (east - west) * x, 6), round(south + (north - south) * y, 6)) for x in steps for y in steps]
    _, distances = land.tree.query_nearest(shapely.points(grid), return_distance=True, all_matches=False)
    return max(zip(distances.tolist(), grid, strict=True))[1]
