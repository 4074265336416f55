"""Which findings open an incident, and which of them are one: a cause in a group of boxes, and not forty messages.

Rules only: no SQL, no clock, no request.
"""

import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Final

from silog.custody.refusals import RefusalCode
from silog.custody.rules import Breach


class IncidentKind(StrEnum):
    """What an incident is about. REPORTED is a person's, CONVOY an escort's; the others open by themselves.

    CONFIRMATION_MISSING ends by itself too.
    """

    SEALS_DIFFER = "SEALS_DIFFER"
    UNSEALED = "UNSEALED"
    SEAL_REGISTER = "SEAL_REGISTER"
    MISROUTED = "MISROUTED"
    CLONE = "CLONE"
    UNLAWFUL_OPENING = "UNLAWFUL_OPENING"
    HANDOVER_OPEN = "HANDOVER_OPEN"
    HANDOVER_CONTESTED = "HANDOVER_CONTESTED"
    DEVICE_CONFLICT = "DEVICE_CONFLICT"
    CONVOY = "CONVOY"
    CONFIRMATION_MISSING = "CONFIRMATION_MISSING"
    REPORTED = "REPORTED"


class ConvoyReportKind(StrEnum):
    """What an escort reports of a convoy."""

    DELAY = "DELAY"
    BREAKDOWN = "BREAKDOWN"
    WEATHER = "WEATHER"
    ACCIDENT = "ACCIDENT"
    DAMAGE = "DAMAGE"
    LOSS = "LOSS"
    THREAT = "THREAT"
    OTHER = "OTHER"


KIND_OF: Final = {
    Breach.SEALS_DIFFER: IncidentKind.SEALS_DIFFER,
    Breach.NOT_SEALED: IncidentKind.UNSEALED,
    Breach.LOADED_UNSEALED: IncidentKind.UNSEALED,
    Breach.SEALS_REPLACED: IncidentKind.SEALS_DIFFER,
    Breach.SEAL_NOT_ISSUED: IncidentKind.SEAL_REGISTER,
    Breach.SEAL_ISSUED_ELSEWHERE: IncidentKind.SEAL_REGISTER,
    Breach.SEAL_ON_TWO_BOXES: IncidentKind.SEAL_REGISTER,
    Breach.MISROUTED: IncidentKind.MISROUTED,
    Breach.TOO_FAR: IncidentKind.CLONE,
    Breach.OPENED_AWAY_FROM_STATION: IncidentKind.UNLAWFUL_OPENING,
    Breach.OPENED_AWAY_FROM_PPK: IncidentKind.UNLAWFUL_OPENING,
    Breach.OPENED_OUTSIDE_WINDOW: IncidentKind.UNLAWFUL_OPENING,
    Breach.OPENED_BY_ANOTHER_OFFICE: IncidentKind.UNLAWFUL_OPENING,
    Breach.OPENING_NOT_FORESEEN: IncidentKind.UNLAWFUL_OPENING,
    Breach.HANDED_TO_SELF: IncidentKind.HANDOVER_CONTESTED,
    Breach.HANDOVER_CONTESTED: IncidentKind.HANDOVER_CONTESTED,
}
"""Breaches that need a person. What is missing here (a scan that was missed, an act out of order) is mended by the next scan."""
CONFLICTS: Final = frozenset({RefusalCode.ID_CONFLICT, RefusalCode.SEQ_CONFLICT})
"""Two events where there can be one: a key that is used twice, or a device that was set back."""
ENDED_BY: Final = "Silog"
"""Who has resolved what ends by itself, as people read it."""
NOTHING_AWAITED: Final = "Tidak ada lagi konfirmasi yang ditunggu."
DISSOLVED: Final = "Konvoi sudah dibubarkan."
"""How it was resolved, in the language in which offices write."""
_REGENCY_LENGTH: Final = 5


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that was found, once and for all: `key` names it among all facts of the election.

    `group` is where or with whom it was found: a place, a handover's nonce, a device. `region_code` is the box's village, or the
    region of the device.
    """

    key: str
    kind: IncidentKind
    group: str
    region_code: str
    at: datetime
    box_code: str | None = None


@dataclass(frozen=True, slots=True, order=True)
class Group:
    """What is one incident while nobody has resolved it: a kind, in one regency, at one place or of one device or handover."""

    kind: IncidentKind
    key: str
    region_code: str


def group_of(fact: Fact) -> Group:
    """Say which incident a fact belongs to: the 38 boxes that one boat brought with other seals are one, in each regency.

    >>> from datetime import UTC, datetime
    >>> fact = Fact("x", IncidentKind.MISROUTED, "PPK-21.03.04", "21.03.04.1003", datetime(2024, 11, 24, tzinfo=UTC))
    >>> group_of(fact).region_code
    '21.03'
    """
    return Group(fact.kind, fact.group, fact.region_code[:_REGENCY_LENGTH])


@cache
def open_handover_allowed() -> timedelta:
    """How long one side of a handover may wait for the other."""
    figures = tomllib.loads(files(__package__).joinpath("figures.toml").read_text())
    return timedelta(hours=figures["handover"]["open_most_h"])
