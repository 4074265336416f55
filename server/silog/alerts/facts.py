"""What alerts announce in the transaction that does it, for the rooms above."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class IncidentChange(StrEnum):
    """What has become of an incident. JOINED: something was found that belongs to one which stands."""

    OPENED = "OPENED"
    JOINED = "JOINED"
    ACKNOWLEDGED = "ACKNOWLEDGED"
    ASSIGNED = "ASSIGNED"
    RESOLVED = "RESOLVED"


@dataclass(frozen=True, slots=True)
class IncidentChanged:
    """An incident, by its number in the election, with the region it belongs to and when it changed on the election's clock."""

    election_id: int
    number: int
    region_code: str
    at: datetime
    change: IncidentChange
