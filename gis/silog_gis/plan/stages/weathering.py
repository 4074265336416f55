"""A whole plan sailed in thousands of kinds of weather: voyages first, then the rounds that wait for what they bring.

Random numbers are named by sailing and by place, so every plan of a task meets the same weather, delays and breakdowns.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from silog_gis.plan.chances import figures_of, sail_all
from silog_gis.plan.making.case import Case, wave_limit_m
from silog_gis.plan.outcome import Round
from silog_gis.plan.problem import HUB
from silog_gis.plan.sailings import Load, Passage, Ride
from silog_gis.plan.simulated import CALL, HAUL, HOP, ONWARD, sail_timetable, stretch
from silog_gis.plan.stages.fleet import between_s
from silog_gis.plan.stages.rounds import HubRounds, Parcel
from silog_gis.plan.stages.voyages import Voyages
from silog_gis.plan.whole.task import Station
from silog_gis.plan.whole.ways import Ways

Seconds = NDArray[np.float64]
NEVER_S: Final = 1e10
_PIECE: Final = 1_000
Later = tuple[Ride, float]
"""A ride, and how many seconds later its ship leaves."""


@dataclass(frozen=True, slots=True)
class Trip:
    """A round of the plan, with whose it is and from where."""

    vessel: str
    piece: str
    where: int
    """The number of its hub's rounds."""
    each: Round


@dataclass(frozen=True)
class Tried:
    """What came of a plan: how late each drop is in each scenario, below 0 in time; `codes` are (hub, drop)."""

    codes: tuple[tuple[str, str], ...]
    late_s: NDArray[np.float32]

    def on_time(self) -> dict[tuple[str, str], float]:
        """Give the share of scenarios in which each drop is served in time."""
        return dict(zip(self.codes, (self.late_s <= 0).mean(axis=0).tolist(), strict=True))

    def slack_s(self, share: float) -> dict[tuple[str, str], float]:
        """Give how much time each drop has left, or more, in that share of scenarios."""
        return dict(zip(self.codes, (-np.quantile(self.late_s, share, axis=0, method="higher")).tolist(), strict=True))


