"""What the API says of convoys, row by row in plain Python."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tests.api.oracle.arguments import Arguments
from tests.api.oracle.models import Row
from tests.api.oracle.sight import Sight, lies_in

_WITHIN = timedelta(hours=1)


@dataclass
class Stop:
    """Where shipments of a convoy leave or arrive."""

    convoy: Row
    step: str
    place_code: str
    planned_at: datetime
    happened_at: datetime | None


def convoys(sight: Sight, _: Row, arguments: Arguments) -> list[Row]:
    """Convoys."""
    region = arguments.get("region")
    return [
        one
        for one in sight.convoys.values()
        if (region is None or lies_in(one.region_code, region))
        and (arguments.get("states") is None or state(sight, one) in arguments["states"])
        and arguments.get("isMissing") in {None, missing(sight, one) > 0}
    ]


def escorts(sight: Sight, _: Row, arguments: Arguments) -> list[Row]:
    """Who can be named."""
    region = arguments.get("sees")
    return [one for one in sight.escorts if region is None or lies_in(region, one.region_code)]


def codes_of(sight: Sight, convoy: Row) -> set[str]:
    """What travels in it."""
    return {one.shipment_code for one in sight.members if one.convoy_id == convoy.id}


def shipments_of(sight: Sight, convoy: Row) -> list[Row]:
    """The same as shipments, by code."""
    codes = codes_of(sight, convoy)
    return [one for code, one in sight.shipments.items() if code in codes]


def convoy_of(sight: Sight, shipment: Row) -> Row | None:
    """The convoy that a shipment travels in now."""
    found = [one.convoy_id for one in sight.members if one.shipment_code == shipment.code and one.left_at is None]
    return sight.convoys.get(str(found[0])) if found else None


def state(sight: Sight, convoy: Row) -> str:
    """How far it is."""
    codes = codes_of(sight, convoy)
    legs = [leg for leg in sight.legs if leg.shipment_code in codes]
    if convoy.dissolved_at is not None:
        return "DISSOLVED"
    if legs and all(leg.mode == "TRANSFER" or leg.arrived_at is not None for leg in legs):
        return "ARRIVED"
    return "UNDER_WAY" if any(leg.departed_at for leg in legs) else "FORMED"


def stops(sight: Sight, convoy: Row) -> list[Stop]:
    """Its departures and arrivals, in the order of the plan: not what happened before a shipment joined, unless it was confirmed."""
    members = {one.shipment_code: one for one in sight.members if one.convoy_id == convoy.id}
    said = {(word.step, word.place_code) for word in words_of(sight, convoy)}
    found = dict[tuple[str, str], list[tuple[datetime, datetime | None]]]()
    for leg in sight.legs:
        if leg.shipment_code in members and leg.mode != "TRANSFER":
            member = members[leg.shipment_code]
            for key, planned, at in (
                (("DEPARTURE", leg.from_code), leg.planned_depart_at, leg.departed_at),
                (("ARRIVAL", leg.to_code), leg.planned_arrive_at, leg.arrived_at),
            ):
                is_before = at is not None and at < member.joined_at
                is_after = at is not None and member.left_at is not None and at > member.left_at
                if not is_before or key in said:
                    found.setdefault(key, []).append((planned, None if is_before or is_after else at))
    made = [
        Stop(convoy, step, place, min(planned for planned, _ in times), min((at for _, at in times if at), default=None))
        for (step, place), times in found.items()
    ]
    return sorted(made, key=lambda stop: (stop.planned_at, stop.step == "ARRIVAL", stop.place_code))


def words_of(sight: Sight, convoy: Row) -> list[Row]:
    """What was confirmed of it."""
    return [one for one in sight.presences if one.convoy_id == convoy.id]


def confirmation(sight: Sight, stop: Stop) -> Row | None:
    """The first confirmation of a stop."""
    said = (one for one in words_of(sight, stop.convoy) if (one.step, one.place_code) == (stop.step, stop.place_code))
    return next(said, None)


def stop_state(sight: Sight, stop: Stop) -> str:
    """Whether it was confirmed."""
    if confirmation(sight, stop) is not None:
        return "CONFIRMED"
    return "MISSING" if stop.happened_at is not None and stop.happened_at + _WITHIN < sight.now else "AWAITED"


def missing(sight: Sight, convoy: Row) -> int:
    """How many are missing."""
    return sum(stop_state(sight, stop) == "MISSING" for stop in stops(sight, convoy))


def incidents_of(sight: Sight, convoy: Row) -> list[Row]:
    """The incidents that its escort opened."""
    found = [one for one in sight.incidents.values() if getattr(report_of(sight, one), "convoy_id", None) == convoy.id]
    return sorted(found, key=lambda one: int(one.id))


def report_of(sight: Sight, incident: Row) -> Any:  # noqa: ANN401 -- a row, or none
    """What an escort said of an incident."""
    return sight.convoy_reports.get(incident.group_key) if incident.kind == "CONVOY" else None


def unconfirmed(sight: Sight, incident: Row) -> Any:  # noqa: ANN401 -- a row, or none
    """The convoy whose escort has not confirmed."""
    return sight.convoys.get(incident.group_key) if incident.kind == "CONFIRMATION_MISSING" else None


def unconfirmed_at(sight: Sight, incident: Row) -> str | None:
    """The code of the place where that is so first."""
    convoy = unconfirmed(sight, incident)
    found = [one for one in stops(sight, convoy) if stop_state(sight, one) == "MISSING"] if convoy is not None else []
    return min(((one.happened_at, one.step, one.place_code) for one in found), default=(None, None, None))[2]
