"""The first stage: which hub serves a station, and which sailings bring its boxes there.

Boxes of one district, tier and deadline that go to one hub are stowed together; who gets which of the sailings they are split over is
then decided by deadline. A station's boxes are at its hub when the last of them is.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from silog_gis.geodesy import distance_m
from silog_gis.plan.making.case import MPS_PER_KNOT, Case, points_of
from silog_gis.plan.sailings import Left, Load, Sailing, Stop, Stowage, Timetable, stow
from silog_gis.plan.stages.explaining import Why
from silog_gis.plan.whole.proposal import Short
from silog_gis.plan.whole.reason import Reason
from silog_gis.plan.whole.task import Goes, Place, Station, Vessel

_DETOUR: Final = 1.2
"""How much longer than straight a way is taken to be where only a hub is to be chosen."""
_TRIES: Final = 200
_TOO_LONG_S: Final = 1 << 24
_NEVER_S: Final = 1 << 25


@dataclass(frozen=True, slots=True)
class Carriage:
    """Boxes of a station with one passage of the stowage."""

    station: str
    passage: int
    boxes: int


@dataclass(frozen=True)
class Voyages:
    """Who is served from where, what goes how, and who stays."""

    hubs: dict[str, str]
    """The hub of every station."""
    timetable: Timetable
    loads: dict[str, Load]
    stowage: Stowage
    carriages: tuple[Carriage, ...]
    released_s: dict[str, int]
    """When the boxes of each station that can be served are at its hub, ready to be loaded."""
    left: dict[str, Why]
    """Stations whose boxes come to no hub, and what is short."""


def timetable_of(case: Case, without: frozenset[str] = frozenset()) -> Timetable:
    """Read the task's sailings, but for those of conveyances that do not sail."""
    sailings = [
        Sailing(
            each.code,
            case.room(each),
            tuple(Stop(call.place, case.moments.seconds(call.arrives_at), case.moments.seconds(call.departs_at)) for call in each.calls),
        )
        for each in case.task.sailings
        if each.conveyance not in without and case.room(each) > 0
    ]
    return Timetable(sailings, case.change_s)


def voyages(case: Case, hubs: dict[str, str], *, without: frozenset[str] = frozenset(), seed: int = 0) -> Voyages:
    """Stow every station's boxes for its hub."""
    timetable, members = timetable_of(case, without), defaultdict[str, list[Station]](list)
    loads = dict[str, Load]()
    for station in case.task.stations:
        hub = hubs[station.code]
        if not case.needs_no_ship(hub):
            load = _load(case, station, hub)
            members[load.code].append(station)
            known = loads.get(load.code, load)
            boxes = load.boxes + (known.boxes if load.code in loads else 0)
            due_s, points = min(load.due_s, known.due_s), max(load.points, known.points)
            loads[load.code] = replace(load, boxes=boxes, due_s=due_s, points=points)
    stowage = stow(list(loads.values()), timetable, tries=_TRIES, seed=seed)
    carriages = [*_carriages(case, members, stowage)]
    ashore = [each for each in case.task.stations if case.needs_no_ship(hubs[each.code])]
    released_s = {each.code: case.at_hub_s(hubs[each.code], case.ready_s(each)) for each in ashore}
    for each in carriages:
        there_s = stowage.passages[each.passage].arrives_s + case.change_s
        released_s[each.station] = max(released_s.get(each.station, 0), there_s)
    short = {each.load: each for each in stowage.left}
    left = {
        each.code: _why(case, loads[code], short[code], each.boxes)
        for code, group in members.items()
        for each in group
        if each.code not in released_s
    }
    return Voyages(hubs, timetable, loads, stowage, tuple(carriages), released_s, left)


def _load(case: Case, station: Station, hub: str) -> Load:
    due_s = case.due_s(station) - case.onward_s(station) - case.loading_s - _last_leg_s(case, hub, station)
    code = f"{hub} {station.district} {station.tier} {case.due_s(station)} {case.ready_s(station)}"
    load = _from_warehouse(case, hub, case.ready_s(station))
    return replace(load, code=code, boxes=station.boxes, due_s=due_s, tier=station.tier, points=points_of(station))


