"""What a proposal says of itself: who is served when, how much time is left, hours and cost."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from silog_gis.plan.proving.asked import ROUNDING, Asked
from silog_gis.plan.whole.proposal import Leg, LegKind, Proposal, StationPlan
from silog_gis.plan.whole.task import Station, Vessel

_HOUR_S = 3600


def of_claims(asked: Asked, proposal: Proposal) -> Iterator[str]:
    """Hold claims against the legs."""
    begins = defaultdict[str, dict[datetime, datetime]](dict)
    """When handovers to each station begin, and when they end."""
    for leg in proposal.legs:
        if leg.kind is LegKind.ROUND:
            for load in leg.loads:
                begins[load.station] |= {call.begins_at: call.leaves_at for call in leg.calls if call.place == load.to_place}
    for each in proposal.stations:
        yield from _of_station(asked, each, begins[each.station])
    for result in proposal.objective.tiers:
        unserved = sum(each.tier == result.tier for each in proposal.unserved)
        if result.unserved != unserved:
            yield f"tier {result.tier} is said to have {result.unserved} stations without boxes, and has {unserved}"
    yield from _cost(asked, proposal)


def _of_station(asked: Asked, each: StationPlan, handovers: Mapping[datetime, datetime]) -> Iterator[str]:
    due_at = asked.due_at(asked.stations[each.station])
    if each.arrives_at not in handovers:
        yield f"{each.station} is said to be served at {each.arrives_at.isoformat()}, when no round is there"
    door_at = _at_door(asked.stations[each.station], handovers.get(each.arrives_at, each.arrives_at))
    if (each.at_door_at is None) != (door_at is None) or abs((each.at_door_at or due_at) - (door_at or due_at)) > ROUNDING:
        yield f"{each.station} is said to have its boxes at its door at {each.at_door_at}, and has them at {door_at}"
    if door_at is not None and door_at > due_at + ROUNDING:
        yield f"{each.station} has its boxes at its door at {door_at.isoformat()}, after its deadline"
    if abs((due_at - (door_at or each.arrives_at)).total_seconds() / _HOUR_S - each.slack_hours) > 0.01:  # noqa: PLR2004 -- two decimals
        yield f"{each.station} is said to have {each.slack_hours:g} h of slack, and has not"
    if each.due_at != due_at:
        yield f"{each.station} is said to be due at {each.due_at.isoformat()}, and is at {due_at.isoformat()}"


def _at_door(station: Station, handed_at: datetime) -> datetime | None:
    """Add the way from where boxes are handed over, where it is estimated."""
    if station.onward is None or not station.onward.hours:
        return None
    return handed_at + timedelta(hours=station.onward.hours)


def _cost(asked: Asked, proposal: Proposal) -> Iterator[str]:
    """Work out hours and cost of all legs again: of each shift from its first loading to its last return."""
    hours, cost = 0.0, 0.0
    for vessel in asked.task.vessels:
        rounds = [leg for leg in proposal.legs if leg.kind is LegKind.ROUND and leg.conveyance == vessel.code]
        for shift in vessel.shifts:
            for hub in {leg.from_place for leg in rounds}:
                legs = [leg for leg in rounds if leg.from_place == hub and shift.opens_at <= leg.loads_at + ROUNDING < shift.closes_at]
                spent = _spent_h(legs)
                hours += spent
                cost += _of_shift(vessel, legs, spent)
    cost += sum(leg.boxes * asked.sailings[leg.sailing].cost_per_box for leg in proposal.legs if leg.kind is LegKind.VOYAGE)
    if abs(hours - proposal.objective.vessel_hours) > 0.01 + 0.001 * len(proposal.legs):
        yield f"the plan says its vessels are out {proposal.objective.vessel_hours:g} h, and they are {hours:.2f} h"
    if abs(cost - proposal.objective.cost) > 1 + 1e-4 * cost + len(proposal.legs):
        yield f"the plan says it costs {proposal.objective.cost:,}, and it costs {cost:,.0f}"


def _spent_h(legs: list[Leg]) -> float:
    if not legs:
        return 0.0
    last_at = max(leg.returns_at or leg.arrives_at for leg in legs)
    return (last_at - min(leg.loads_at for leg in legs)).total_seconds() / _HOUR_S


def _of_shift(vessel: Vessel, legs: list[Leg], hours: float) -> float:
    if not legs:
        return 0.0
    return vessel.fixed_cost + hours * vessel.cost_per_hour + sum(leg.metres for leg in legs) / 1000 * vessel.cost_per_km
