"""Facilities as places of a task: where vessels and trucks come to for each, and in whose waters it lies.

A village's boxes are handed over at its PPS: a truck comes to its door, a vessel to the landing nearest to it on its island. Trucks load
at the warehouse, vessels at the ports of its island: see `hauling`.
"""

from dataclasses import dataclass

import msgspec

from silog.places.queries import FacilityFacts
from silog.planning.building.gathering import Gathered
from silog.planning.building.landings import Landings
from silog_gis.plan.whole.task import Goes, Place
from silog_gis.plan.whole.value import LonLat, Window


@dataclass(frozen=True, slots=True)
class Placing:
    """Knows the places of one plan."""

    facts: Gathered
    landings: Landings
    warehouse: FacilityFacts
    port: FacilityFacts | None
    """Of its island, the one from which the next voyage sails, else the nearest: the score counts hours by sea from there."""

    @classmethod
    def of(cls, facts: Gathered, warehouse: FacilityFacts) -> "Placing":
        """Look at where the warehouse stands."""
        landings = Landings(facts.places.values())
        return cls(facts, landings, warehouse, landings.loading_port(warehouse, facts.voyages, facts.begins_at))

    def place(self, code: str) -> Place:
        """Give a facility as a place of the task."""
        place = self.facts.places[code]
        berth, landing = self.berth(place), self.landings.of(place)
        tides = [one for one in self.facts.tides if one.place_code in {code, (landing or place).code}]
        return Place(
            code=code,
            name=place.name,
            at=LonLat(place.lon, place.lat),
            berth=None if berth is None else LonLat(*berth),
            landmass=place.landmass,
            area=self._area(place.region_code),
            tides=tuple(Window(opens_at=one.opens_at, closes_at=one.closes_at) for one in tides),
        )

    def start(self) -> Place:
        """Give the warehouse as one who goes by sea sees it: with the berth of its port."""
        berth = None if self.port is None or self.port.berth is None else LonLat(*self.port.berth)
        return msgspec.structs.replace(self.place(self.warehouse.code), berth=berth)

    def berth(self, place: FacilityFacts) -> tuple[float, float] | None:
        """Give where vessels lie for a place; None where none can. To a warehouse without a berth of its own they do not come."""
        harbour = place if place.code == self.warehouse.code else self.landings.of(place)
        return None if harbour is None else harbour.berth

    def home(self, place: FacilityFacts, goes: Goes) -> FacilityFacts:
        """Give where a conveyance of the warehouse's island starts from: a truck at the warehouse, a vessel where it has a berth.

        Elsewhere it is the place itself.
        """
        if place.landmass is None or place.landmass != self.warehouse.landmass:
            return place
        return self.warehouse if goes is Goes.ROAD else self.landings.of(place) or place

    def _area(self, region: str) -> str:
        """Give the smallest region round a place whose waters the bulletin knows."""
        known = {one.region_code for one in self.facts.seas if region.startswith(one.region_code)}
        return max(known, key=len, default="")