@dataclass(frozen=True)
class Weathers:
    """What plans are tried in."""

    case: Case
    ways: Ways
    seed: int
    scenarios: int

    def try_out(self, voyages: Voyages, rounds: Sequence[HubRounds], *, later: Later | None = None) -> Tried:
        """Sail a plan; with `later`, a sailing that leaves so much later from where a ride begins than its timetable says."""
        return self.sail(rounds, trips_of(rounds), self.released(voyages, rounds, later))

    def released(self, voyages: Voyages, rounds: Sequence[HubRounds], later: Later | None = None) -> Seconds:
        """Give when each drop's boxes are at its hub in each scenario, shape (scenarios, drops)."""
        there = self._there(voyages, later)
        by_station = dict[str, list[int]]()
        for each in voyages.carriages:
            by_station.setdefault(each.station, []).append(each.passage)
        columns = list[Seconds]()
        for hub in rounds:
            loads_s = _loads_s(hub)
            for code, parcel in hub.parcels.items():
                passages = {number for station in parcel.stations for number in by_station.get(station, [])}
                last_s = [there[number] + self.case.change_s for number in passages] or [
                    self._ashore(hub.hub, parcel, loads_s.get(code, 0))
                ]
                columns.append(reduce(np.maximum, last_s))
        return _side_by_side(columns, self.scenarios)

    def _ashore(self, hub: str, parcel: Parcel, needed_s: int) -> Seconds:
        """Give when boxes that need no ship are at their hub."""
        ready_s = max(self.case.ready_s(self.case.stations[code]) for code in parcel.stations)
        if hub in self.case.hauls:
            return self._hauled(hub, ready_s, needed_s)
        return np.broadcast_to(np.float64(parcel.drop.released_s), self.scenarios)

    def _hauled(self, port: str, ready_s: int, needed_s: int) -> Seconds:
        """Give when boxes are at a port that must be there for what loads at a time."""
        factors = _factors(self.seed, HAUL, self.case.numbers[port], self.case.hauls[port].spread, self.scenarios)
        return self.case.haul_departs_s(port, ready_s, needed_s) + self.case.haul_s(port) * factors

    def sail(self, rounds: Sequence[HubRounds], trips: Sequence[Trip], released_s: Seconds) -> Tried:
        """Sail rounds, those of one vessel in their order; drops of which none is served are late in each scenario."""
        codes = tuple((hub.hub, code) for hub in rounds for code in hub.parcels)
        late_s = np.full((self.scenarios, len(codes)), np.inf, dtype=np.float32)
        calls, windows = self._calls(rounds, trips, codes)
        if len(calls):
            sail_all(calls, windows, self.case.bulletin.waves_m, figures_of(self.case.risks), self.seed, released_s, late_s)
        for column, parcel in enumerate(parcel for hub in rounds for parcel in hub.parcels.values()):
            farthest = self.case.stations[self.farthest(parcel)]
            if self.case.onward_s(farthest):
                late_s[:, column] += self.onward_s(farthest) - self.case.onward_s(farthest)
        return Tried(codes, late_s)

    def farthest(self, parcel: Parcel) -> str:
        """Give the station of a parcel whose boxes go on the longest: a parcel is late when they are."""
        return max(parcel.stations, key=lambda code: self.case.onward_s(self.case.stations[code]))

    def onward_s(self, station: Station) -> Seconds:
        """Give how long a station's boxes go on in each scenario: those of one place are all faster or all slower than estimated."""
        spread = 0.0 if station.onward is None else station.onward.spread
        factors = _factors(self.seed, ONWARD, self.case.numbers[station.place], spread, self.scenarios)
        return self.case.onward_s(station) * factors

    def share_of(self, station: str, parcel: Parcel, late_s: NDArray[np.float32]) -> float:
        """Give the share of scenarios in which a station is served in time; `late_s` is how late its parcel is in each."""
        its, farthest = self.case.stations[station], self.case.stations[self.farthest(parcel)]
        return float((late_s + self.onward_s(its) - self.onward_s(farthest) <= 0).mean())

    def _calls(
        self, rounds: Sequence[HubRounds], trips: Sequence[Trip], codes: Sequence[tuple[str, str]]
    ) -> tuple[NDArray[np.void], NDArray[np.int64]]:
        windows = [parcel.drop.windows() for hub in rounds for parcel in hub.parcels.values()]
        ends = np.cumsum([0, *(len(each) for each in windows)]).tolist()
        columns = {code: number for number, code in enumerate(codes)}
        numbers = {vessel.code: number for number, vessel in enumerate(self.case.task.vessels)}
        rows, before = list[tuple[object, ...]](), dict[str, str]()
        for turn, trip in enumerate(sorted(trips, key=lambda each: (numbers[each.vessel], each.each.loads_s))):
            hub = rounds[trip.where]
            approach_s = between_s(self.case, self.ways, self.case.vessels[trip.vessel], before.get(trip.vessel, hub.hub), hub.hub)
            before[trip.vessel] = hub.hub
            for row in self._rows(hub, trip):
                column = columns[hub.hub, row[0]]
                window = ends[column], ends[column + 1]
                rows.append((numbers[trip.vessel], turn, column, *row[1:-1], approach_s or 0, *window, row[-1]))
        flat = np.array([window for each in windows for window in each], dtype=np.int64).reshape(-1, 2)
        return np.array(rows, dtype=CALL), flat

    def _rows(self, hub: HubRounds, trip: Trip) -> Iterator[tuple[str, int, int, int, int, int, int, int, int, float]]:
        """Give the drop's code, then what CALL holds from `key` to `due_s`, then the wave limit."""
        vessel = next(each for each in hub.problem.vessels if each.code == trip.piece)
        seconds, place = hub.problem.travel[vessel.travel].seconds, HUB
        for position, call in enumerate(trip.each.calls):
            parcel = hub.parcels[call.drop]
            drop = parcel.drop
            home_s = int(seconds[drop.place, HUB]) if position == len(trip.each.calls) - 1 else 0
            times = (trip.each.loads_s, hub.problem.loading_s, int(seconds[place, drop.place]), home_s, drop.handling_s, drop.due_s)
            yield (call.drop, self.case.numbers[parcel.place], drop.area, *times, vessel.wave_limit_m)
            place = drop.place

    def _there(self, voyages: Voyages, later: Later | None) -> list[Seconds]:
        """Give when each passage is at its hub in each scenario."""
        table = self._timetable(later)
        room = dict(voyages.timetable.room)
        for passage in voyages.stowage.passages:
            for key in voyages.timetable.legs_of(passage):
                room[key] -= passage.boxes
        return [self._passage(passage, voyages, table, room) for passage in voyages.stowage.passages]

    def _timetable(self, later: Later | None) -> "_Table":
        hops, index = list[tuple[object, ...]](), dict[tuple[str, int], int]()
        for number, each in enumerate(self.case.task.sailings):
            for turn, (a, b) in enumerate(pairwise(each.calls)):
                departs_s, arrives_s = self.case.moments.seconds(a.departs_at), self.case.moments.seconds(b.arrives_at)
                moved_s = round(later[1]) if later and (later[0].sailing, later[0].departs_s) == (each.code, departs_s) else 0
                key, area = number * 64 + turn, self.case.area_of(b.place)
                index[each.code, turn] = len(hops)
                hops.append((number, turn, key, area, departs_s + moved_s, arrives_s - departs_s, wave_limit_m(each)))
        leaves_s, comes_s = np.zeros((self.scenarios, len(hops))), np.zeros((self.scenarios, len(hops)))
        if hops:
            table = np.array(hops, dtype=HOP).view(np.recarray)
            figures = figures_of(self.case.risks).view(np.recarray)
            sail_timetable(table, self.case.bulletin.waves_m, figures, self.seed, leaves_s, comes_s)
        return _Table(self.case, index, leaves_s, comes_s)

    def _passage(self, passage: Passage, voyages: Voyages, table: "_Table", room: dict[tuple[str, int], int]) -> Seconds:
        """Follow boxes from ship to ship; what misses one takes the next that has room and goes there, if any does."""
        now_s, is_there = self._aboard_from(passage, voyages.loads[passage.load]), np.zeros(self.scenarios, dtype=np.bool_)
        for turn, ride in enumerate(passage.rides):
            departs_s, arrives_s = table.ride(ride)
            missed = ~is_there & (departs_s < now_s - 1)
            instead_s = self._instead(passage, ride, table, room, now_s) if missed.any() else now_s
            changes_s = 0 if turn == len(passage.rides) - 1 else self.case.change_s
            now_s = np.where(is_there, now_s, np.where(missed, instead_s, arrives_s + changes_s))
            is_there |= missed
        return now_s

    def _aboard_from(self, passage: Passage, load: Load) -> Seconds:
        """Give when boxes stand ready for the first ship of their passage, loaded."""
        port = passage.rides[0].origin
        if port not in self.case.hauls:
            return np.full(self.scenarios, float(load.ready_s))
        needed_s = passage.rides[0].departs_s - self.case.loading_s
        return self._hauled(port, load.ready_s - self.case.loading_s, needed_s) + self.case.loading_s

    def _instead(self, passage: Passage, ride: Ride, table: "_Table", room: dict[tuple[str, int], int], now_s: Seconds) -> Seconds:
        found = np.full(self.scenarios, NEVER_S)
        for hops in table.direct(ride.origin, passage.rides[-1].destination):
            if hops[0][0] == ride.sailing or min(room.get(hop, 0) for hop in hops) < passage.boxes:
                continue
            departs_s, arrives_s = table.times(hops[0], hops[-1])
            found = np.where(departs_s >= now_s, np.minimum(found, arrives_s), found)
        return found


