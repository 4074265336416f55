"""From a proposal to shipments: the boxes of a village that travel the same way are one shipment, from the warehouse to its PPS.

Each stop of a voyage or round is a leg of its own, so that all shipments aboard share the runs of their conveyance. Between a place
ashore and the berth a vessel uses boxes are carried over: a TRANSFER leg, an estimate.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from silog.kit.clock import WIB
from silog.movement.rules import Direction, Leg, LegMode, LonLat, Shipment
from silog.places.queries import FacilityFacts
from silog_gis.geodesy import length_m
from silog_gis.plan.whole.proposal import Leg as PlanLeg
from silog_gis.plan.whole.proposal import LegCall, LegKind, Proposal
from silog_gis.plan.whole.task import Goes, Task

Ridden = tuple[PlanLeg, str]
"""A leg of the proposal, and the place where boxes leave it."""
_MOST_FALLBACKS: Final = 3


@dataclass(frozen=True, slots=True)
class Harbours:
    """Which port or landing a vessel uses for each place of the task, and what the codes of the task's places mean."""

    places: Mapping[str, FacilityFacts]
    used: Mapping[str, FacilityFacts]


def shipments_of(number: int, task: Task, proposal: Proposal, boxes: Mapping[str, Sequence[str]], harbours: Harbours) -> list[Shipment]:
    """Make the shipments of a plan. `boxes` are the codes of the boxes that the task counts, by station."""
    groups: dict[tuple[str, tuple[tuple[str, str], ...]], list[str]] = defaultdict(list)
    ways: dict[tuple[tuple[str, str], ...], list[Ridden]] = {}
    tiers: dict[str, int] = {}
    for station in task.stations:
        for codes, ridden in _streams(task, proposal, station.code, station.place, list(boxes[station.code])):
            key = tuple((leg.code, at) for leg, at in ridden)
            ways[key] = ridden
            groups[station.place, key] += codes
            tiers[station.place] = min(station.tier, tiers.get(station.place, station.tier))
    numbers: dict[str, int] = defaultdict(int)
    found = []
    for (place, key), codes in sorted(groups.items()):
        numbers[place] += 1
        village = harbours.places[place]
        legs = tuple(_Way(task, harbours).legs(ways[key], village)) if key else ()
        if not legs:
            continue  # its station is handed over at the warehouse's door
        name = f"{harbours.places[task.warehouse.place].name} → {village.name}"
        code = f"RCN-{number}-{place}-{numbers[place]}"
        said = _fallback(ways[key])
        found.append(Shipment(code, name, village.region_code, Direction.OUTBOUND, tiers[place] == 0, said, legs, tuple(sorted(codes))))
    return found


def _streams(task: Task, proposal: Proposal, station: str, goal: str, codes: list[str]) -> Iterator[tuple[list[str], list[Ridden]]]:
    """Follow a station's boxes from the warehouse: those that travel together, and what they ride."""
    room = {(leg.code, load.to_place): load.boxes for leg in proposal.legs for load in leg.loads if load.station == station}
    ordered = sorted(proposal.legs, key=lambda leg: (leg.departs_at, leg.code))
    waiting: list[tuple[str, list[str], list[Ridden]]] = [(task.warehouse.place, codes, [])]
    while waiting:
        here, held, ridden = waiting.pop()
        if here == goal and (ridden or goal == task.warehouse.place):
            yield held, ridden
            continue
        for leg in ordered:
            for (code, to_place), left in list(room.items()):
                if code != leg.code or leg.from_place != here or not held or left < 1:
                    continue
                taken, held = held[:left], held[left:]
                room[code, to_place] = left - len(taken)
                waiting.append((to_place, taken, [*ridden, (leg, to_place)]))


