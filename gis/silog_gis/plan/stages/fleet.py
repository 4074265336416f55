"""Which vessel is free at a hub, and when: shared ones are never in two places, and need the time to come from one to the other."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from silog_gis.plan.making.case import MPS_PER_KNOT, Case, limit_kg, wave_limit_m
from silog_gis.plan.problem import Vessel as Piece
from silog_gis.plan.whole.task import Standby, Vessel
from silog_gis.plan.whole.ways import Ways

LEAST_S: Final = 1_800
"""A shorter piece of a shift is of no use."""


@dataclass(frozen=True, slots=True)
class Use:
    """A vessel is away for a hub, or sails a timetable; it comes in at one place and is free again at another."""

    vessel: str
    from_place: str
    to_place: str
    from_s: int
    until_s: int


def way_key(vessel: Vessel) -> str:
    """Name the ways that a vessel goes: those of its clearance at its speed."""
    return f"{vessel.goes} {vessel.clearance_m:g} m {vessel.speed_kn:g} kn"


def seconds_for(vessel: Vessel | Standby, metres: int) -> int:
    """Give how long a vessel takes for a way."""
    return -int(-metres // (vessel.speed_kn * MPS_PER_KNOT))


def between_s(case: Case, ways: Ways, vessel: Vessel | Standby, a: str, b: str) -> int | None:
    """Give how long a vessel takes from one place to another; None where no way leads there."""
    if a == b:
        return 0
    course = ways.course(vessel.goes, vessel.clearance_m, case.places[a], case.places[b])
    return None if course is None else seconds_for(vessel, course.metres)


def timetabled(case: Case) -> list[Use]:
    """Give when vessels of the fleet sail a timetable."""
    return [
        Use(
            each.conveyance,
            each.calls[0].place,
            each.calls[-1].place,
            case.moments.seconds(each.calls[0].departs_at),
            case.moments.seconds(each.calls[-1].arrives_at),
        )
        for each in case.task.sailings
        if each.conveyance in case.vessels
    ]


def pieces(case: Case, ways: Ways, hub: str, uses: Iterable[Use]) -> Iterator[tuple[str, Piece]]:
    """Give the shifts that vessels have left for a hub, each as a vessel of its own, with the code of whose shift it is."""
    taken = list(uses)
    for vessel in case.at_hub(hub):
        blocks = [block for use in taken if use.vessel == vessel.code for block in _blocks(case, ways, vessel, hub, use)]
        if vessel.home != hub:
            first_s = min(case.moments.seconds(shift.opens_at) for shift in vessel.shifts)
            way_s = between_s(case, ways, vessel, vessel.home, hub)
            blocks.append((0, (1 << 40) if way_s is None else max(case.begins_s, first_s) + way_s))
        for number, shift in enumerate(sorted(vessel.shifts, key=lambda each: each.opens_at)):
            opens_s, closes_s = max(case.begins_s, case.moments.seconds(shift.opens_at)), case.moments.seconds(shift.closes_at)
            worked = [use for use in taken if use.vessel == vessel.code and opens_s <= use.from_s < closes_s]
            low_s, high_s = max(_free(opens_s, closes_s, blocks), key=lambda each: each[1] - each[0], default=(0, 0))
            most_s = round(vessel.crew_hours * 3600)
            if worked:
                low_s = max(low_s, max(use.until_s for use in worked) - most_s)
                high_s = min(high_s, min(use.from_s for use in worked) + most_s)
            crew_s = min(most_s, high_s - low_s)
            if crew_s >= LEAST_S:
                yield vessel.code, _piece(case, vessel, number, (low_s, high_s), crew_s)


def _blocks(case: Case, ways: Ways, vessel: Vessel, hub: str, use: Use) -> Iterator[tuple[int, int]]:
    """Give the time that a use elsewhere takes from a hub: the way there and back belongs to it."""
    there_s, back_s = between_s(case, ways, vessel, hub, use.from_place), between_s(case, ways, vessel, use.to_place, hub)
    yield (0 if there_s is None else use.from_s - there_s), ((1 << 40) if back_s is None else use.until_s + back_s)


def _free(opens_s: int, closes_s: int, blocks: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Cut blocks out of a time."""
    at_s = opens_s
    for low, high in sorted(blocks):
        if low > at_s:
            yield at_s, min(low, closes_s)
        at_s = max(at_s, high)
        if at_s >= closes_s:
            return
    yield at_s, closes_s


def _piece(case: Case, vessel: Vessel, number: int, free: tuple[int, int], crew_s: int) -> Piece:
    return Piece(
        code=f"{vessel.code} {number}",
        travel=way_key(vessel),
        boxes=case.room(vessel),
        weight_kg=limit_kg(vessel),
        from_s=free[0],
        until_s=free[1],
        crew_s=crew_s,
        cost_per_hour=vessel.cost_per_hour,
        cost_per_km=vessel.cost_per_km,
        fixed_cost=vessel.fixed_cost,
        wave_limit_m=wave_limit_m(vessel),
        may_reload=vessel.may_reload,
    )
