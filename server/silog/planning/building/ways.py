"""The ways of a plan: those of the coast, by sea heeding the areas that offices have set."""

from dataclasses import dataclass

from silog_gis.geodesy import LonLat
from silog_gis.plan.whole.ways import CoastWays, Course
from silog_gis.sea.found import NoWay
from silog_gis.sea.route import SeaRouter
from silog_gis.sea.sea_areas import SeaArea


@dataclass(eq=False)
class HeedingWays(CoastWays):
    """Ways over the sea keep out of closed waters, and out of foreign ones as far as these say; without areas they are the coast's."""

    areas: tuple[SeaArea, ...] = ()

    def _by_sea(self, clearance_m: float, a: LonLat, b: LonLat) -> Course | None:
        if not self.areas:
            return super()._by_sea(clearance_m, a, b)
        if clearance_m not in self._sea:
            self._sea[clearance_m] = SeaRouter.build(self.land, clearance_m, self.cache_dir)
        found = self._sea[clearance_m].route(a, b, areas=self.areas)
        return None if isinstance(found, NoWay) else Course(round(found.length_m), found.coords)
