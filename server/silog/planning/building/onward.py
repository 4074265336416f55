"""How boxes go on from their village's PPS to a polling station, and about how long it takes. No conveyance is planned for it."""

from dataclasses import dataclass
from typing import Final

from silog.places.queries import FacilityFacts
from silog.planning.building.landings import Landings
from silog.planning.figures import LastLegFigures
from silog_gis.geodesy import length_m
from silog_gis.plan.whole.task import Goes, Onward, Place
from silog_gis.plan.whole.value import LonLat
from silog_gis.plan.whole.ways import Course, Ways

_CLEARANCE_M: Final = 50.0
"""Of a small boat."""


@dataclass(frozen=True, slots=True)
class LastLegs:
    """Looks for the ways from where boxes are handed over to the doors of stations."""

    landings: Landings
    ways: Ways
    figures: LastLegFigures

    def onward(self, station: FacilityFacts, handed: Place) -> Onward | None:
        """Give the way on, an estimate: over land on one island, else by a village boat. None where the island of either is not known."""
        if station.landmass is None or handed.landmass is None:
            return None
        door = Place(code=station.code, name=station.name, at=LonLat(station.lon, station.lat), landmass=station.landmass)
        said = self.figures
        if station.landmass != handed.landmass:
            course, hours = self._by_boat(station, door, handed)
            return _onward(Goes.SEA, course, hours, said.boat_spread)
        over_land = self.ways.course(Goes.ROAD, 0.0, handed, door)
        if over_land is None:
            return None
        return _onward(Goes.ROAD, over_land, said.transfer_min / 60 + over_land.metres / 1000 / said.road_kmh, said.road_spread)

    def _by_boat(self, station: FacilityFacts, door: Place, handed: Place) -> tuple[Course, float]:
        """Sail to the landing nearest to the station on its island and go on over land; where it has none, land at its door."""
        said, landing = self.figures, self.landings.of(station)
        sailed = ashore = None
        if landing is not None and landing.berth is not None:
            pier = Place(
                code=landing.code,
                name=landing.name,
                at=LonLat(landing.lon, landing.lat),
                berth=LonLat(*landing.berth),
                landmass=landing.landmass,
            )
            sailed, ashore = self.ways.course(Goes.SEA, _CLEARANCE_M, handed, pier), self.ways.course(Goes.ROAD, 0.0, pier, door)
        if sailed is None or ashore is None:
            start = handed.berth or handed.at
            line = ((start.lon, start.lat), (door.at.lon, door.at.lat))
            sailed, ashore = Course(round(said.detour * length_m(line)), line), Course(0, ())
        hours = said.boat_transfer_min / 60 + sailed.metres / 1852 / said.boat_kn + ashore.metres / 1000 / said.road_kmh
        return Course(sailed.metres + ashore.metres, (*sailed.line, *ashore.line)), hours


def _onward(goes: Goes, course: Course, hours: float, spread: float) -> Onward:
    line = tuple(LonLat(*corner) for corner in course.line)
    return Onward(goes=goes, metres=course.metres, hours=round(hours, 3), spread=spread, line=line)