@dataclass(slots=True)
class _Way:
    """Puts the legs of one shipment together: where the boxes are, and since when."""

    task: Task
    harbours: Harbours
    _here: str = ""
    _since: datetime = field(init=False)
    _until: datetime = field(init=False)
    """When the handover at the last stop has begun and has ended."""

    def legs(self, ridden: Sequence[Ridden], village: FacilityFacts) -> Iterator[Leg]:
        """Give the legs in order; they join in place and time."""
        self._here, self._since = self.task.warehouse.place, self.task.begins_at
        for leg, leaves_at in ridden:
            if leg.kind is LegKind.HAUL:
                yield self._hauled(leg)
                continue
            if leg.goes is Goes.SEA:
                yield from self._to_berth(self._harbour(leg.from_place), leg.loads_at, leg.departs_at)
            yield from self._stops(leg, leaves_at)
        last, _ = ridden[-1]
        if last.goes is Goes.SEA and self._here != village.code:
            yield self._carried(self.places[self._here], village, self._since, self._until, is_ashore=True)

    @property
    def places(self) -> Mapping[str, FacilityFacts]:
        """Every facility by its code."""
        return self.harbours.places

    def _hauled(self, leg: PlanLeg) -> Leg:
        """Bring boxes over land to a port: with trucks that nobody has named, so that it is carried, as between a door and a berth."""
        (call,) = leg.calls
        start, line = self._here, tuple((point.lon, point.lat) for point in call.line)
        self._here, self._since, self._until = call.place, call.arrives_at, call.arrives_at
        return Leg(LegMode.TRANSFER, None, start, call.place, leg.departs_at, call.arrives_at, line, float(leg.metres), is_estimate=True)

    def _to_berth(self, harbour: FacilityFacts, loads_at: datetime, departs_at: datetime) -> Iterator[Leg]:
        if self._here != harbour.code:
            is_at_warehouse = self._here == self.task.warehouse.place
            road = self.task.warehouse.ready_at - self.task.begins_at if is_at_warehouse else timedelta()
            start = max(self._since, min(loads_at, departs_at) - road)
            yield self._carried(self.places[self._here], harbour, start, max(start, departs_at), is_ashore=False)

    def _stops(self, leg: PlanLeg, leaves_at: str) -> Iterator[Leg]:
        departs = leg.departs_at
        for call in leg.calls:
            to = self._harbour(call.place).code if leg.goes is Goes.SEA else call.place
            if to != self._here:
                yield self._ridden(leg, call, to, departs)
            self._here, self._since, self._until = to, max(call.begins_at, call.arrives_at), max(call.begins_at, call.leaves_at)
            departs = call.leaves_at
            if call.place == leaves_at:
                return

    def _ridden(self, leg: PlanLeg, call: LegCall, to: str, departs: datetime) -> Leg:
        mode = LegMode.SEA if leg.goes is Goes.SEA else LegMode.LAND
        line = tuple((point.lon, point.lat) for point in call.line)
        drawn: tuple[LonLat, ...] = line if len(line) > 1 else self._straight(self._here, to, is_sea=mode is LegMode.SEA)
        return Leg(mode, leg.conveyance, self._here, to, departs, call.arrives_at, drawn, float(call.metres), mode is LegMode.LAND)

    def _carried(self, start: FacilityFacts, end: FacilityFacts, departs: datetime, arrives: datetime, *, is_ashore: bool) -> Leg:
        """Carry boxes over between a place ashore and a berth."""
        a = start.berth if is_ashore and start.berth is not None else (start.lon, start.lat)
        b = end.berth if not is_ashore and end.berth is not None else (end.lon, end.lat)
        self._here, self._since = end.code, arrives
        return Leg(LegMode.TRANSFER, None, start.code, end.code, departs, arrives, (a, b), length_m((a, b)), is_estimate=True)

    def _straight(self, start: str, end: str, *, is_sea: bool) -> tuple[LonLat, ...]:
        a, b = self.places[start], self.places[end]
        if is_sea and a.berth is not None and b.berth is not None:
            return a.berth, b.berth
        return (a.lon, a.lat), (b.lon, b.lat)

    def _harbour(self, place: str) -> FacilityFacts:
        return self.harbours.used[place]


def _fallback(ridden: Sequence[Ridden]) -> str | None:
    """Say what is done where a leg's conveyance does not go, the best first."""
    said = [
        f"{leg.name}: " + "; ".join(f"{one.name} {one.departs_at.astimezone(WIB):%d/%m %H.%M}" for one in leg.fallbacks[:_MOST_FALLBACKS])
        for leg, _ in ridden
        if leg.fallbacks
    ]
    return " · ".join(said) or None
