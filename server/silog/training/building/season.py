"""The whole season as one plan: warehouse to PPK to PPS to station before the vote, and all the way back after it.

Frontier and outermost districts (3T) are served first wherever several want the same hour.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from silog.errors import SilogError
from silog.movement.routing import Stretch, transfer_to_berth
from silog.movement.rules import Conveyance, Direction, Leg, Shipment
from silog.places.queries import FacilityFacts
from silog.places.rules import FacilityKind
from silog.training.building.atlas import Atlas, turned
from silog.training.building.carriage import Carriage, Carriers, Step
from silog.training.building.fleet import Fleet
from silog.training.building.timetable import Passage, Sailing, sailings
from silog.training.facts import DistrictPlan, Ride, Scenario, Vessel

Progress = Callable[[str], None]
_AS_MANY_AS_NEEDED = 999


@dataclass(frozen=True, slots=True)
class Plan:
    """What the season needs and what it does."""

    conveyances: tuple[Conveyance, ...]
    shipments: tuple[Shipment, ...]


def plan_season(
    scenario: Scenario, places: Sequence[FacilityFacts], boxes: Mapping[str, Sequence[str]], atlas: Atlas, progress: Progress
) -> Plan:
    """Plan every shipment of the boxes given by station code. `places` are those of the regions to be served."""
    planner = _Planner(scenario, places, boxes, atlas)
    for name, work in (
        ("ways to the PPK", planner.districts),
        ("ways to the PPS", planner.villages),
        ("ways to the TPS", planner.stations),
    ):
        progress(f"Planning {name}")
        work()
    progress("Planning the return leg")
    planner.returns()
    return Plan(tuple(planner.fleet.conveyances), tuple(planner.shipments))


@dataclass(frozen=True, slots=True)
class _DistrictWay:
    """The steps from warehouse to PPK, the same back, and when each begins."""

    out: list[Step]
    back: list[Step]
    departs: datetime
    returns: datetime
    ship_capacity: int


class _Planner:
    def __init__(self, scenario: Scenario, places: Sequence[FacilityFacts], boxes: Mapping[str, Sequence[str]], atlas: Atlas) -> None:
        self.scenario, self.atlas, self.fleet = scenario, atlas, Fleet(scenario.season.handling.turnround)
        self.shipments: list[Shipment] = []
        handling, windows = scenario.season.handling, scenario.season.windows
        by_code = {place.code: place for place in places}
        self._carriage = Carriage(self.fleet, by_code, handling, windows, scenario.pools["foot"].speed_kn)
        self._boxes = boxes
        self._ppks = [place for place in places if place.kind is FacilityKind.PPK]
        self._pps_of = _grouped(places, FacilityKind.PPS, lambda place: place.region_code[:8])
        self._stations_of = _grouped(places, FacilityKind.POLLING_STATION, lambda place: place.region_code)
        self._sailings: dict[str, tuple[Sailing, Sailing]] = {}
        self._ways: dict[str, _DistrictWay] = {}
        self._reached: dict[str, datetime] = {}

    def districts(self) -> None:
        """Warehouse to PPK, by ship, boat or truck; in the order of departure, 3T first."""
        for ppk in self._ppks:
            self._ways[ppk.code] = self._district_way(ppk)
        for ppk in sorted(self._ppks, key=lambda each: (self._ways[each.code].departs, not each.is_3t, each.code)):
            way, boxes = self._ways[ppk.code], self._boxes_of_district(ppk)
            self._send(Direction.OUTBOUND, ppk, way.out, boxes, way.departs, self._district_carriers(ppk, boxes), way.ship_capacity)

    def villages(self) -> None:
        """PPK to PPS, from the day that is foreseen, or once the boxes have come."""
        handling, windows = self.scenario.season.handling, self.scenario.season.windows
        for ppk in self._in_order(self._ppks):
            earliest = max(windows.pps_from, self._reached[ppk.code] + handling.at_ppk)
            for pps in self._in_order(self._pps_of[ppk.region_code]):
                carriers = self._village_carriers(ppk)
                self._send(Direction.OUTBOUND, pps, self._village_way(ppk, pps), self._boxes_of_village(pps), earliest, carriers)

    def stations(self) -> None:
        """PPS to every station by the village's teams: 3T first, the farthest first."""
        handling, windows = self.scenario.season.handling, self.scenario.season.windows
        for pps in self._all_pps():
            earliest = max(windows.station_from, self._reached[pps.code] + handling.at_pps)
            for station in self._farthest_first(pps):
                self._send(
                    Direction.OUTBOUND, station, self._station_way(pps, station), self._boxes[station.code], earliest, self._teams(pps)
                )

    def returns(self) -> None:
        """Station to PPS to PPK, and after the recapitulation to the warehouse."""
        handling, voting = self.scenario.season.handling, self.scenario.season.voting
        for pps in self._all_pps():
            for station in self._farthest_first(pps):
                way = turned(self._station_way(pps, station))
                self._send(Direction.RETURN, station, way, self._boxes[station.code], voting.return_from, self._teams(pps))
        for ppk in self._in_order(self._ppks):
            for pps in self._in_order(self._pps_of[ppk.region_code]):
                stations = self._stations_of[pps.region_code]
                earliest = max(voting.pps_return_from, *(self._reached[station.code] + handling.at_pps for station in stations))
                way = turned(self._village_way(ppk, pps))
                self._send(Direction.RETURN, pps, way, self._boxes_of_village(pps), earliest, self._village_carriers(ppk))
        for ppk in sorted(self._ppks, key=lambda each: (self._ways[each.code].returns, each.code)):
            district, boxes = self._ways[ppk.code], self._boxes_of_district(ppk)
            earliest = max(district.returns, voting.recap_until + handling.at_ppk)
            carriers = self._district_carriers(ppk, boxes)
            self._send(Direction.RETURN, ppk, district.back, boxes, earliest, carriers, district.ship_capacity)

    def _send(  # noqa: PLR0917 - a shipment's facts, each of its own type
        self,
        direction: Direction,
        place: FacilityFacts,
        steps: Sequence[Step],
        boxes: Sequence[str],
        earliest: datetime,
        carriers: Carriers,
        ship_capacity: int = 1_000_000,
    ) -> None:
        """Send boxes to a place (or from it, on the return) in as many shipments as their conveyances need."""
        size = carriers.capacity(steps, ship_capacity)
        prefix = "OUT" if direction is Direction.OUTBOUND else "RET"
        for number, start in enumerate(range(0, len(boxes), size), 1):
            legs = self._carriage.legs(steps, carriers, earliest, is_return=direction is Direction.RETURN)
            code = f"{prefix}-{place.code}-{number}"
            self._reached[place.code] = max(self._reached.get(place.code, legs[-1].planned_arrive_at), legs[-1].planned_arrive_at)
            self.shipments.append(self._shipment(code, direction, place, legs, tuple(boxes[start : start + size])))

    def _shipment(self, code: str, direction: Direction, place: FacilityFacts, legs: tuple[Leg, ...], boxes: tuple[str, ...]) -> Shipment:
        names = [self.atlas.place(end).name for end in (legs[0].from_code, legs[-1].to_code)]
        fallback = self._plan_of(place).fallback if place.kind is FacilityKind.PPK else None
        return Shipment(code, " → ".join(names), place.region_code, direction, place.is_3t, fallback, legs, boxes)

    def _plan_of(self, place: FacilityFacts) -> DistrictPlan:
        district = place.region_code[:8]
        if district not in self.scenario.districts:
            raise SilogError("NO_PLAN", f"The scenario says nothing of district {district}.", "Add it to scenario/districts.csv.")
        return self.scenario.districts[district]

    def _district_way(self, ppk: FacilityFacts) -> _DistrictWay:
        plan, out, back = self._plan_of(ppk), list[Step](), list[Step]()
        carriers = self._district_carriers(ppk, self._boxes_of_district(ppk))
        here, is_afloat, capacity = self.atlas.place(f"WH-{ppk.region_code[:5]}"), False, 1_000_000
        clearance_m = carriers.water.clearance_m or 0
        for step in plan.way:
            if isinstance(step, Ride):
                board, land = self.atlas.place(step.board), self.atlas.place(step.land)
                sailing_out, sailing_back = self._sailing(step.voyage)
                _append(out, back, self.atlas.approach(here, board, clearance_m))
                passages = sailing_out.between(board.code, land.code)
                out.extend(passages)
                back[:0] = sailing_back.between(land.code, board.code)
                here, is_afloat, capacity = land, True, min(capacity, sailing_out.capacity_boxes)
            else:
                there = self.atlas.place(step)
                _append(out, back, self.atlas.way(here, there, clearance_m))
                here = there
        _append(out, back, self._landfall(here, ppk, clearance_m) if is_afloat else self.atlas.way(here, ppk, clearance_m))
        return _DistrictWay(out, back, self._begins(out, carriers, plan.departs), self._begins(back, carriers, plan.returns), capacity)

    def _landfall(self, port: FacilityFacts, ppk: FacilityFacts, clearance_m: int) -> list[Stretch]:
        """From a ship's berth to the PPK; to another island boxes change to a boat (Serasan, Midai)."""
        if port.landmass == ppk.landmass:
            return turned(self.atlas.to_berth(ppk, port))
        return [transfer_to_berth(port).turned, *self.atlas.way(port, ppk, clearance_m)]

    def _begins(self, steps: Sequence[Step], carriers: Carriers, foreseen: datetime | None) -> datetime:
        """When boxes set out: as foreseen, or in time for the ship."""
        before: list[Stretch] = []
        for step in steps:
            if isinstance(step, Passage):
                return step.departs - self._carriage.lead(before, carriers)
            before.append(step)
        if foreseen is None:
            raise SilogError("NO_PLAN", "A district without a ship needs a day of departure.", "Add it to scenario/districts.csv.")
        return foreseen

    def _sailing(self, code: str) -> tuple[Sailing, Sailing]:
        if code not in self._sailings:
            voyage = self.scenario.voyages[code]
            ship = self.scenario.ships[voyage.ship]
            conveyance_code = self.fleet.add_ship(ship, self.atlas.place(voyage.calls[0]))
            at_call = self.scenario.season.handling.load_ship
            self._sailings[code] = sailings(voyage, ship, conveyance_code, self.atlas, at_call)
        return self._sailings[code]

    def _village_way(self, ppk: FacilityFacts, pps: FacilityFacts) -> list[Stretch]:
        return self.atlas.way(ppk, pps, self._boat(ppk).clearance_m or 0)

    def _station_way(self, pps: FacilityFacts, station: FacilityFacts) -> list[Stretch]:
        return self.atlas.way(pps, station, self._boat(pps).clearance_m or 0)

    def _boat(self, place: FacilityFacts) -> Vessel:
        return self.scenario.pools[self._plan_of(place).boat]

    def _district_carriers(self, ppk: FacilityFacts, boxes: Sequence[str]) -> Carriers:
        pickup = self.scenario.pools["pickup"]
        land = pickup if len(boxes) <= pickup.capacity_boxes else self.scenario.pools["truck"]
        return Carriers(land, self._boat(ppk), _AS_MANY_AS_NEEDED)

    def _village_carriers(self, ppk: FacilityFacts) -> Carriers:
        return Carriers(self.scenario.pools["pickup"], self._boat(ppk), _AS_MANY_AS_NEEDED)

    def _teams(self, pps: FacilityFacts) -> Carriers:
        count = ceil(len(self._stations_of[pps.region_code]) / self.scenario.season.windows.stations_per_team)
        return Carriers(self.scenario.pools["team"], self._boat(pps), count)

    def _all_pps(self) -> list[FacilityFacts]:
        return [pps for ppk in self._in_order(self._ppks) for pps in self._in_order(self._pps_of[ppk.region_code])]

    def _in_order(self, places: Iterable[FacilityFacts]) -> list[FacilityFacts]:
        return sorted(places, key=lambda place: (not place.is_3t, place.code))

    def _farthest_first(self, pps: FacilityFacts) -> list[FacilityFacts]:
        stations = self._stations_of[pps.region_code]
        length_m = {station.code: sum(step.length_m for step in self._station_way(pps, station)) for station in stations}
        return sorted(stations, key=lambda station: (not station.is_3t, -length_m[station.code], station.code))

    def _boxes_of_village(self, pps: FacilityFacts) -> list[str]:
        return [box for station in self._stations_of[pps.region_code] for box in self._boxes[station.code]]

    def _boxes_of_district(self, ppk: FacilityFacts) -> list[str]:
        return [box for pps in self._pps_of[ppk.region_code] for box in self._boxes_of_village(pps)]


def _append(out: list[Step], back: list[Step], way: list[Stretch]) -> None:
    """Lengthen a way at its far end, and the way back at its near end."""
    out.extend(way)
    back[:0] = turned(way)


def _grouped(places: Iterable[FacilityFacts], kind: FacilityKind, key: Callable[[FacilityFacts], str]) -> dict[str, list[FacilityFacts]]:
    groups: dict[str, list[FacilityFacts]] = defaultdict(list)
    for place in sorted(places, key=lambda each: each.code):
        if place.kind is kind:
            groups[key(place)].append(place)
    return groups
