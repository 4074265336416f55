"""The planner's task, made of what was gathered. Pure: the same facts give the same task.

A village's boxes are handed over at its PPS: a truck comes to its door, a vessel to the landing nearest to it on its island. What starts
at the warehouse is loaded there by trucks, and by vessels at the port of the warehouse's island from which the first voyage sails, else at
the nearest.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import cos, hypot, radians
from typing import Final

from silog.kit.clock import WIB
from silog.movement.rules import ConveyanceKind
from silog.places.queries import FacilityFacts
from silog.places.rules import FacilityKind
from silog.planning.building.gathering import Gathered
from silog.planning.figures import PlanFigures, plan_figures
from silog.planning.queries import FleetVessel
from silog.planning.rules import Voyage
from silog_gis.plan.problem import UnplannableError
from silog_gis.plan.whole.task import Goes, Handling, Hub, Place, PortCall, Sailing, SeaState, Station, Task, Tier, Vessel, Warehouse
from silog_gis.plan.whole.value import LonLat, Window

_METRES_PER_DEGREE: Final = 111_320.0
_ON_LAND: Final = frozenset({ConveyanceKind.TRUCK, ConveyanceKind.ON_FOOT})
_HARBOURS: Final = frozenset({FacilityKind.PORT, FacilityKind.LANDING})
_MOST_DAYS: Final = 31


def task_of(facts: Gathered, figures: PlanFigures | None = None) -> Task:
    """Make the task; refused (UnplannableError) with everything that is missing, each thing by name."""
    return _Builder(facts, figures or plan_figures()).task()


def port_of_warehouse(facts: Gathered) -> FacilityFacts | None:
    """Give the port at which vessels load what comes from the warehouse; None where its island has none."""
    return _Builder(facts, plan_figures()).port


def warehouse_of(facts: Gathered) -> FacilityFacts | None:
    """Give the warehouse of the plan's region."""
    found = [
        one for one in facts.places.values() if one.kind is FacilityKind.WAREHOUSE and one.region_code.startswith(facts.plan.region_code)
    ]
    return min(found, key=lambda one: one.code, default=None)


