"""Who goes first: the 3T score of every station, from what the database knows of where it lies.

What is not known gives no points: without timetabled voyages nothing is said of sailings, without a bulletin nothing of waves, and of
the signal only that there is none in a dead zone. A station that is marked 3T goes first however few points it has.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from statistics import fmean
from typing import Final

from silog.kit.clock import WIB
from silog.places.queries import FacilityFacts
from silog.planning.building.gathering import Gathered
from silog.planning.building.placing import Placing
from silog_gis.plan.score.of_task import hours_by_sea
from silog_gis.plan.score.scoring import Facts, Score, score
from silog_gis.plan.whole.task import Place
from silog_gis.plan.whole.ways import Ways

_WEEK: Final = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Priorities:
    """The score of each station by its code, and from it the tier it is of."""

    scores: Mapping[str, Score]
    marked: frozenset[str]
    """Stations that are marked 3T."""

    def tier(self, station: str) -> int:
        """0 goes first: marked 3T, or with as many points as the weights want for it."""
        return 0 if station in self.marked else self.scores[station].tier


def priorities_of(facts: Gathered, placing: Placing, villages: Mapping[str, FacilityFacts], ways: Ways) -> Priorities:
    """Score every station that has boxes to come; `villages` gives the PPS of each village. Without one, the station's own place counts."""
    start = placing.start()
    known: dict[str, tuple[float, float | None, float | None]] = {}
    scores: dict[str, Score] = {}
    stations = [facts.places[code] for code in facts.boxes]
    for station in stations:
        handed = villages.get(station.region_code, station)
        if handed.code not in known:
            place = placing.place(handed.code)
            known[handed.code] = _hours(start, place, ways), _sailings_a_week(facts, place), _waves_m(facts, place)
        hours, sailings, waves = known[handed.code]
        its = Facts(
            is_frontier=station.region_code in facts.frontier,
            is_outermost=station.landmass in facts.outermost,
            hours_by_sea=hours,
            sailings_a_week=sailings,
            has_signal=False if station.code in facts.unheard else None,
            waves_m=waves,
            month=facts.begins_at.astimezone(WIB).month,
        )
        scores[station.code] = score(its)
    return Priorities(scores, frozenset(station.code for station in stations if station.is_3t))


def _hours(start: Place, place: Place, ways: Ways) -> float:
    """Give the hours by sea from the warehouse; none where a road leads there."""
    if place.landmass is not None and place.landmass == start.landmass:
        return 0.0
    return hours_by_sea(ways, start, place)


def _sailings_a_week(facts: Gathered, place: Place) -> float | None:
    """Count the voyages with room that come to a place's island, by the weeks that the whole timetable covers."""
    timetable = [voyage for voyage in facts.voyages if voyage.capacity_boxes]
    if not timetable:
        return None
    begun, ended = min(one.calls[0].departs_at for one in timetable), max(one.calls[-1].arrives_at for one in timetable)
    comes = [one for one in timetable if any(facts.places[call.place_code].landmass == place.landmass for call in one.calls[1:])]
    return len(comes) / max(1.0, (ended - begun) / _WEEK) if place.landmass is not None else 0.0


def _waves_m(facts: Gathered, place: Place) -> float | None:
    """Give how high waves are in its waters by the bulletin, on average of the days it has."""
    said = [one.wave_m for one in facts.seas if one.region_code == place.area]
    return fmean(said) if said else None
