"""Where vessels come to for each place, and from where they load what comes from the warehouse."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from math import cos, hypot, radians
from typing import Final

from silog.places.queries import FacilityFacts
from silog.places.rules import FacilityKind
from silog.planning.rules import Voyage

_METRES_PER_DEGREE: Final = 111_320.0
_HARBOURS: Final = frozenset({FacilityKind.PORT, FacilityKind.LANDING})


class Landings:
    """Ports and landings with a berth, by the island they stand on."""

    def __init__(self, places: Iterable[FacilityFacts]) -> None:
        self._on: dict[int | None, list[FacilityFacts]] = {}
        for place in places:
            if place.kind in _HARBOURS and place.berth is not None:
                self._on.setdefault(place.landmass, []).append(place)

    def of(self, place: FacilityFacts) -> FacilityFacts | None:
        """Give where a vessel comes for a place: its own berth, else the nearest landing of its island."""
        if place.berth is not None:
            return place
        return min(self._on.get(place.landmass, []), key=lambda one: (apart_m(one, place), one.code), default=None)

    def ashore_of(self, warehouse: FacilityFacts, used: Collection[str | None]) -> list[FacilityFacts]:
        """List the ports of the warehouse's island, and those of its landings that are used, by code."""
        found = [] if warehouse.landmass is None else self._on.get(warehouse.landmass, [])
        return sorted((one for one in found if one.kind is FacilityKind.PORT or one.code in used), key=lambda one: one.code)

    def loading_port(self, warehouse: FacilityFacts, voyages: Sequence[Voyage], begins_at: datetime) -> FacilityFacts | None:
        """Give the port of the warehouse's island from which the next voyage sails, else the one that is nearest to the warehouse."""
        ports: Mapping[str, FacilityFacts] = {one.code: one for one in self._on.get(warehouse.landmass, [])}
        for voyage in sorted(voyages, key=lambda one: (one.calls[0].departs_at, one.code)):
            if voyage.calls[0].place_code in ports and voyage.calls[0].departs_at >= begins_at:
                return ports[voyage.calls[0].place_code]
        return min(ports.values(), key=lambda one: (apart_m(one, warehouse), one.code), default=None)


def warehouse_of(places: Iterable[FacilityFacts], region: str) -> FacilityFacts | None:
    """Give the warehouse of a region; None where none was loaded."""
    found = [one for one in places if one.kind is FacilityKind.WAREHOUSE and one.region_code.startswith(region)]
    return min(found, key=lambda one: one.code, default=None)


def apart_m(a: FacilityFacts, b: FacilityFacts) -> float:
    """Straight distance on a sphere unrolled at the place: for comparing."""
    return _METRES_PER_DEGREE * hypot((a.lon - b.lon) * cos(radians(a.lat)), a.lat - b.lat)
