"""What to take if a leg's conveyance does not go: the next regular sailing or a vessel that lies idle, then what may be called."""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from silog_gis.plan.making.case import Case, limit_kg
from silog_gis.plan.making.desk import Desk
from silog_gis.plan.sailings import Load, Ride
from silog_gis.plan.stages.fleet import Use, between_s, pieces, timetabled
from silog_gis.plan.stages.improving import Whole
from silog_gis.plan.stages.weathering import Trip
from silog_gis.plan.whole.proposal import Fallback
from silog_gis.plan.whole.reason import Reason
from silog_gis.plan.whole.task import Standby, Vessel

_MOST: Final = 4
_MOST_OF_RANK: Final = 2
"""Of what is called: so many villagers' boats must not hide that there is a government ship."""
_REGULAR: Final = 0
"""The rank of what belongs to the plan's own timetable and fleet: before all that is called."""


@dataclass(frozen=True, slots=True)
class Option:
    """One way out, before it is ranked."""

    rank: int
    conveyance: str
    name: str
    boxes: int
    departs_s: float
    arrives_s: float
    is_in_time: bool
    reason: str


@dataclass(frozen=True)
class Fallbacks:
    """Looks for ways out of a plan's legs."""

    desk: Desk
    whole: Whole

    @property
    def case(self) -> Case:
        """The task."""
        return self.desk.case

    def of_ride(self, ride: Ride, boxes: int, spare_s: float) -> tuple[Fallback, ...]:
        """Rank what may take a voyage's boxes; they may arrive `spare_s` later than planned and nothing be late."""
        options = [*self._sailings(ride, boxes, spare_s)]
        for standby in self.case.task.standbys:
            there_s, way_s = self._between(standby, standby.home, ride.origin), self._between(standby, ride.origin, ride.destination)
            if there_s is not None and way_s is not None:
                departs_s = self._loaded_s(standby, ride.departs_s) + there_s
                if departs_s + way_s <= self._until_s(standby):
                    options.append(_called(standby, boxes, departs_s, departs_s + way_s, ride.arrives_s + spare_s))
        return self._ranked(options, boxes)

    def of_round(self, trip: Trip) -> tuple[Fallback, ...]:
        """Rank what may go a round instead: vessels of the hub that lie idle then, and what may be called."""
        hub = self.whole.rounds[trip.where]
        boxes = sum(hub.parcels[call.drop].drop.boxes for call in trip.each.calls)
        options = [*self._idle(trip, boxes)]
        for standby in self.case.task.standbys:
            there_s = self._between(standby, standby.home, hub.hub)
            if there_s is not None:
                departs_s = self._loaded_s(standby, trip.each.departs_s) + there_s
                arrives = self._sailed(trip, standby, departs_s)
                if arrives is not None and arrives[0] <= self._until_s(standby):
                    option = _called(standby, boxes, departs_s, arrives[0], 0)
                    options.append(replace(option, is_in_time=arrives[1] and option.boxes == boxes))
        return self._ranked(options, boxes)

    def _loaded_s(self, standby: Standby, called_s: float) -> float:
        """Give when a standby that is called leaves where it lies."""
        notified_s = called_s + 3600 * standby.notice_hours
        return notified_s if standby.from_at is None else max(notified_s, self.case.moments.seconds(standby.from_at))

    def _until_s(self, standby: Standby) -> float:
        return math.inf if standby.until_at is None else self.case.moments.seconds(standby.until_at)

    def _sailings(self, ride: Ride, boxes: int, spare_s: float) -> Iterator[Option]:
        timetable, room = self.whole.voyages.timetable, dict(self.whole.voyages.timetable.room)
        for passage in self.whole.voyages.stowage.passages:
            for key in timetable.legs_of(passage):
                room[key] -= passage.boxes
        avoid = frozenset({ride.sailing})
        for _ in range(_MOST):
            way = timetable.earliest(self._left_behind(ride, boxes), room, avoid)
            if not way:
                return
            avoid |= {way[0].sailing}
            sailing, taken = self.case.sailings[way[0].sailing], min(boxes, *(room[each.sailing, each.number] for each in way))
            arrives_s = way[-1].arrives_s
            is_in_time = taken == boxes and arrives_s <= ride.arrives_s + spare_s
            yield Option(_REGULAR, sailing.conveyance, sailing.name, taken, way[0].departs_s, arrives_s, is_in_time, "NEXT_SAILING")

    def _left_behind(self, ride: Ride, boxes: int) -> Load:
        """Take up what a ship has left at its port: from there, or back through the warehouse to another port of its island."""
        back_s = self.case.haul_s(ride.origin) if ride.origin in self.case.hauls else 0
        others = [port for port in self.case.hauls if port != ride.origin] if self.case.needs_no_ship(ride.origin) else []
        elsewhere = tuple((port, self.case.hauled_s(port, ride.departs_s + back_s) + self.case.loading_s) for port in others)
        return Load("", ride.origin, ride.destination, boxes, ride.departs_s, 0, other_origins=elsewhere)

    def _idle(self, trip: Trip, boxes: int) -> Iterator[Option]:
        hub = self.whole.rounds[trip.where]
        uses = [*timetabled(self.case), *self._uses()]
        for owner, piece in pieces(self.case, self.desk.ways, hub.hub, uses):
            if owner == trip.vessel or piece.boxes < boxes or self._weight_kg(trip) > limit_kg(self.case.vessels[owner]):
                continue
            departs_s = max(trip.each.departs_s, piece.from_s + hub.problem.loading_s)
            arrives = self._sailed(trip, self.case.vessels[owner], departs_s)
            if arrives is not None and arrives[2] <= min(piece.until_s, departs_s - hub.problem.loading_s + piece.crew_s):
                yield Option(_REGULAR, owner, self.case.vessels[owner].name, boxes, departs_s, arrives[0], arrives[1], "LIES_IDLE")

    def _uses(self) -> Iterator[Use]:
        for hub in self.whole.rounds:
            yield from hub.uses

    def _weight_kg(self, trip: Trip) -> int:
        parcels = self.whole.rounds[trip.where].parcels
        return sum(parcels[call.drop].drop.weight_kg for call in trip.each.calls)

    def _sailed(self, trip: Trip, carrier: Vessel | Standby, departs_s: float) -> tuple[float, bool, float] | None:
        """Go a round with another conveyance: when it begins at its last call, whether all are in time, and when it is back."""
        hub, now_s, place, is_in_time = self.whole.rounds[trip.where], departs_s, "", True
        place, begins_s = hub.hub, departs_s
        for call in trip.each.calls:
            parcel = hub.parcels[call.drop]
            way_s = self._between(carrier, place, parcel.place)
            if way_s is None:
                return None
            low, is_open = next(((low, True) for low, high in parcel.drop.windows() if now_s + way_s <= high), (0, False))
            begins_s, is_in_time = max(now_s + way_s, low), is_in_time and is_open
            now_s, place = begins_s + parcel.drop.handling_s, parcel.place
        home_s = self._between(carrier, place, hub.hub)
        return None if home_s is None else (begins_s, is_in_time, now_s + home_s)

    def _between(self, carrier: Vessel | Standby, a: str, b: str) -> int | None:
        return between_s(self.case, self.desk.ways, carrier, a, b)

    def _ranked(self, options: Sequence[Option], boxes: int) -> tuple[Fallback, ...]:
        """What is in time first, then what takes most, then what was named first, then what is there first; each conveyance once.

        Of those called at one rank only the best are told.
        """
        best, of_rank = dict[str, Option](), Counter[int]()
        for each in sorted(options, key=lambda one: (not one.is_in_time, -min(one.boxes, boxes), one.rank, one.arrives_s, one.conveyance)):
            if each.conveyance not in best and (each.rank == _REGULAR or of_rank[each.rank] < _MOST_OF_RANK):
                best[each.conveyance] = each
                of_rank[each.rank] += 1
        at = self.case.moments.at
        return tuple(
            Fallback(
                rank=rank,
                conveyance=each.conveyance,
                name=each.name,
                boxes=each.boxes,
                departs_at=at(each.departs_s),
                arrives_at=at(each.arrives_s),
                is_in_time=each.is_in_time,
                reason=Reason(code=each.reason, facts={"name": each.name, "arrives_at": at(each.arrives_s).isoformat()}),
            )
            for rank, each in enumerate(list(best.values())[:_MOST], 1)
        )


def _called(standby: Standby, boxes: int, departs_s: float, arrives_s: float, due_s: float) -> Option:
    taken = min(boxes, standby.boxes)
    return Option(
        standby.rank, standby.code, standby.name, taken, departs_s, arrives_s, arrives_s <= due_s and taken == boxes, "MAY_BE_CALLED"
    )
