"""Why a place is not served: the first thing that is short for every vessel there is."""

from dataclasses import replace

from silog_gis.plan.problem import HUB, Drop, HubProblem, Vessel
from silog_gis.plan.whole.proposal import Short
from silog_gis.plan.whole.reason import Reason

Why = tuple[Short, Reason]


def why_unserved(  # noqa: PLR0911 -- one answer for each thing that may be short
    problem: HubProblem, drop: Drop, hub: str, place: str
) -> Why:
    """Say what is short for a drop that no plan serves, or that was left out."""
    able = [vessel for vessel in problem.vessels if vessel.boxes >= drop.boxes and vessel.weight_kg >= drop.weight_kg]
    if not able:
        return Short.CAPACITY, Reason(code="NO_VESSEL", facts={"hub": hub, "boxes": drop.boxes})
    able = [vessel for vessel in able if problem.travel[vessel.travel].seconds[HUB, drop.place] >= 0]
    if not able:
        return Short.WAY, Reason(code="NO_WAY", facts={"hub": hub, "place": place})
    if drop.released_s > drop.due_s:
        return Short.SAILING, Reason(code="BOXES_TOO_LATE", facts={"hub": hub, "hours": _hours(drop.released_s - drop.due_s)})
    if drop.tides and not drop.windows():
        return Short.TIDE, Reason(code="NO_TIDE", facts={"place": place})
    in_time = [vessel for vessel in able if _fits(problem, vessel, drop)]
    if in_time:
        room = sum(vessel.boxes for vessel in in_time)
        return Short.CAPACITY, Reason(code="FLEET_SHORT", facts={"hub": hub, "vessels": len(in_time), "room": room, "boxes": drop.boxes})
    needed_s = min(_out_s(problem, vessel, drop) for vessel in able)
    longest_s = max(min(vessel.crew_s, vessel.until_s - vessel.from_s) for vessel in able)
    if needed_s > longest_s:
        return Short.TIME, Reason(code="CREW_HOURS", facts={"place": place, "needed": _hours(needed_s), "hours": _hours(longest_s)})
    if drop.tides and any(_fits(problem, vessel, replace(drop, tides=())) for vessel in able):
        return Short.TIDE, Reason(code="TIDE_IN_NO_SHIFT", facts={"place": place})
    return Short.WINDOW, Reason(code="NO_SHIFT_IN_TIME", facts={"hub": hub, "place": place})


def _out_s(problem: HubProblem, vessel: Vessel, drop: Drop) -> int:
    """How long a vessel is out for this drop alone."""
    seconds = problem.travel[vessel.travel].seconds
    return problem.loading_s + int(seconds[HUB, drop.place]) + drop.handling_s + int(seconds[drop.place, HUB])


def _fits(problem: HubProblem, vessel: Vessel, drop: Drop) -> bool:
    """Say whether a vessel could serve a drop if it did nothing else."""
    out_s, before_s = _out_s(problem, vessel, drop), problem.loading_s + int(problem.travel[vessel.travel].seconds[HUB, drop.place])
    if out_s > vessel.crew_s:
        return False
    for low, high in drop.windows():
        begins_s = max(vessel.from_s + before_s, drop.released_s + before_s, low)
        if begins_s <= high and begins_s - before_s + out_s <= vessel.until_s:
            return True
    return False


def _hours(seconds: float) -> float:
    return round(seconds / 3600, 1)
