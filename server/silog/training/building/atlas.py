"""Ways between facilities: over land on one island, else by the landing on each side that makes the whole way shortest."""

from collections import defaultdict
from collections.abc import Iterable
from math import cos, hypot, radians

from silog.errors import SilogError
from silog.movement.routing import Routes, Stretch, carried_to_berth, transfer_to_berth
from silog.movement.rules import LegMode
from silog.places.queries import FacilityFacts
from silog.places.rules import FacilityKind
from silog_gis.sea.sea_areas import SeaArea

_NEAR = "near:"
_METRES_PER_DEGREE = 111_320.0


class Atlas:
    """The facilities of one election and the ways between them. Remembers what it has answered."""

    def __init__(self, places: Iterable[FacilityFacts], routes: Routes, carry_most_m: float, areas: tuple[SeaArea, ...] = ()) -> None:
        """`carry_most_m`: how far boxes are carried by hand between a landing and a place. `areas` are heeded by every vessel."""
        self._places = {place.code: place for place in places}
        self._routes = routes
        self._carry_most_m = carry_most_m
        self._areas = areas
        self._landings: dict[int | None, list[FacilityFacts]] = defaultdict(list)
        for place in self._places.values():
            if place.kind in (FacilityKind.PORT, FacilityKind.LANDING) and place.berth is not None:
                self._landings[place.landmass].append(place)

    def place(self, call: str) -> FacilityFacts:
        """Give a place by its code; `near:CODE` is the landing nearest to that place on its own island."""
        if call.startswith(_NEAR):
            inland = self.place(call.removeprefix(_NEAR))
            return min(self._landings_of(inland), key=lambda landing: (_apart_m(landing, inland), landing.code))
        if call not in self._places:
            raise SilogError("UNKNOWN_PLACE", f"The scenario names {call}, which this election does not have.", "Load the reference data.")
        return self._places[call]

    def way(self, start: FacilityFacts, end: FacilityFacts, clearance_m: int) -> list[Stretch]:
        """Give the stretches from one place to another; across water by boats that keep `clearance_m`."""
        if start.landmass == end.landmass:
            return [self._routes.overland(start, end)]
        board, land = self._crossing(start, end)
        return [*self.to_berth(start, board), self.sea(board, land, clearance_m), *turned(self.to_berth(end, land))]

    def to_berth(self, start: FacilityFacts, port: FacilityFacts) -> list[Stretch]:
        """Give the stretches from a place to the berth of a port on its island: driven, or carried where it is near."""
        if start.code == port.code:
            return [transfer_to_berth(port)]
        over_land = self._routes.overland(start, port)
        if over_land.length_m <= self._carry_most_m:
            return [carried_to_berth(over_land, port)]
        return [over_land, transfer_to_berth(port)]

    def approach(self, start: FacilityFacts, port: FacilityFacts, clearance_m: int) -> list[Stretch]:
        """Give the stretches from a place to the berth of any port, over water where it is on another island."""
        if start.landmass == port.landmass:
            return self.to_berth(start, port)
        return [*self.way(start, port, clearance_m), transfer_to_berth(port)]

    def sea(self, start: FacilityFacts, end: FacilityFacts, clearance_m: int) -> Stretch:
        """Give the way from berth to berth."""
        return self._routes.sea(start, end, clearance_m, self._areas)

    def _crossing(self, start: FacilityFacts, end: FacilityFacts) -> tuple[FacilityFacts, FacilityFacts]:
        pairs = ((board, land) for board in self._landings_of(start) for land in self._landings_of(end))
        return min(
            pairs, key=lambda pair: (_apart_m(start, pair[0]) + _apart_m(*pair) + _apart_m(pair[1], end), pair[0].code, pair[1].code)
        )

    def _landings_of(self, place: FacilityFacts) -> list[FacilityFacts]:
        if place.kind in (FacilityKind.PORT, FacilityKind.LANDING):
            return [place]
        found = self._landings[place.landmass]
        if not found:
            raise SilogError(
                "NO_LANDING", f"No port or landing serves the island of {place.code} ({place.name}).", "Load one: silog load ports FILE."
            )
        return found


def turned(way: list[Stretch]) -> list[Stretch]:
    """Give the same way back."""
    return [stretch.turned for stretch in reversed(way)]


def has_sea(way: Iterable[Stretch]) -> bool:
    """Whether a way crosses water."""
    return any(stretch.mode is LegMode.SEA for stretch in way)


def _apart_m(a: FacilityFacts, b: FacilityFacts) -> float:
    """Straight distance on a sphere unrolled at the place: for comparing, never for reporting."""
    return _METRES_PER_DEGREE * hypot((a.lon - b.lon) * cos(radians(a.lat)), a.lat - b.lat)
