"""How boxes go on from their village's PPS to a polling station: told with a plan, and no part of it."""

from silog.places.queries import FacilityFacts
from silog_gis.plan.whole.task import Goes, Onward, Place
from silog_gis.plan.whole.value import LonLat
from silog_gis.plan.whole.ways import Ways


def onward_to(station: FacilityFacts, handed: Place, ways: Ways) -> Onward | None:
    """Give the way over land, an estimate, or say that the sea lies between; None where the island of either is not known."""
    if station.landmass is None or handed.landmass is None:
        return None
    if station.landmass != handed.landmass:
        return Onward(goes=Goes.SEA)
    door = Place(code=station.code, name=station.name, at=LonLat(station.lon, station.lat), landmass=station.landmass)
    course = ways.course(Goes.ROAD, 0.0, handed, door)
    return None if course is None else Onward(goes=Goes.ROAD, metres=course.metres)
