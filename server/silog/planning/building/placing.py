"""Facilities as places of a task: where vessels and trucks come to for each, and in whose waters it lies.

A village's boxes are handed over at its PPS: a truck comes to its door, a vessel to the landing nearest to it on its island. What starts
at the warehouse is loaded there by trucks, and by vessels at the port of the warehouse's island from which the first voyage sails, else at
the nearest.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from silog.places.queries import FacilityFacts
from silog.planning.building.gathering import Gathered
from silog.planning.building.landings import Landings, apart_m
from silog.planning.figures import PlanFigures
from silog_gis.plan.whole.task import Place
from silog_gis.plan.whole.value import LonLat, Window


@dataclass(frozen=True, slots=True)
class Placing:
    """Knows the places of one plan."""

    facts: Gathered
    landings: Landings
    warehouse: FacilityFacts
    port: FacilityFacts | None

    @classmethod
    def of(cls, facts: Gathered, warehouse: FacilityFacts) -> "Placing":
        """Find the port that the warehouse loads at."""
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

    def berth(self, place: FacilityFacts) -> tuple[float, float] | None:
        """Give where vessels lie for a place; None where none can."""
        harbour = self.port if place.code == self.warehouse.code else self.landings.of(place)
        return None if harbour is None else harbour.berth

    def named(self, place: FacilityFacts) -> str:
        """Name a place as the task does: everything on the warehouse's island from which boxes start is the warehouse."""
        if place.landmass is not None and place.landmass == self.warehouse.landmass:
            return self.warehouse.code
        return place.code

    def ready_at(self, figures: PlanFigures) -> datetime:
        """Say when the boxes are at the port of the warehouse's island: the road there counts."""
        road = 0.0 if self.port is None else apart_m(self.warehouse, self.port) / (figures.road_kmh * 1000)
        return self.facts.begins_at + timedelta(minutes=round(road * 60))

    def _area(self, region: str) -> str:
        """Give the smallest region round a place whose waters the bulletin knows."""
        known = {one.region_code for one in self.facts.seas if region.startswith(one.region_code)}
        return max(known, key=len, default="")
