"""Each conveyance through the whole plan: one place at a time, inside its shifts, no longer than its crew may work."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from silog_gis.geodesy import distance_m
from silog_gis.plan.proving.asked import ROUNDING, Asked, under_way
from silog_gis.plan.whole.proposal import Leg, LegKind, Proposal
from silog_gis.plan.whole.task import Goes, Place, Vessel
from silog_gis.plan.whole.value import Window


@dataclass(frozen=True, slots=True)
class _Stay:
    """A conveyance is away, from one place to another."""

    what: str
    from_place: str
    to_place: str
    from_at: datetime
    until_at: datetime


def of_carriers(asked: Asked, proposal: Proposal) -> Iterator[str]:
    """Look at every vessel of the fleet."""
    for vessel in asked.task.vessels:
        rounds = [leg for leg in proposal.legs if leg.kind is LegKind.ROUND and leg.conveyance == vessel.code]
        stays = [_Stay(leg.code, leg.from_place, leg.from_place, leg.loads_at, leg.returns_at or leg.arrives_at) for leg in rounds]
        stays += [
            _Stay(each.code, each.calls[0].place, each.calls[-1].place, each.calls[0].departs_at, each.calls[-1].arrives_at)
            for each in asked.task.sailings
            if each.conveyance == vessel.code and rounds
        ]
        yield from _one_place(asked, vessel, sorted(stays, key=lambda stay: stay.from_at))
        yield from _shifts(vessel, rounds)


def _one_place(asked: Asked, vessel: Vessel, stays: Sequence[_Stay]) -> Iterator[str]:
    """Between two stays there is time for the straight way, at least."""
    for before, after in pairwise(stays):
        needed = _between(asked, vessel, before.to_place, after.from_place)
        if after.from_at + ROUNDING < before.until_at + needed:
            yield f"{vessel.code} would be in two places: in {before.what} until {before.until_at.isoformat()}, then in {after.what}"
    if stays and stays[0].from_place != vessel.home:
        first_at = min(shift.opens_at for shift in vessel.shifts)
        if stays[0].from_at + ROUNDING < first_at + _between(asked, vessel, vessel.home, stays[0].from_place):
            yield f"{vessel.code} cannot be at {stays[0].from_place} for {stays[0].what}: it lies at {vessel.home}"


def _between(asked: Asked, vessel: Vessel, a: str, b: str) -> timedelta:
    return under_way(distance_m(_end(asked.places[a], vessel.goes), _end(asked.places[b], vessel.goes)), vessel.speed_kn)


def _end(place: Place, goes: Goes) -> tuple[float, float]:
    point = place.berth if goes is Goes.SEA and place.berth is not None else place.at
    return point.lon, point.lat


def _shifts(vessel: Vessel, rounds: Sequence[Leg]) -> Iterator[str]:
    inside = {shift.opens_at: list[Leg]() for shift in vessel.shifts}
    for leg in rounds:
        shift = next((each for each in vessel.shifts if _is_in(leg, each)), None)
        if shift is None:
            yield f"{leg.code} lies in no shift of {vessel.code}"
        else:
            inside[shift.opens_at].append(leg)
    for legs in inside.values():
        if not legs:
            continue
        worked = max(leg.returns_at or leg.arrives_at for leg in legs) - min(leg.loads_at for leg in legs)
        if worked > timedelta(hours=vessel.crew_hours) + ROUNDING:
            yield f"the crew of {vessel.code} works {worked} in the shift of {legs[0].code}, and may {vessel.crew_hours:g} h"
        if len(legs) > 1 and not vessel.may_reload:
            yield f"{vessel.code} goes {len(legs)} rounds in the shift of {legs[0].code} and may go one"


def _is_in(leg: Leg, shift: Window) -> bool:
    returns_at = leg.returns_at or leg.arrives_at
    return shift.opens_at <= leg.loads_at + ROUNDING and returns_at <= shift.closes_at + ROUNDING
