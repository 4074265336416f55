"""How late a leg may leave, and every station that hangs on it still be sure enough."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from silog_gis.plan.making.case import Case
from silog_gis.plan.outcome import Round
from silog_gis.plan.sailings import Ride
from silog_gis.plan.stages.improving import Whole
from silog_gis.plan.stages.weathering import Seconds, Tried, Trip, Weathers, is_sure, trips_of

_MOST_LATER_S: Final = 7 * 86_400
_FINE_S: Final = 300


@dataclass(frozen=True)
class Departures:
    """Asks a plan how late its legs may leave, always in the same weathers."""

    case: Case
    weathers: Weathers
    whole: Whole
    trips: tuple[Trip, ...]
    released_s: Seconds

    @classmethod
    def of(cls, case: Case, weathers: Weathers, whole: Whole) -> "Departures":
        """Look at a plan."""
        return cls(case, weathers, whole, tuple(trips_of(whole.rounds)), weathers.released(whole.voyages, whole.rounds))

    def of_round(self, trip: Trip) -> int | None:
        """Give the latest departure of a round; None where its stations are not sure enough even as planned."""
        mine = [other for other in self.trips if other.vessel == trip.vessel and other.each.loads_s >= trip.each.loads_s]
        drops = {(self.whole.rounds[other.where].hub, call.drop) for other in mine for call in other.each.calls}

        def tried(later_s: int) -> Tried:
            moved = [replace(other, each=_later(other.each, later_s)) if other == trip else other for other in mine]
            return self.weathers.sail(self.whole.rounds, moved, self.released_s)

        later_s = self._latest(tried, drops)
        return None if later_s is None else trip.each.departs_s + later_s

    def of_ride(self, ride: Ride, stations: frozenset[str]) -> int | None:
        """Give the latest departure of a sailing from where boxes get on; None where it is not safe even as planned."""
        drops = {
            (hub.hub, code)
            for hub in self.whole.rounds
            for code, parcel in hub.parcels.items()
            if code not in hub.plan.unserved and stations & set(parcel.stations)
        }

        def tried(later_s: int) -> Tried:
            return self.weathers.try_out(self.whole.voyages, self.whole.rounds, later=(ride, later_s))

        later_s = self._latest(tried, drops)
        return None if later_s is None else ride.departs_s + later_s

    def _latest(self, tried: Callable[[int], Tried], drops: set[tuple[str, str]]) -> int | None:
        targets = {
            (hub.hub, code): self.case.tiers[parcel.drop.tier].target for hub in self.whole.rounds for code, parcel in hub.parcels.items()
        }

        def is_safe(later_s: int) -> bool:
            on_time = tried(later_s).on_time()
            return all(is_sure(on_time[drop], targets[drop]) for drop in drops)

        if not is_safe(0):
            return None
        safe_s, unsafe_s = 0, _MOST_LATER_S
        while unsafe_s - safe_s > _FINE_S:
            middle_s = (safe_s + unsafe_s) // 2
            safe_s, unsafe_s = (middle_s, unsafe_s) if is_safe(middle_s) else (safe_s, middle_s)
        return safe_s


def _later(each: Round, later_s: int) -> Round:
    """Let a round load later; what its vessel does after it waits by itself when it is sailed."""
    return replace(each, loads_s=each.loads_s + later_s, departs_s=each.departs_s + later_s)
