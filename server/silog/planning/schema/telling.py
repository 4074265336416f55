"""From the documents of a plan to its types in GraphQL."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Final

from silog.errors import SilogError
from silog.kit.graphql.declare.scalars import GeoJSON
from silog.planning.actions.keeping import PlanActRefusedError
from silog.planning.queries import StoredPlan
from silog.planning.schema.proposals import (
    PlanBreak,
    PlanCall,
    PlanFallback,
    PlanLeg,
    PlanLoad,
    PlanOnward,
    PlanPlace,
    PlanProposal,
    PlanReason,
    PlanStation,
    PlanTier,
    PlanUnserved,
    PlanWindow,
)
from silog.planning.words import sentence
from silog_gis.plan.making.case import points_of
from silog_gis.plan.score.scoring import sentence as explained
from silog_gis.plan.whole.proposal import Fallback, Leg, LegCall, Proposal, StationPlan
from silog_gis.plan.whole.reason import Reason
from silog_gis.plan.whole.task import Onward, Place, Station, Task

_OF_OTHERS: Final = {
    "UNKNOWN_PLAN": Reason(code="NO_SUCH_PLAN"),
    "REASON_MISSING": Reason(code="REASON_IS_MISSING"),
    "BAD_REASON": Reason(code="REASON_IS_BAD"),
}
"""What is refused before it comes to the plan, by its code."""


def told(task: Task, proposal: Proposal) -> PlanProposal:
    """Tell a proposal with the names and positions of its task's places."""
    places = {place.code: _place(place) for place in task.places}
    stations = {one.code: one for one in task.stations}
    served = sorted(proposal.stations, key=lambda one: (one.slack_hours, one.tier, -points_of(stations[one.station]), one.station))
    return PlanProposal(
        task_digest=proposal.task_digest,
        scenarios=proposal.scenarios,
        legs=[_leg(leg, places) for leg in sorted(proposal.legs, key=lambda one: (one.departs_at, one.code))],
        stations=[_station(one, stations[one.station], places[stations[one.station].place]) for one in served],
        unserved=[
            PlanUnserved(station=one.station, tier=one.tier, boxes=one.boxes, short=one.short, why=_reason(one.reason))
            for one in proposal.unserved
        ],
        breaks=[
            PlanBreak(conveyance=one.conveyance, name=one.name, stations=list(one.stations), boxes=one.boxes)
            for one in sorted(proposal.breaks, key=lambda one: (-len(one.stations), one.conveyance))
        ],
        tiers=[
            PlanTier(
                tier=one.tier,
                stations=one.stations,
                unserved=one.unserved,
                below_target=one.below_target,
                worst_chance=one.worst_on_time,
                least_slack_hours=one.least_slack_hours,
            )
            for one in proposal.objective.tiers
        ],
        vessel_hours=proposal.objective.vessel_hours,
        sources=list(task.sources),
    )


def reasons_told(plan: StoredPlan) -> list[PlanReason]:
    """Tell why a plan cannot be. One that was made before its faults were kept as codes says them as they were written, in English."""
    if plan.reasons:
        return [_reason(each) for each in plan.reasons]
    return [PlanReason(code="AS_SAID", indonesian=each, english=each) for each in plan.faults]


def refusal_told(error: SilogError) -> PlanReason:
    """Tell why a plan was not asked for, called off or adopted. What other rooms refuse and we have no sentence for is said as it was."""
    if isinstance(error, PlanActRefusedError):
        return _reason(error.reason)
    if error.code in _OF_OTHERS:
        return _reason(_OF_OTHERS[error.code])
    return PlanReason(code="AS_SAID", indonesian=str(error), english=str(error))


def _place(place: Place) -> PlanPlace:
    at = place.berth or place.at
    tides = [PlanWindow(opens_at=one.opens_at, closes_at=one.closes_at) for one in place.tides]
    return PlanPlace(code=place.code, name=place.name, lon=at.lon, lat=at.lat, tides=tides)


