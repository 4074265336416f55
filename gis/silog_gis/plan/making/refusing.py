"""What is wrong with a task before anything is planned: all of it at once, each thing by name and with what to do."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise

from silog_gis.plan.problem import UnplannableError
from silog_gis.plan.whole.reason import Reason
from silog_gis.plan.whole.task import Sailing, Station, Task, Vessel


def refuse_faulty(task: Task) -> None:
    """Refuse (UnplannableError) a task that no plan can be made of."""
    faults = [*_repeated(task), *_unknown(task), *_empty(task)] or [*_times(task), *_places(task), *_fleet(task), *_stations(task)]
    if faults:
        raise UnplannableError(*faults)


def _repeated(task: Task) -> Iterator[Reason]:
    named: tuple[tuple[str, Iterable[str]], ...] = (
        ("A_PLACE", (each.code for each in task.places)),
        ("A_STATION", (each.code for each in task.stations)),
        ("A_VESSEL", (each.code for each in task.vessels)),
        ("A_SAILING", (each.code for each in task.sailings)),
        ("A_STANDBY", (each.code for each in task.standbys)),
        ("A_HUB", (each.place for each in task.hubs)),
        ("A_HAUL", (each.port for each in task.hauls)),
        ("A_TIER", (str(each.tier) for each in task.tiers)),
    )
    for kind, codes in named:
        for code, count in sorted(Counter(codes).items()):
            if count > 1:
                yield Reason(code="REPEATED_CODE", facts={"kind_word": kind, "name": code, "count": count})


def _unknown(task: Task) -> Iterator[Reason]:
    places, tiers, hubs = ({each.code for each in task.places}, {each.tier for each in task.tiers}, {each.place for each in task.hubs})
    if task.warehouse.place not in places:
        yield Reason(code="WAREHOUSE_NO_SUCH_PLACE", facts={"place": task.warehouse.place})
    asked = [("A_HUB", hub, hub) for hub in sorted(hubs)]
    asked += [("A_HAUL", each.port, each.port) for each in task.hauls]
    asked += [("A_STATION", each.code, each.place) for each in task.stations]
    asked += [("A_SAILING", each.code, call.place) for each in task.sailings for call in each.calls]
    asked += [("A_STANDBY", each.code, each.home) for each in task.standbys]
    for kind, code, place in asked:
        if place not in places:
            yield Reason(code="NO_SUCH_PLACE", facts={"kind_word": kind, "name": code, "place": place})
    for station in task.stations:
        if station.tier not in tiers:
            yield Reason(code="TIER_WITHOUT_DEADLINE", facts={"station": station.code, "tier": station.tier})
        if station.hub and station.hub not in hubs:
            yield Reason(code="SERVED_FROM_NO_HUB", facts={"station": station.code, "hub": station.hub})
    for vessel in task.vessels:
        for hub in {vessel.home, *vessel.hubs} - hubs:
            named: dict[str, str | int | float] = {"vessel": vessel.code, "hub": hub}
            yield Reason(code="HOME_IS_NO_HUB", facts=named) if hub else Reason(code="HOME_NOT_SAID", facts={"vessel": vessel.code})


def _empty(task: Task) -> Iterator[Reason]:
    if not task.stations:
        yield Reason(code="NO_STATION")
    if not task.vessels:
        yield Reason(code="NO_FLEET")
    if not task.hubs:
        yield Reason(code="NO_HUB")


def _times(task: Task) -> Iterator[Reason]:
    for tier in task.tiers:
        if tier.due_at <= task.begins_at:
            times = {"due_moment": tier.due_at.isoformat(), "begins_moment": task.begins_at.isoformat()}
            yield Reason(code="DEADLINE_IS_PAST", facts={"tier": tier.tier, **times})
    for sailing in task.sailings:
        yield from _sailing(sailing)
    for vessel in task.vessels:
        for shift in vessel.shifts:
            if shift.closes_at <= shift.opens_at:
                yield Reason(code="SHIFT_RUNS_BACK", facts={"vessel": vessel.code, "opens_moment": shift.opens_at.isoformat()})
        for before, after in pairwise(sorted(vessel.shifts, key=lambda each: each.opens_at)):
            if after.opens_at < before.closes_at:
                yield Reason(code="SHIFTS_OVERLAP", facts={"vessel": vessel.code, "opens_moment": after.opens_at.isoformat()})


def _sailing(sailing: Sailing) -> Iterator[Reason]:
    times = [moment for call in sailing.calls for moment in (call.arrives_at, call.departs_at)][1:-1]
    if times != sorted(times):
        yield Reason(code="SAILING_RUNS_BACK", facts={"sailing": sailing.code})


def _places(task: Task) -> Iterator[Reason]:
    for place in task.places:
        if place.berth is None and place.landmass is None:
            yield Reason(code="PLACE_OUT_OF_REACH", facts={"place": place.code})


def _fleet(task: Task) -> Iterator[Reason]:
    for vessel in task.vessels:
        if vessel.speed_kn <= 0:
            yield Reason(code="VESSEL_NO_SPEED", facts={"vessel": vessel.code})
        if vessel.crew_hours <= 0:
            yield Reason(code="VESSEL_NO_CREW", facts={"vessel": vessel.code})
    for haul in task.hauls:
        if haul.speed_kmh <= 0:
            yield Reason(code="HAUL_NO_SPEED", facts={"port": haul.port})
    for standby in task.standbys:
        if standby.speed_kn <= 0:
            yield Reason(code="STANDBY_NO_SPEED", facts={"standby": standby.code})


def _stations(task: Task) -> Iterator[Reason]:
    for station in task.stations:
        if station.due_at is not None and station.due_at <= task.begins_at:
            facts: dict[str, str | int | float] = {"station": station.code, "due_moment": station.due_at.isoformat()}
            yield Reason(code="STATION_DUE_IS_PAST", facts=facts)
        if not any(_takes(vessel, station) for vessel in task.vessels):
            most = max(vessel.boxes for vessel in task.vessels)
            gets = {"boxes": station.boxes, "weight_kg": station.weight_kg, "volume_m3": station.volume_m3}
            yield Reason(code="MORE_THAN_ANY_VESSEL", facts={"station": station.code, **gets, "most": most})


def _takes(vessel: Vessel, station: Station) -> bool:
    fits_weight = vessel.weight_kg is None or station.weight_kg <= vessel.weight_kg
    fits_volume = vessel.volume_m3 is None or station.volume_m3 <= vessel.volume_m3
    return station.boxes <= vessel.boxes and fits_weight and fits_volume
