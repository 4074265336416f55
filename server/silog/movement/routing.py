"""Routes for legs: berth to berth at sea, on one island ashore, straight through the air.

Stands on silog_gis. A sea leg keeps the clearance of its conveyance and never touches land; the stretch between a port's place
ashore and its berth is a TRANSFER leg, an estimate, since no quay is known here; a land leg is one where no road is known.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from silog.errors import SilogError
from silog.movement.rules import LegMode, LonLat
from silog.places.queries import FacilityFacts
from silog.routes.roads import RoadFinder
from silog.routes.routers import Routers
from silog_gis.geodesy import length_m
from silog_gis.sea.found import NoWay
from silog_gis.sea.sea_areas import SeaArea


@dataclass(frozen=True, slots=True)
class Stretch:
    """A way between two facilities in one mode; `is_estimate` where it is neither surveyed nor computed from known water."""

    mode: LegMode
    from_code: str
    to_code: str
    route: tuple[LonLat, ...]
    length_m: float
    is_estimate: bool

    @property
    def turned(self) -> "Stretch":
        """The same way back."""
        return Stretch(self.mode, self.to_code, self.from_code, self.route[::-1], self.length_m, self.is_estimate)


@dataclass(slots=True)
class Routes:
    """Finds and remembers ways, for one plan. Building the graph of a clearance takes seconds, asking it milliseconds."""

    routers: Routers
    roads: RoadFinder | None = None
    """Ways over land follow roads where it knows any; without it they are estimates."""
    _known: dict[tuple[object, ...], Stretch] = field(default_factory=dict)

    def sea(self, start: FacilityFacts, end: FacilityFacts, clearance_m: int, areas: tuple[SeaArea, ...] = ()) -> Stretch:
        """Find the way from berth to berth that keeps `clearance_m` from the shore outside the harbours, and heeds areas of the sea."""
        a, b = _berth(start), _berth(end)
        return self._remembered((start.code, end.code, clearance_m, areas), lambda: self._sea(start, end, (a, b), clearance_m, areas))

    def overland(self, start: FacilityFacts, end: FacilityFacts) -> Stretch:
        """Find the way between two places on one island: by road where one is known, else an estimate."""
        # Roads may be one-way, so the way back is asked for; an estimate is the same line.
        is_same_back = self.roads is None
        return self._remembered((start.code, end.code), lambda: self._overland(start, end), is_same_back=is_same_back)

    def _sea(
        self,
        start: FacilityFacts,
        end: FacilityFacts,
        berths: tuple[LonLat, LonLat],
        clearance_m: int,
        areas: tuple[SeaArea, ...],
    ) -> Stretch:
        found = self.routers.sea_route(clearance_m, *berths, areas)
        if isinstance(found, NoWay):
            raise _no_way("by sea", start, end, found.reason)
        return Stretch(LegMode.SEA, start.code, end.code, found.coords, found.length_m, is_estimate=False)

    def _overland(self, start: FacilityFacts, end: FacilityFacts) -> Stretch:
        a, b = self._ashore(start), self._ashore(end)
        road = None if self.roads is None else self.roads.way(a, b)
        if road is not None:
            return Stretch(LegMode.LAND, start.code, end.code, road.line, road.length_m, is_estimate=False)
        found = self.routers.overland().route(a, b)
        if isinstance(found, NoWay):
            raise _no_way("over land", start, end, found.reason)
        return Stretch(LegMode.LAND, start.code, end.code, _line(found.coords), found.length_m, is_estimate=True)

    def _ashore(self, place: FacilityFacts) -> LonLat:
        """Give where a way over land ends for a place: on the island the place is counted to, which need not be the nearest."""
        if place.landmass is None:
            return place.lon, place.lat
        at = self.routers.land.ashore_on(place.landmass, place.lon, place.lat)
        return at.lon, at.lat

    def _remembered(self, key: tuple[object, ...], find: Callable[[], Stretch], *, is_same_back: bool = True) -> Stretch:
        back = (key[1], key[0], *key[2:])
        if is_same_back and back in self._known:
            return self._known[back].turned
        if key not in self._known:
            self._known[key] = find()
        return self._known[key]


def transfer_to_berth(port: FacilityFacts) -> Stretch:
    """Give the stretch from a port's place ashore to its berth: a straight line, an estimate."""
    route = _line(((port.lon, port.lat), _berth(port)))
    return Stretch(LegMode.TRANSFER, port.code, port.code, route, length_m(route), is_estimate=True)


def carried_to_berth(way: Stretch, port: FacilityFacts) -> Stretch:
    """Give a short way over land to a port and on to its berth as one stretch that is carried by hand: an estimate."""
    route = (*way.route, _berth(port))
    return Stretch(LegMode.TRANSFER, way.from_code, port.code, route, length_m(route), is_estimate=True)


def by_air(start: FacilityFacts, end: FacilityFacts) -> Stretch:
    """Give the straight way between two airports."""
    route = _line(((start.lon, start.lat), (end.lon, end.lat)))
    return Stretch(LegMode.AIR, start.code, end.code, route, length_m(route), is_estimate=True)


def _berth(port: FacilityFacts) -> LonLat:
    if port.berth is None:
        raise SilogError(
            "NO_WAY", f"{port.code} ({port.name}) has no berth, so no vessel can call there.", "Give it one: silog load ports FILE."
        )
    return port.berth


def _line(coords: tuple[LonLat, ...]) -> tuple[LonLat, ...]:
    """Give a line of two points at least, also where start and end are one place."""
    return coords if len(coords) > 1 else coords * 2


def _no_way(how: str, start: FacilityFacts, end: FacilityFacts, reason: str) -> SilogError:
    message = f"There is no way {how} from {start.code} ({start.name}) to {end.code} ({end.name}): {reason}."
    return SilogError("NO_WAY", message, "Check the two places, their berths and the landmass each stands on.")
