"""What the API says of incidents and observations, row by row in plain Python."""

from tests.api.oracle.arguments import Arguments
from tests.api.oracle.models import Row
from tests.api.oracle.sight import Sight, lies_in


def incidents(sight: Sight, _: Row, arguments: Arguments) -> list[Row]:
    """Incidents."""
    region, kinds = arguments.get("region"), arguments.get("kinds")
    return [
        one
        for one in sight.incidents.values()
        if (region is None or lies_in(one.region_code, region))
        and (kinds is None or one.kind in kinds)
        and arguments.get("isResolved") in {None, one.resolved_at is not None}
        and arguments.get("isAcknowledged") in {None, one.acknowledged_at is not None}
    ]


def observations(sight: Sight, _: Row, arguments: Arguments) -> list[Row]:
    """What supervisors saw."""
    region = arguments.get("region")
    return [one for one in sight.observations.values() if region is None or lies_in(one.region_code, region)]


def facts_of(sight: Sight, incident: Row) -> list[Row]:
    """What it is made of, as far as it is in sight."""
    return [one for one in sight.incident_facts if one.incident_id == incident.id]


def boxes_of(sight: Sight, incident: Row) -> list[Row]:
    """The boxes it concerns, by code."""
    codes = {one.box_code for one in facts_of(sight, incident)}
    return [box for code, box in sight.boxes.items() if code in codes]


def incidents_of(sight: Sight, box: Row) -> list[Row]:
    """The incidents of a box."""
    numbers = {one.incident_id for one in sight.incident_facts if one.box_code == box.code}
    return [one for _, one in sorted(sight.incidents.items(), key=lambda item: int(item[0])) if one.id in numbers]
