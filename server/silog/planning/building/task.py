"""The planner's task, made of what was gathered. The same facts and ways give the same task."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from silog.movement.rules import ConveyanceKind
from silog.places.queries import FacilityFacts
from silog.places.rules import FacilityKind
from silog.planning.building.gathering import Gathered
from silog.planning.building.hauling import hauls_of
from silog.planning.building.landings import warehouse_of
from silog.planning.building.onward import LastLegs
from silog.planning.building.placing import Placing
from silog.planning.building.priorities import priorities_of
from silog.planning.building.times import Times
from silog.planning.figures import PlanFigures, plan_figures
from silog.planning.queries import FleetVessel
from silog.planning.rules import Voyage
from silog.planning.words import sentence
from silog_gis.plan.problem import UnplannableError
from silog_gis.plan.score.scoring import provenance
from silog_gis.plan.whole.reason import Reason
from silog_gis.plan.whole.task import Goes, Haul, Hub, PortCall, Sailing, SeaState, Standby, Station, Task, Vessel, Warehouse
from silog_gis.plan.whole.value import Window
from silog_gis.plan.whole.ways import Ways

_ON_LAND: Final = frozenset({ConveyanceKind.TRUCK, ConveyanceKind.ON_FOOT})


def task_of(facts: Gathered, code: str, ways: Ways, figures: PlanFigures | None = None) -> Task:
    """Make the task, under this code; refused (UnplannableError) with everything that is missing, each thing by name."""
    region = facts.region_code
    warehouse = warehouse_of(facts.places.values(), region)
    if warehouse is None:
        raise UnplannableError(_reason("REGION_NO_WAREHOUSE", region=region, name=facts.region_name), said=sentence)
    said, placing = figures or plan_figures(), Placing.of(facts, warehouse)
    villages = {one.region_code: one for one in facts.places.values() if one.kind is FacilityKind.PPS}
    priorities = priorities_of(facts, placing, villages, ways)
    hauls = {haul.port: haul for haul in hauls_of(facts, placing, said, ways)}
    return _Builder(facts, code, said, Times(facts, said, priorities), placing, villages, ways, hauls).task()


@dataclass(slots=True)
class _Builder:
    facts: Gathered
    code: str
    figures: PlanFigures
    times: Times
    placing: Placing
    villages: Mapping[str, FacilityFacts]
    ways: Ways
    hauls: Mapping[str, Haul]
    faults: list[Reason] = field(default_factory=list)

    def task(self) -> Task:
        """Put it together."""
        region = self.facts.region_code
        stations = list(self._stations())
        sailings, vessels, standbys = list(self._sailings()), list(self._vessels()), list(self._standbys())
        if not stations:
            self.faults.append(_reason("NO_BOX_WAITS", region=region))
        if not vessels and not sailings:
            self.faults.append(_reason("REGION_NO_FLEET", region=region))
        if self.faults:
            raise UnplannableError(*self.faults, said=sentence)
        warehouse = self.placing.warehouse.code
        hubs = dict.fromkeys([warehouse, *self.hauls, *(vessel.home for vessel in vessels)])
        called = {call.place for sailing in sailings for call in sailing.calls}
        codes = dict.fromkeys(
            [*hubs, *sorted(called), *sorted({station.place for station in stations}), *(standby.home for standby in standbys)]
        )
        return Task(
            code=self.code,
            name=self.facts.region_name,
            begins_at=self.facts.begins_at,
            tiers=tuple(self.times.tiers()),
            warehouse=Warehouse(place=warehouse, ready_at=self.facts.begins_at),
            places=tuple(self.placing.place(code) for code in codes),
            stations=tuple(stations),
            hubs=tuple(Hub(place=code) for code in dict.fromkeys([*hubs, *sorted(called)])),
            hauls=tuple(self.hauls.values()),
            vessels=tuple(vessels),
            sailings=tuple(sailings),
            standbys=tuple(standbys),
            handling=self.times.handling(),
            seas=tuple(SeaState(area=one.region_code, day=one.day, waves_m=one.wave_m) for one in self.facts.seas),
            sources=tuple(self._sources()),
        )

    def _stations(self) -> Iterator[Station]:
        priorities, last_legs = self.times.priorities, LastLegs(self.placing.landings, self.ways, self.figures.last_leg)
        for code, boxes in sorted(self.facts.boxes.items()):
            station = self.facts.places[code]
            handed = self.villages.get(station.region_code)
            if handed is None:
                self.faults.append(_reason("VILLAGE_NO_OFFICE", station=code, village=station.region_code))
                continue
            weight, volume = len(boxes) * self.figures.box_kg, len(boxes) * self.figures.box_m3
            yield Station(
                code=code,
                place=handed.code,
                district=station.region_code[:8],
                boxes=len(boxes),
                weight_kg=round(weight, 3),
                volume_m3=round(volume, 4),
                tier=priorities.tier(code),
                score=priorities.scores[code],
                due_at=self.times.due_at(station.region_code, priorities.tier(code)),
                onward=last_legs.onward(station, self.placing.place(handed.code)),
            )

    def _sailings(self) -> Iterator[Sailing]:
        for voyage in self.facts.voyages:
            first = voyage.calls[0]
            room = voyage.capacity_boxes - self.facts.taken.get((voyage.conveyance_code, first.departs_at), 0)
            calls = self._calls(voyage)
            if room < 1 or calls is None or len(calls) < 2 or calls[0].departs_at < self.facts.begins_at:  # noqa: PLR2004 -- from and to
                continue
            ship = self.facts.ships[voyage.conveyance_code]
            yield Sailing(
                code=voyage.code,
                name=ship.name,
                conveyance=voyage.conveyance_code,
                boxes=room,
                calls=calls,
                wave_limit_m=ship.wave_limit_m,
                clearance_m=float(ship.clearance_m or 0),
            )

    def _calls(self, voyage: Voyage) -> tuple[PortCall, ...] | None:
        """Give a voyage's calls."""
        calls: list[PortCall] = []
        for call in voyage.calls:
            place = self.facts.places[call.place_code]
            if place.berth is None:
                self.faults.append(_reason("CALL_WITHOUT_BERTH", voyage=voyage.code, place=place.code, name=place.name))
                return None
            calls.append(PortCall(place=place.code, arrives_at=call.arrives_at, departs_at=call.departs_at))
        return tuple(calls)

    def _vessels(self) -> Iterator[Vessel]:
        for vessel, home in self._at_home(are_standbys=False):
            shifts = tuple(self.times.shifts(vessel))
            if shifts:
                yield self._vessel(vessel, home, shifts)

    def _standbys(self) -> Iterator[Standby]:
        for vessel, home in self._at_home(are_standbys=True):
            terms = vessel.terms
            from_at = self.times.free_at(vessel)
            if terms.standby_rank is not None and terms.notice_hours is not None and from_at < terms.until_at:
                yield Standby(
                    code=vessel.code,
                    name=vessel.name,
                    home=home.code,
                    rank=terms.standby_rank,
                    boxes=vessel.capacity_boxes,
                    speed_kn=vessel.speed_kn,
                    notice_hours=terms.notice_hours,
                    from_at=from_at,
                    until_at=terms.until_at,
                    goes=_goes(vessel),
                    wave_limit_m=vessel.wave_limit_m,
                    clearance_m=float(vessel.clearance_m or 0),
                    cost_per_hour=terms.cost_per_hour,
                )

    def _at_home(self, *, are_standbys: bool) -> Iterator[tuple[FleetVessel, FacilityFacts]]:
        """Give the conveyances that sail no timetable and where each lies; one that lies nowhere it can is a fault."""
        timetabled = {voyage.conveyance_code for voyage in self.facts.voyages}
        for vessel in self.facts.fleet:
            if vessel.code in timetabled or (vessel.terms.standby_rank is not None) != are_standbys:
                continue
            home = self.facts.places.get(vessel.home_code or "")
            if home is None:
                self.faults.append(_reason("NO_HOME_PORT", vessel=vessel.code, name=vessel.name))
            elif _goes(vessel) is Goes.SEA and self.placing.berth(self.placing.home(home, Goes.SEA)) is None:
                self.faults.append(_reason("HOME_WITHOUT_BERTH", vessel=vessel.code, name=vessel.name, home=home.code))
            else:
                yield vessel, self.placing.home(home, _goes(vessel))

    def _vessel(self, vessel: FleetVessel, home: FacilityFacts, shifts: tuple[Window, ...]) -> Vessel:
        terms = vessel.terms
        return Vessel(
            code=vessel.code,
            name=vessel.name,
            kind=vessel.kind.value,
            home=home.code,
            boxes=vessel.capacity_boxes,
            speed_kn=vessel.speed_kn,
            crew_hours=terms.crew_hours,
            shifts=shifts,
            goes=_goes(vessel),
            hubs=self._other_ports(vessel, home),
            weight_kg=terms.capacity_kg,
            wave_limit_m=vessel.wave_limit_m,
            clearance_m=float(vessel.clearance_m or 0),
            cost_per_hour=terms.cost_per_hour,
            cost_per_km=terms.cost_per_km,
        )

    def _other_ports(self, vessel: FleetVessel, home: FacilityFacts) -> tuple[str, ...]:
        """Give from where a boat of the warehouse's island may go rounds besides: from every other port that boxes are hauled to."""
        if _goes(vessel) is not Goes.SEA or home.code not in self.hauls:
            return ()
        return tuple(port for port in self.hauls if port != home.code)

    def _sources(self) -> Iterator[str]:
        yield self.figures.source
        yield provenance()
        yield from sorted({vessel.source for vessel in self.facts.fleet} | {voyage.source for voyage in self.facts.voyages})


def _reason(code: str, **facts: str) -> Reason:
    return Reason(code=code, facts=dict(facts))


def _goes(vessel: FleetVessel) -> Goes:
    return Goes.ROAD if vessel.kind in _ON_LAND else Goes.SEA
