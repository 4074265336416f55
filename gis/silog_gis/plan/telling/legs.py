"""From both stages to the legs of a proposal: who goes where and when, with what aboard, along which line."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from silog_gis.plan.making.desk import Desk
from silog_gis.plan.sailings import Ride
from silog_gis.plan.stages.improving import Whole
from silog_gis.plan.stages.weathering import Trip, trips_of
from silog_gis.plan.whole.proposal import Leg, LegCall, LegKind, Load
from silog_gis.plan.whole.task import Goes, PortCall, Sailing, Vessel
from silog_gis.plan.whole.value import LonLat
from silog_gis.plan.whole.ways import Course


@dataclass(frozen=True, slots=True)
class Voyage:
    """Everything that rides together."""

    ride: Ride
    aboard: tuple[tuple[str, int], ...]
    """Stations, and how many of their boxes."""


def voyages_of(whole: Whole) -> list[Voyage]:
    """Put together what gets on and off one sailing at the same places. What nobody could bring on from its hub stays at home."""
    unserved = whole.unserved
    aboard = defaultdict[Ride, dict[str, int]](lambda: defaultdict(int))
    for each in (carriage for carriage in whole.voyages.carriages if carriage.station not in unserved):
        for ride in whole.voyages.stowage.passages[each.passage].rides:
            aboard[ride][each.station] += each.boxes
    rides = sorted(aboard, key=lambda ride: (ride.departs_s, ride.sailing, ride.arrives_s))
    return [Voyage(ride, tuple(sorted(aboard[ride].items()))) for ride in rides]


@dataclass(frozen=True)
class Drawing:
    """Draws legs of a plan."""

    desk: Desk
    whole: Whole

    def rounds(self) -> Iterator[tuple[Trip, Leg]]:
        """Give all rounds, by when they load."""
        trips = sorted(trips_of(self.whole.rounds), key=lambda trip: (trip.each.loads_s, trip.piece))
        for number, trip in enumerate(trips, 1):
            yield trip, self._round(f"R{number}", trip, trips)

    def voyage(self, code: str, voyage: Voyage) -> Leg:
        """Draw a voyage."""
        at, ride = self.desk.case.moments.at, voyage.ride
        sailing = self.desk.case.sailings[ride.sailing]
        stops = _between(sailing, ride, self.desk)
        calls = tuple(self._port_call(sailing, a, b, is_last=b is stops[-1]) for a, b in pairwise(stops))
        boxes = sum(count for _, count in voyage.aboard)
        return Leg(
            code=code,
            kind=LegKind.VOYAGE,
            conveyance=sailing.conveyance,
            name=sailing.name,
            goes=sailing.goes,
            sailing=sailing.code,
            from_place=ride.origin,
            to_place=ride.destination,
            loads_at=at(ride.departs_s - self.desk.case.loading_s),
            departs_at=at(ride.departs_s),
            arrives_at=at(ride.arrives_s),
            calls=calls,
            loads=tuple(Load(station=station, boxes=count, to_place=ride.destination) for station, count in voyage.aboard),
            boxes=boxes,
            metres=sum(call.metres for call in calls),
            hours=round((ride.arrives_s - ride.departs_s) / 3600, 3),
            cost=boxes * sailing.cost_per_box,
        )

    def _port_call(self, sailing: Sailing, a: PortCall, b: PortCall, *, is_last: bool) -> LegCall:
        course = self._course(sailing.goes, sailing.clearance_m, a.place, b.place)
        leaves_at = b.arrives_at if is_last else b.departs_at
        line = _line(course)
        return LegCall(place=b.place, arrives_at=b.arrives_at, begins_at=b.arrives_at, leaves_at=leaves_at, metres=course.metres, line=line)

    def _round(self, code: str, trip: Trip, trips: Sequence[Trip]) -> Leg:
        case, hub, each = self.desk.case, self.whole.rounds[trip.where], trip.each
        vessel, at = case.vessels[trip.vessel], case.moments.at
        calls, loads, place = list[LegCall](), list[Load](), hub.hub
        for call in each.calls:
            parcel = hub.parcels[call.drop]
            course = self._course(vessel.goes, vessel.clearance_m, place, parcel.place)
            times = {"arrives_at": at(call.arrives_s), "begins_at": at(call.begins_s), "leaves_at": at(call.leaves_s)}
            calls.append(LegCall(place=parcel.place, metres=course.metres, line=_line(course), **times))
            loads += [Load(station=one, boxes=case.stations[one].boxes, to_place=parcel.place) for one in parcel.stations]
            place = parcel.place
        home = self._course(vessel.goes, vessel.clearance_m, place, hub.hub)
        metres, hours = sum(call.metres for call in calls) + home.metres, _hours_out(trip, trips)
        is_first = not any(other.piece == trip.piece and other.each.loads_s < each.loads_s for other in trips if other.where == trip.where)
        return Leg(
            code=code,
            kind=LegKind.ROUND,
            conveyance=vessel.code,
            name=vessel.name,
            goes=vessel.goes,
            from_place=hub.hub,
            to_place=place,
            loads_at=at(each.loads_s),
            departs_at=at(each.departs_s),
            arrives_at=at(each.calls[-1].begins_s),
            returns_at=at(each.returns_s),
            calls=tuple(calls),
            loads=tuple(loads),
            boxes=sum(load.boxes for load in loads),
            metres=metres,
            way_home=_line(home),
            hours=round(hours, 3),
            cost=_cost(vessel, metres, hours, is_first=is_first),
        )

    def _course(self, goes: Goes, clearance_m: float, a: str, b: str) -> Course:
        course = self.desk.ways.course(goes, clearance_m, self.desk.case.places[a], self.desk.case.places[b])
        return course or Course(0, ())


def _cost(vessel: Vessel, metres: float, hours: float, *, is_first: bool) -> int:
    """What a round costs; the first of a shift bears what going out costs at all."""
    return round(metres / 1000 * vessel.cost_per_km + hours * vessel.cost_per_hour + (vessel.fixed_cost if is_first else 0))


def _hours_out(trip: Trip, trips: Sequence[Trip]) -> float:
    """From its loading to its return, or until it loads again in the same shift: its crew waits then."""
    next_s = [
        one.each.loads_s for one in trips if one.piece == trip.piece and one.where == trip.where and one.each.loads_s > trip.each.loads_s
    ]
    return (min(next_s, default=trip.each.returns_s) - trip.each.loads_s) / 3600


def _between(sailing: Sailing, ride: Ride, desk: Desk) -> list[PortCall]:
    seconds, calls = desk.case.moments.seconds, sailing.calls
    first = next(n for n, call in enumerate(calls) if call.place == ride.origin and seconds(call.departs_at) == ride.departs_s)
    last = next(
        n for n, call in enumerate(calls) if call.place == ride.destination and seconds(call.arrives_at) == ride.arrives_s and n > first
    )
    return list(calls[first : last + 1])


def _line(course: Course) -> tuple[LonLat, ...]:
    return tuple(LonLat(lon, lat) for lon, lat in course.line)