def _from_warehouse(case: Case, hub: str, ready_s: int) -> Load:
    """Make a load of one box: it is loaded where the warehouse's ships lie, or hauled to another port of its island and loaded there."""
    ports = tuple((port, case.hauled_s(port, ready_s) + case.loading_s) for port in case.hauls)
    return Load("", case.task.warehouse.place, hub, 1, ready_s + case.loading_s, 0, other_origins=ports)


def _why(case: Case, load: Load, left: Left, boxes: int) -> Why:
    """Say why a station's boxes come to no hub."""
    a, b = case.places[load.origin].name, case.places[load.destination].name
    if left.full is None:
        return Short.SAILING, Reason(code="NO_SAILING", facts={"from": a, "hub": b})
    sailing = case.sailings[left.full.sailing]
    room, names = case.room(sailing), (case.places[left.full.origin].name, case.places[left.full.destination].name)
    facts: dict[str, str | int | float] = {"sailing": sailing.name, "from": names[0], "to": names[1], "room": room, "boxes": boxes}
    return Short.CAPACITY, Reason(code="SAILING_FULL", facts=facts)


def _carriages(case: Case, members: dict[str, list[Station]], stowage: Stowage) -> Iterator[Carriage]:
    """Share passages among the stations of a load; one that would get a part of its boxes gets none."""
    passages = defaultdict[str, list[tuple[int, int]]](list)
    for number, passage in sorted(enumerate(stowage.passages), key=lambda each: each[1].arrives_s):
        passages[passage.load].append((number, passage.boxes))
    for code, group in members.items():
        room = passages[code]
        for station in sorted(group, key=lambda each: (case.due_s(each), -points_of(each), each.code)):
            if sum(boxes for _, boxes in room) < station.boxes:
                break
            wanted = station.boxes
            while wanted:
                number, boxes = room[0]
                taken = min(wanted, boxes)
                yield Carriage(station.code, number, taken)
                wanted -= taken
                room[0] = (number, boxes - taken)
                if boxes == taken:
                    room.pop(0)


def choose_hubs(case: Case) -> dict[str, str]:
    """Give every station its hub: the one it names, else the one from which it is served first, were there no other."""
    timetable = timetable_of(case)
    arrives_s = {hub.place: _first_at(case, timetable, hub.place) for hub in case.task.hubs}
    return {station.code: station.hub or _nearest(case, station, arrives_s) for station in case.task.stations}


def _nearest(case: Case, station: Station, arrives_s: dict[str, float]) -> str:
    def served_s(hub: str) -> tuple[float, float]:
        way_s = _last_leg_s(case, hub, station)
        return arrives_s[hub] + way_s, way_s

    return min(sorted(arrives_s), key=served_s)


def _first_at(case: Case, timetable: Timetable, hub: str) -> float:
    ready_s = min(case.ready_s(each) for each in case.task.stations)
    if case.needs_no_ship(hub):
        return case.at_hub_s(hub, ready_s)
    way = timetable.earliest(_from_warehouse(case, hub, ready_s), timetable.room)
    return way[-1].arrives_s + case.change_s if way else float(1 << 40)


def _last_leg_s(case: Case, hub: str, station: Station) -> int:
    """Estimate how long the fastest vessel of a hub takes to a station.

    Very long where none can be there and back in a shift, longer still where none can come at all: the nearest that might is named then.
    """
    return min((_there_s(case, vessel, hub, station) for vessel in case.at_hub(hub)), default=_NEVER_S)


def _there_s(case: Case, vessel: Vessel, hub: str, station: Station) -> int:
    if not case.can_come(vessel.goes, hub, station.place) or case.room(vessel) < station.boxes:
        return _NEVER_S
    a, b = case.places[hub], case.places[station.place]
    way_s = round(_DETOUR * distance_m(_end(a, vessel.goes), _end(b, vessel.goes)) / (vessel.speed_kn * MPS_PER_KNOT))
    longest_s = max(3_600 * vessel.crew_hours, 0)
    return way_s + (0 if 2 * way_s + case.loading_s + case.handling_s(station.boxes) <= longest_s else _TOO_LONG_S)


def _end(place: Place, goes: Goes) -> tuple[float, float]:
    point = place.berth if goes is Goes.SEA and place.berth is not None else place.at
    return point.lon, point.lat
