"""How boxes come to the ports of the warehouse's island: a haul over land for what is loaded there at one time."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from silog_gis.plan.making.case import Case
from silog_gis.plan.whole.proposal import Leg, LegCall, LegKind, Load
from silog_gis.plan.whole.task import Goes


def hauls_for(case: Case, legs: Sequence[Leg]) -> Iterator[Leg]:
    """Draw the hauls for all legs that load at a port which boxes come to over land, by departure; what goes together is one."""
    together = defaultdict[tuple[int, str], list[Leg]](list)
    for leg in legs:
        if leg.from_place in case.hauls:
            ready_s = max(case.ready_s(case.stations[load.station]) for load in leg.loads)
            departs_s = case.haul_departs_s(leg.from_place, ready_s, case.moments.seconds(leg.loads_at))
            together[departs_s, leg.from_place].append(leg)
    for number, ((departs_s, port), onward) in enumerate(sorted(together.items(), key=lambda each: each[0]), 1):
        yield _haul(case, f"H{number}", port, departs_s, onward)


def _haul(case: Case, code: str, port: str, departs_s: int, onward: Sequence[Leg]) -> Leg:
    """Draw one. It may leave as much later as the first of what loads after it; never safely where one of them is not sure enough."""
    haul, at, aboard = case.hauls[port], case.moments.at, Counter[str]()
    for load in (load for leg in onward for load in leg.loads):
        aboard[load.station] += load.boxes
    arrives_at = at(departs_s + case.haul_s(port))
    laters = [None if leg.last_safe_departure is None else leg.last_safe_departure - leg.departs_at for leg in onward]
    sure = [later for later in laters if later is not None]
    call = LegCall(place=port, arrives_at=arrives_at, begins_at=arrives_at, leaves_at=arrives_at, metres=haul.metres, line=haul.line)
    return Leg(
        code=code,
        kind=LegKind.HAUL,
        conveyance="",
        name="",
        goes=Goes.ROAD,
        from_place=case.task.warehouse.place,
        to_place=port,
        loads_at=at(departs_s - case.loading_s),
        departs_at=at(departs_s),
        arrives_at=arrives_at,
        calls=(call,),
        loads=tuple(Load(station=station, boxes=boxes, to_place=port) for station, boxes in sorted(aboard.items())),
        boxes=aboard.total(),
        metres=haul.metres,
        hours=round(case.haul_s(port) / 3600, 3),
        cost=0,
        last_safe_departure=at(departs_s) + min(sure) if len(sure) == len(laters) else None,
    )