@dataclass(frozen=True)
class _Table:
    """When each hop of each sailing departs and arrives in each scenario."""

    case: Case
    index: dict[tuple[str, int], int]
    departs_s: Seconds
    arrives_s: Seconds

    def ride(self, ride: Ride) -> tuple[Seconds, Seconds]:
        calls = self.case.sailings[ride.sailing].calls
        first = next(
            turn
            for turn, call in enumerate(calls)
            if call.place == ride.origin and self.case.moments.seconds(call.departs_at) == ride.departs_s
        )
        last = next(
            turn
            for turn, call in enumerate(calls)
            if call.place == ride.destination and self.case.moments.seconds(call.arrives_at) == ride.arrives_s
        )
        return self.times((ride.sailing, first), (ride.sailing, last - 1))

    def times(self, first: tuple[str, int], last: tuple[str, int]) -> tuple[Seconds, Seconds]:
        return self.departs_s[:, self.index[first]], self.arrives_s[:, self.index[last]]

    def direct(self, a: str, b: str) -> Iterator[list[tuple[str, int]]]:
        """Give the hops of every sailing that goes from one place to another."""
        for sailing in self.case.task.sailings:
            places = [call.place for call in sailing.calls]
            if a in places and b in places[places.index(a) + 1 :]:
                yield [(sailing.code, turn) for turn in range(places.index(a), len(places) - 1 - places[::-1].index(b))]


def _side_by_side(columns: Sequence[Seconds], scenarios: int) -> Seconds:
    """Make one table of columns, a piece at a time: a whole column would drive the others out of the processor's cache."""
    table = np.empty((scenarios, len(columns)))
    for first in range(0, scenarios, _PIECE):
        piece = slice(first, first + _PIECE)
        for number, column in enumerate(columns):
            table[piece, number] = column[piece]
    return table


@lru_cache(maxsize=1_024)
def _factors(seed: int, purpose: int, key: int, spread: float, scenarios: int) -> Seconds:
    """Give how many times as long as estimated something on land takes in each scenario; asked for again and again of one task."""
    factors = np.empty(scenarios)
    stretch(seed, purpose, key, spread, factors)
    factors.flags.writeable = False
    return factors


def _loads_s(hub: HubRounds) -> dict[str, int]:
    """Give when what brings each drop is loaded."""
    return {call.drop: each.loads_s for schedule in hub.plan.schedules for each in schedule.rounds for call in each.calls}


def trips_of(rounds: Sequence[HubRounds]) -> list[Trip]:
    """Give all rounds of a plan."""
    return [
        Trip(hub.owners[schedule.vessel], schedule.vessel, where, each)
        for where, hub in enumerate(rounds)
        for schedule in hub.plan.schedules
        for each in schedule.rounds
    ]


def is_sure(share: float, target: float) -> bool:
    """Say whether a share of weathers is enough."""
    return share >= target or math.isclose(share, target)
