"""Ports of the warehouse's island that boxes may be hauled to over land, so that voyages and boats may leave from any of them."""

from collections.abc import Iterator

from silog.planning.building.gathering import Gathered
from silog.planning.building.placing import Placing
from silog.planning.figures import PlanFigures
from silog_gis.plan.whole.task import Goes, Haul
from silog_gis.plan.whole.value import LonLat
from silog_gis.plan.whole.ways import Ways


def hauls_of(facts: Gathered, placing: Placing, figures: PlanFigures, ways: Ways) -> Iterator[Haul]:
    """Give the way to every port of the island, and to every landing there at which a voyage calls or a conveyance lies, by code.

    Its length is the ways' estimate over land; one to which no way leads is left out, and with it whatever could only leave there.
    """
    hours = {"from_hour": float(figures.shift_from_hour), "until_hour": float(figures.shift_until_hour)}
    used = {call.place_code for voyage in facts.voyages for call in voyage.calls} | {vessel.home_code for vessel in facts.fleet}
    start = placing.place(placing.warehouse.code)
    for port in placing.landings.ashore_of(placing.warehouse, used):
        course = ways.course(Goes.ROAD, 0.0, start, placing.place(port.code))
        if course is not None:
            line = tuple(LonLat(*corner) for corner in course.line)
            yield Haul(port=port.code, metres=course.metres, speed_kmh=figures.road_kmh, spread=figures.road_spread, line=line, **hours)
