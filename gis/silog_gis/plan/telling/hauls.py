"""How boxes come to the ports of the warehouse's island: a haul over land for each voyage or round that loads them there."""

from collections.abc import Iterator, Sequence

from silog_gis.plan.making.case import Case
from silog_gis.plan.whole.proposal import Leg, LegCall, LegKind, Load
from silog_gis.plan.whole.task import Goes


def hauls_for(case: Case, legs: Sequence[Leg]) -> Iterator[Leg]:
    """Draw the haul of each leg that loads at a port which boxes come to over land, in the order of the legs."""
    for number, leg in enumerate((each for each in legs if each.from_place in case.hauls), 1):
        yield _haul(case, f"H{number}", leg)


def _haul(case: Case, code: str, onward: Leg) -> Leg:
    haul, at = case.hauls[onward.from_place], case.moments.at
    ready_s = max(case.ready_s(case.stations[load.station]) for load in onward.loads)
    departs_s = case.haul_departs_s(haul.port, ready_s, case.moments.seconds(onward.loads_at))
    arrives_at, last_at = at(departs_s + case.haul_s(haul.port)), onward.last_safe_departure
    return Leg(
        code=code,
        kind=LegKind.HAUL,
        conveyance="",
        name="",
        goes=Goes.ROAD,
        from_place=case.task.warehouse.place,
        to_place=haul.port,
        loads_at=at(departs_s - case.loading_s),
        departs_at=at(departs_s),
        arrives_at=arrives_at,
        calls=(
            LegCall(place=haul.port, arrives_at=arrives_at, begins_at=arrives_at, leaves_at=arrives_at, metres=haul.metres, line=haul.line),
        ),
        loads=tuple(Load(station=load.station, boxes=load.boxes, to_place=haul.port) for load in onward.loads),
        boxes=onward.boxes,
        metres=haul.metres,
        hours=round(case.haul_s(haul.port) / 3600, 3),
        cost=0,
        last_safe_departure=None if last_at is None else at(departs_s) + (last_at - onward.departs_at),
    )