def _station(one: StationPlan, asked: Station, place: PlanPlace) -> PlanStation:
    return PlanStation(
        station=one.station,
        place=place,
        district=asked.district,
        tier=one.tier,
        boxes=asked.boxes,
        hub=one.hub or None,
        legs=list(one.legs),
        arrives_at=one.arrives_at,
        onward=None if asked.onward is None else _onward(asked.onward),
        at_door_at=one.at_door_at,
        due_at=one.due_at,
        slack_hours=one.slack_hours,
        chance=one.on_time,
        target=one.target,
        why=[*_priority(asked, place), *(_reason(reason) for reason in one.why)],
    )


def _onward(one: Onward) -> PlanOnward:
    corners = list(_without_repeats([point.lon, point.lat] for point in one.line))
    line = GeoJSON({"type": "LineString", "coordinates": corners}) if len(corners) > 1 else None
    return PlanOnward(travels=one.goes, metres=one.metres, hours=one.hours, line=line)


def _priority(asked: Station, place: PlanPlace) -> Iterator[PlanReason]:
    """Explain where a station's tier comes from; plans that were made before stations were scored say nothing of it."""
    if asked.score is not None:
        indonesian, english = (explained(place.name, asked.score, language, is_first_by_law=asked.tier == 0) for language in ("id", "en"))
        yield PlanReason(code="SCORE", indonesian=indonesian, english=english)


def _leg(leg: Leg, places: Mapping[str, PlanPlace]) -> PlanLeg:
    handed = Counter[str]()
    for load in leg.loads:
        handed[load.to_place] += load.boxes
    return PlanLeg(
        code=leg.code,
        kind=leg.kind,
        travels=leg.goes,
        conveyance=leg.conveyance,
        name=leg.name,
        sailing=leg.sailing or None,
        from_=places[leg.from_place],
        to=places[leg.to_place],
        loads_at=leg.loads_at,
        departs_at=leg.departs_at,
        arrives_at=leg.arrives_at,
        returns_at=leg.returns_at,
        last_safe_departure=leg.last_safe_departure,
        calls=[_call(call, places[call.place], handed[call.place]) for call in leg.calls],
        loads=[PlanLoad(station=load.station, boxes=load.boxes, to_place=load.to_place) for load in leg.loads],
        boxes=leg.boxes,
        metres=leg.metres,
        hours=leg.hours,
        cost=leg.cost,
        line=GeoJSON({"type": "LineString", "coordinates": list(_corners(leg, places))}),
        fallbacks=[_fallback(one) for one in leg.fallbacks],
    )


def _call(call: LegCall, place: PlanPlace, boxes: int) -> PlanCall:
    return PlanCall(
        place=place, arrives_at=call.arrives_at, begins_at=call.begins_at, leaves_at=call.leaves_at, metres=call.metres, boxes=boxes
    )


def _fallback(one: Fallback) -> PlanFallback:
    return PlanFallback(
        rank=one.rank,
        name=one.name,
        conveyance=one.conveyance,
        boxes=one.boxes,
        departs_at=one.departs_at,
        arrives_at=one.arrives_at,
        is_in_time=one.is_in_time,
        why=_reason(one.reason),
    )


def _corners(leg: Leg, places: Mapping[str, PlanPlace]) -> Iterator[list[float]]:
    """Join the ways of a leg's stops into one line, without a corner twice in a row; of two corners at least."""
    whole = [[point.lon, point.lat] for point in chain(*(call.line for call in leg.calls), leg.way_home)]
    found = list(_without_repeats(whole))
    start = places[leg.from_place]
    yield from found if len(found) > 1 else [[start.lon, start.lat]] * 2


def _without_repeats(corners: Iterable[list[float]]) -> Iterator[list[float]]:
    before: list[float] | None = None
    for corner in corners:
        if corner != before:
            yield corner
        before = corner


def _reason(reason: Reason) -> PlanReason:
    """Say a reason in both languages."""
    return PlanReason(code=reason.code, indonesian=sentence(reason, "id"), english=sentence(reason, "en"))