@dataclass(slots=True)
class _Builder:
    facts: Gathered
    figures: PlanFigures
    faults: list[str] = field(default_factory=list)
    warehouse: FacilityFacts | None = None
    port: FacilityFacts | None = None
    _landings: dict[int | None, list[FacilityFacts]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for place in self.facts.places.values():
            if place.kind in _HARBOURS and place.berth is not None:
                self._landings.setdefault(place.landmass, []).append(place)
        self.warehouse = warehouse_of(self.facts)
        self.port = None if self.warehouse is None else self._port(self.warehouse)

    def task(self) -> Task:
        """Put it together."""
        region = self.facts.plan.region_code
        if self.warehouse is None:
            raise UnplannableError([f"{region} ({self.facts.region_name}) has no warehouse: load it with silog load facilities"])
        stations = list(self._stations())
        sailings, vessels = list(self._sailings()), list(self._vessels())
        if not stations:
            self.faults.append(f"no box of {region} waits at its warehouse: every one has left, or none was issued")
        if not vessels and not sailings:
            self.faults.append(f"the fleet of {region} is empty: no conveyance has terms for planning, and no voyage is timetabled")
        if self.faults:
            raise UnplannableError(self.faults)
        hubs = dict.fromkeys([self.warehouse.code, *(vessel.home for vessel in vessels)])
        called = {call.place for sailing in sailings for call in sailing.calls}
        codes = dict.fromkeys([*hubs, *sorted(called), *sorted({station.place for station in stations})])
        return Task(
            code=f"{region}/{self.facts.plan.number}",
            name=self.facts.region_name,
            begins_at=self.facts.plan.begins_at,
            tiers=tuple(self._tiers({station.tier for station in stations})),
            warehouse=Warehouse(place=self.warehouse.code, ready_at=self._ready_at(self.warehouse)),
            places=tuple(self._place(code) for code in codes),
            stations=tuple(stations),
            hubs=tuple(Hub(place=code) for code in dict.fromkeys([*hubs, *sorted(called)])),
            vessels=tuple(vessels),
            sailings=tuple(sailings),
            handling=self._handling(),
            seas=tuple(SeaState(area=one.region_code, day=one.day, waves_m=one.wave_m) for one in self.facts.seas),
            sources=tuple(self._sources()),
        )

    def _stations(self) -> Iterator[Station]:
        villages = {one.region_code: one for one in self.facts.places.values() if one.kind is FacilityKind.PPS}
        for code, boxes in sorted(self.facts.boxes.items()):
            station = self.facts.places[code]
            handed = villages.get(station.region_code)
            if handed is None:
                self.faults.append(f"station {code} cannot be planned: its village {station.region_code} has no PPS office")
                continue
            weight, volume = len(boxes) * self.figures.box_kg, len(boxes) * self.figures.box_m3
            yield Station(
                code=code,
                place=handed.code,
                district=station.region_code[:8],
                boxes=len(boxes),
                weight_kg=round(weight, 3),
                volume_m3=round(volume, 4),
                tier=0 if station.is_3t else 1,
                due_at=self._due_at(station.region_code, 0 if station.is_3t else 1),
            )

    def _sailings(self) -> Iterator[Sailing]:
        fleet = {vessel.code: vessel for vessel in self.facts.fleet}
        for voyage in self.facts.voyages:
            first = voyage.calls[0]
            room = voyage.capacity_boxes - self.facts.taken.get((voyage.conveyance_code, first.departs_at), 0)
            calls = self._calls(voyage)
            if room < 1 or calls is None or len(calls) < 2 or calls[0].departs_at < self.facts.plan.begins_at:  # noqa: PLR2004 -- from and to
                continue
            vessel = fleet.get(voyage.conveyance_code)
            yield Sailing(
                code=voyage.code,
                name=voyage.code if vessel is None else vessel.name,
                conveyance=voyage.conveyance_code,
                boxes=room,
                calls=calls,
                wave_limit_m=None if vessel is None else vessel.wave_limit_m,
                clearance_m=500.0 if vessel is None or vessel.clearance_m is None else float(vessel.clearance_m),
            )

    def _calls(self, voyage: Voyage) -> tuple[PortCall, ...] | None:
        """Give a voyage's calls as the task names their places: the ports of the warehouse's island are the warehouse's."""
        calls: list[PortCall] = []
        for call in voyage.calls:
            place = self.facts.places[call.place_code]
            if place.berth is None:
                self.faults.append(f"voyage {voyage.code} calls at {place.code} ({place.name}), which has no berth: silog load ports")
                return None
            code = self._named(place)
            if calls and calls[-1].place == code:
                calls[-1] = PortCall(place=code, arrives_at=calls[-1].arrives_at, departs_at=call.departs_at)
            else:
                calls.append(PortCall(place=code, arrives_at=call.arrives_at, departs_at=call.departs_at))
        return tuple(calls)

    def _vessels(self) -> Iterator[Vessel]:
        timetabled = {voyage.conveyance_code for voyage in self.facts.voyages}
        for vessel in self.facts.fleet:
            if vessel.code in timetabled:
                continue
            home = self.facts.places.get(vessel.home_code or "")
            goes = Goes.ROAD if vessel.kind in _ON_LAND else Goes.SEA
            shifts = tuple(self._shifts(vessel))
            if home is None:
                self.faults.append(f"{vessel.code} ({vessel.name}) has no home port: say where it lies")
            elif goes is Goes.SEA and self._berth(home) is None:
                self.faults.append(f"{vessel.code} ({vessel.name}) lies at {home.code}, where no vessel can lie: it has no berth")
            elif shifts:
                yield self._vessel(vessel, home, goes, shifts)

    def _vessel(self, vessel: FleetVessel, home: FacilityFacts, goes: Goes, shifts: tuple[Window, ...]) -> Vessel:
        terms = vessel.terms
        return Vessel(
            code=vessel.code,
            name=vessel.name,
            kind=vessel.kind.value,
            home=self._named(home),
            boxes=vessel.capacity_boxes,
            speed_kn=vessel.speed_kn,
            crew_hours=terms.crew_hours,
            shifts=shifts,
            goes=goes,
            weight_kg=terms.capacity_kg,
            wave_limit_m=vessel.wave_limit_m,
            clearance_m=float(vessel.clearance_m or 0),
            cost_per_hour=terms.cost_per_hour,
            cost_per_km=terms.cost_per_km,
        )

    def _shifts(self, vessel: FleetVessel) -> Iterator[Window]:
        """By daylight, in the days in which it may be used; one that is under way is free once it is there, and back as long after."""
        starts = max(vessel.terms.from_at, self.facts.plan.begins_at)
        busy = self.facts.busy_until.get(vessel.code)
        if busy is not None:
            starts = max(starts, busy + max(timedelta(), busy - self.facts.plan.begins_at))
        latest = max((due for _, due in self._every_due()), default=vessel.terms.until_at)
        until = min(vessel.terms.until_at, latest)
        day = starts.astimezone(WIB).replace(hour=0, minute=0, second=0, microsecond=0)
        for number in range(_MOST_DAYS):
            midnight = day + timedelta(days=number)
            opens = max(starts, midnight + timedelta(hours=self.figures.shift_from_hour))
            closes = min(until, midnight + timedelta(hours=self.figures.shift_until_hour))
            if midnight > until:
                return
            if closes - opens > timedelta(hours=1):
                yield Window(opens_at=opens, closes_at=closes)

    def _tiers(self, tiers: set[int]) -> Iterator[Tier]:
        targets = self.figures.targets
        for tier in sorted(tiers):
            said = self._deadline(self.facts.plan.region_code, tier)
            target = targets[min(tier, len(targets) - 1)] if said is None else said[1]
            yield Tier(tier=tier, due_at=self._due_at(self.facts.plan.region_code, tier), target=target)

    def _every_due(self) -> Iterator[tuple[int, datetime]]:
        for code in self.facts.boxes:
            station = self.facts.places[code]
            tier = 0 if station.is_3t else 1
            yield tier, self._due_at(station.region_code, tier)

    def _due_at(self, region: str, tier: int) -> datetime:
        said = self._deadline(region, tier)
        return self.figures.due_at(self.facts.election.voting_day) if said is None else said[0]

    def _deadline(self, region: str, tier: int) -> tuple[datetime, float] | None:
        """Give the deadline that the smallest region round this one has set for a tier."""
        found = [(len(of), one) for of, one in self.facts.deadlines if region.startswith(of) and one.tier == tier]
        return None if not found else (max(found, key=lambda each: each[0])[1].due_at, max(found, key=lambda each: each[0])[1].target)

    def _handling(self) -> Handling:
        said = {one.place_kind: one for _, one in sorted(self.facts.handling, key=lambda each: len(each[0]))}
        warehouse, port, village = (said.get(kind.value) for kind in (FacilityKind.WAREHOUSE, FacilityKind.PORT, FacilityKind.PPS))
        return Handling(
            loading_minutes=self.figures.loading_min if warehouse is None else warehouse.base_minutes,
            change_minutes=self.figures.change_min if port is None else port.base_minutes,
            stop_minutes=self.figures.stop_min if village is None else village.base_minutes,
            box_minutes=self.figures.box_min if village is None else village.box_minutes,
        )

    def _ready_at(self, warehouse: FacilityFacts) -> datetime:
        """When the boxes are at the port of the warehouse's island: the road there counts."""
        road = 0.0 if self.port is None else _apart_m(warehouse, self.port) / (self.figures.road_kmh * 1000)
        return self.facts.plan.begins_at + timedelta(minutes=round(road * 60))

    def _place(self, code: str) -> Place:
        place = self.facts.places[code]
        berth = self._berth(place)
        tides = [one for one in self.facts.tides if one.place_code in {code, self._landing_code(place)}]
        return Place(
            code=code,
            name=place.name,
            at=LonLat(place.lon, place.lat),
            berth=None if berth is None else LonLat(*berth),
            landmass=place.landmass,
            area=self._area(place.region_code),
            tides=tuple(Window(opens_at=one.opens_at, closes_at=one.closes_at) for one in tides),
        )

    def _area(self, region: str) -> str:
        """Give the smallest region round a place whose waters the bulletin knows."""
        known = {one.region_code for one in self.facts.seas if region.startswith(one.region_code)}
        return max(known, key=len, default="")

    def _berth(self, place: FacilityFacts) -> tuple[float, float] | None:
        harbour = self.port if self.warehouse is not None and place.code == self.warehouse.code else self.landing(place)
        return None if harbour is None else harbour.berth

    def landing(self, place: FacilityFacts) -> FacilityFacts | None:
        """Give where a vessel comes for a place: its own berth, else the nearest landing of its island."""
        if place.berth is not None:
            return place
        return min(self._landings.get(place.landmass, []), key=lambda one: (_apart_m(one, place), one.code), default=None)

    def _landing_code(self, place: FacilityFacts) -> str:
        found = self.landing(place)
        return place.code if found is None else found.code

    def _named(self, place: FacilityFacts) -> str:
        """Name a place as the task does: everything on the warehouse's island from which boxes start is the warehouse."""
        if self.warehouse is not None and place.landmass is not None and place.landmass == self.warehouse.landmass:
            return self.warehouse.code
        return place.code

    def _port(self, warehouse: FacilityFacts) -> FacilityFacts | None:
        ports: Mapping[str, FacilityFacts] = {one.code: one for one in self._landings.get(warehouse.landmass, [])}
        for voyage in sorted(self.facts.voyages, key=lambda one: (one.calls[0].departs_at, one.code)):
            if voyage.calls[0].place_code in ports and voyage.calls[0].departs_at >= self.facts.plan.begins_at:
                return ports[voyage.calls[0].place_code]
        return min(ports.values(), key=lambda one: (_apart_m(one, warehouse), one.code), default=None)

    def _sources(self) -> Iterator[str]:
        yield self.figures.source
        yield from sorted({vessel.source for vessel in self.facts.fleet} | {voyage.source for voyage in self.facts.voyages})


def _apart_m(a: FacilityFacts, b: FacilityFacts) -> float:
    """Straight distance on a sphere unrolled at the place: for comparing, and for the road to the port, which is an estimate."""
    return _METRES_PER_DEGREE * hypot((a.lon - b.lon) * cos(radians(a.lat)), a.lat - b.lat)
