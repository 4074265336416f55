"""A second opinion on a whole proposal: everything it promises is worked out again from the task and the legs alone.

A proposal with a violation is shown to nobody.
"""

from collections import Counter
from collections.abc import Iterator

from silog_gis.land import Land
from silog_gis.plan.proving.asked import Asked
from silog_gis.plan.proving.boxes import of_boxes
from silog_gis.plan.proving.carriers import of_carriers
from silog_gis.plan.proving.claims import of_claims
from silog_gis.plan.proving.going import of_legs
from silog_gis.plan.proving.lines import of_lines
from silog_gis.plan.whole.proposal import Leg, LegKind, Proposal
from silog_gis.plan.whole.task import Task


def violations(task: Task, proposal: Proposal, land: Land | None = None) -> list[str]:
    """Name everything in which a proposal breaks its task; empty where it holds.

    Looked at: every box of every station brought once, or none of them; boxes leave a place after they came; room, weight and volume;
    windows and tides; how long ways, loading and handling take; timetables; shifts and crew hours; one place at a time; what it claims.
    With `land`: lines over the sea touch none.
    """
    asked = Asked(task)
    found = [*_names(asked, proposal)]
    if found:
        return found
    found = [*of_boxes(asked, proposal), *of_legs(asked, proposal), *of_carriers(asked, proposal), *of_claims(asked, proposal)]
    return [*found, *of_lines(asked, proposal, land)]


def _names(asked: Asked, proposal: Proposal) -> Iterator[str]:
    """Everything that legs name stands in the task."""
    for code, count in Counter(leg.code for leg in proposal.legs).items():
        if count > 1:
            yield f"{count} legs are called {code}"
    for leg in proposal.legs:
        yield from _of_leg(asked, leg)
    for code in (*(each.station for each in proposal.stations), *(each.station for each in proposal.unserved)):
        if code not in asked.stations:
            yield f"{code} is no station of the task"


def _of_leg(asked: Asked, leg: Leg) -> Iterator[str]:
    for place in (leg.from_place, leg.to_place, *(call.place for call in leg.calls), *(load.to_place for load in leg.loads)):
        if place not in asked.places:
            yield f"{leg.code} names the place {place}, which the task does not"
    for load in leg.loads:
        if load.station not in asked.stations:
            yield f"{leg.code} carries boxes of {load.station}, which is no station of the task"
    if leg.kind is LegKind.HAUL:
        yield from _of_haul(asked, leg)
    elif (asked.sailings.get(leg.sailing) if leg.kind is LegKind.VOYAGE else asked.vessels.get(leg.conveyance)) is None:
        yield f"{leg.code} goes with {leg.sailing or leg.conveyance}, which the task does not have"
    if leg.kind is LegKind.ROUND and leg.from_place not in asked.hubs:
        yield f"{leg.code} starts at {leg.from_place}, which is no hub"
    if leg.kind is LegKind.ROUND and leg.returns_at is None:
        yield f"{leg.code} does not come back"
    if not leg.calls:
        yield f"{leg.code} goes nowhere"


def _of_haul(asked: Asked, leg: Leg) -> Iterator[str]:
    if leg.to_place not in asked.hauls or leg.from_place != asked.task.warehouse.place:
        yield f"{leg.code} goes over land from {leg.from_place} to {leg.to_place}, where the task has no haul"
    if leg.conveyance:
        yield f"{leg.code} is a haul and goes with {leg.conveyance}: its trucks are hired"
    if len(leg.calls) > 1:
        yield f"{leg.code} is a haul and calls at {len(leg.calls)} places"
