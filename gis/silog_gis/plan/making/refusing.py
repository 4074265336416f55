"""What is wrong with a task before anything is planned: all of it at once, each thing by name and with what to do."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise

from silog_gis.plan.problem import UnplannableError
from silog_gis.plan.whole.task import Sailing, Station, Task, Vessel


def refuse_faulty(task: Task) -> None:
    """Refuse (UnplannableError) a task that no plan can be made of."""
    faults = [*_repeated(task), *_unknown(task), *_empty(task)] or [*_times(task), *_places(task), *_fleet(task), *_stations(task)]
    if faults:
        raise UnplannableError(faults)


def _repeated(task: Task) -> Iterator[str]:
    named: tuple[tuple[str, Iterable[str]], ...] = (
        ("place", (each.code for each in task.places)),
        ("station", (each.code for each in task.stations)),
        ("vessel", (each.code for each in task.vessels)),
        ("sailing", (each.code for each in task.sailings)),
        ("standby", (each.code for each in task.standbys)),
        ("hub", (each.place for each in task.hubs)),
        ("tier", (str(each.tier) for each in task.tiers)),
    )
    for kind, codes in named:
        for code, count in sorted(Counter(codes).items()):
            if count > 1:
                yield f"{kind} {code} stands there {count} times: give each its own code"


def _unknown(task: Task) -> Iterator[str]:
    places, tiers, hubs = ({each.code for each in task.places}, {each.tier for each in task.tiers}, {each.place for each in task.hubs})
    asked = [("the warehouse", task.warehouse.place), *((f"hub {hub}", hub) for hub in sorted(hubs))]
    asked += [(f"station {each.code}", each.place) for each in task.stations]
    asked += [(f"sailing {each.code}", call.place) for each in task.sailings for call in each.calls]
    asked += [(f"standby {each.code}", each.home) for each in task.standbys]
    for who, place in asked:
        if place not in places:
            yield f"{who} is at {place}, and no such place is given"
    for station in task.stations:
        if station.tier not in tiers:
            yield f"station {station.code} is of tier {station.tier}, which has no deadline"
        if station.hub and station.hub not in hubs:
            yield f"station {station.code} is served from {station.hub}, which is no hub"
    for vessel in task.vessels:
        for hub in {vessel.home, *vessel.hubs} - hubs:
            yield f"vessel {vessel.code} has its home port at {hub or 'no place'}, which is no hub"


def _empty(task: Task) -> Iterator[str]:
    if not task.stations:
        yield "there is no station to bring anything to"
    if not task.vessels:
        yield "the fleet is empty: name at least one vessel or truck"
    if not task.hubs:
        yield "there is no hub: name the places from which rounds start (the warehouse may be one)"


def _times(task: Task) -> Iterator[str]:
    for tier in task.tiers:
        if tier.due_at <= task.begins_at:
            times = f"{tier.due_at.isoformat()}, in the past: the plan begins at {task.begins_at.isoformat()}"
            yield f"the deadline of tier {tier.tier} is {times}"
    for sailing in task.sailings:
        yield from _sailing(sailing)
    for vessel in task.vessels:
        for shift in vessel.shifts:
            if shift.closes_at <= shift.opens_at:
                yield f"vessel {vessel.code} has a shift that ends before it begins, at {shift.opens_at.isoformat()}"
        for before, after in pairwise(sorted(vessel.shifts, key=lambda each: each.opens_at)):
            if after.opens_at < before.closes_at:
                yield f"vessel {vessel.code} has two shifts at {after.opens_at.isoformat()}"


def _sailing(sailing: Sailing) -> Iterator[str]:
    times = [moment for call in sailing.calls for moment in (call.arrives_at, call.departs_at)][1:-1]
    if times != sorted(times):
        yield f"sailing {sailing.code} arrives before it departs: put its calls in their order"


def _places(task: Task) -> Iterator[str]:
    for place in task.places:
        if place.berth is None and place.landmass is None:
            yield f"place {place.code} has no port and lies on no island: give it a berth, or the landmass a truck reaches it on"


def _fleet(task: Task) -> Iterator[str]:
    for vessel in task.vessels:
        if vessel.speed_kn <= 0:
            yield f"vessel {vessel.code} has no speed: give it in knots, above 0"
        if vessel.crew_hours <= 0:
            yield f"vessel {vessel.code} has no crew hours"
    for standby in task.standbys:
        if standby.speed_kn <= 0:
            yield f"standby {standby.code} has no speed: give it in knots, above 0"


def _stations(task: Task) -> Iterator[str]:
    for station in task.stations:
        if station.due_at is not None and station.due_at <= task.begins_at:
            yield f"station {station.code} is due at {station.due_at.isoformat()}, in the past"
        if not any(_takes(vessel, station) for vessel in task.vessels):
            most = max(vessel.boxes for vessel in task.vessels)
            yield (
                f"station {station.code} gets {station.boxes} boxes of {station.weight_kg:,.0f} kg, {station.volume_m3:,.1f} m3 in all, "
                f"more than any vessel takes (the largest takes {most} boxes)"
            )


def _takes(vessel: Vessel, station: Station) -> bool:
    fits_weight = vessel.weight_kg is None or station.weight_kg <= vessel.weight_kg
    fits_volume = vessel.volume_m3 is None or station.volume_m3 <= vessel.volume_m3
    return station.boxes <= vessel.boxes and fits_weight and fits_volume
