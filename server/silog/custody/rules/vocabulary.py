"""The words of custody: states, acts, conditions, exceptions, flags and breaches of a ballot box.

The values are stored and are part of the API; a value is never renamed or removed.
"""

from enum import StrEnum
from typing import Final


class Contest(StrEnum):
    """Which of a station's elections a box belongs to: each has its own box."""

    GOVERNOR = "GOVERNOR"
    REGENT = "REGENT"


class BoxState(StrEnum):
    """How far a box has come in its life, in the order of that life."""

    PLANNED = "PLANNED"
    ORDERED = "ORDERED"
    PRODUCED = "PRODUCED"
    SHIPPED = "SHIPPED"
    RECEIVED = "RECEIVED"
    INSPECTED = "INSPECTED"
    ASSEMBLED = "ASSEMBLED"
    PACKED = "PACKED"
    SEALED = "SEALED"
    LOADED = "LOADED"
    IN_TRANSIT = "IN_TRANSIT"
    AT_HUB = "AT_HUB"
    AT_PPK = "AT_PPK"
    AT_PPS = "AT_PPS"
    AT_STATION = "AT_STATION"
    OPENED = "OPENED"
    VOTING = "VOTING"
    COUNTED = "COUNTED"
    RESEALED = "RESEALED"
    RETURN_LOADED = "RETURN_LOADED"
    RETURN_IN_TRANSIT = "RETURN_IN_TRANSIT"
    RETURN_AT_HUB = "RETURN_AT_HUB"
    RETURN_AT_PPS = "RETURN_AT_PPS"
    RETURN_AT_PPK = "RETURN_AT_PPK"
    RECAP_OPENED = "RECAP_OPENED"
    RECAP_RESEALED = "RECAP_RESEALED"
    RETURNED = "RETURNED"
    STORED = "STORED"
    LEGAL_HOLD = "LEGAL_HOLD"
    DISPOSED = "DISPOSED"


ON_THE_WAY: Final = (
    BoxState.LOADED,
    BoxState.IN_TRANSIT,
    BoxState.AT_HUB,
    BoxState.RETURN_LOADED,
    BoxState.RETURN_IN_TRANSIT,
    BoxState.RETURN_AT_HUB,
)
"""States of a box that is on its way, out or back, hubs included."""
DELIVERED: Final = tuple(BoxState)[tuple(BoxState).index(BoxState.AT_STATION) :]
"""States of a box that has reached its polling station, or is beyond."""


class ScanType(StrEnum):
    """What an officer did with the box when scanning it.

    CHECK did nothing: it says where the box is and what it looks like. HAND_OVER is the giver's side of a handover, whose receiver
    says RECEIVE, ARRIVE or LOAD under the same nonce; by itself it changes nothing.
    """

    ORDER = "ORDER"
    PRODUCE = "PRODUCE"
    SHIP = "SHIP"
    RECEIVE = "RECEIVE"
    INSPECT = "INSPECT"
    ASSEMBLE = "ASSEMBLE"
    PACK = "PACK"
    SEAL = "SEAL"
    HAND_OVER = "HAND_OVER"
    LOAD = "LOAD"
    DEPART = "DEPART"
    ARRIVE = "ARRIVE"
    OPEN = "OPEN"
    VOTE = "VOTE"
    COUNT = "COUNT"
    RESEAL = "RESEAL"
    RECAP_OPEN = "RECAP_OPEN"
    RECAP_RESEAL = "RECAP_RESEAL"
    STORE = "STORE"
    HOLD = "HOLD"
    DISPOSE = "DISPOSE"
    CHECK = "CHECK"


class Condition(StrEnum):
    """What the box looked like to the officer."""

    GOOD = "GOOD"
    DAMAGED = "DAMAGED"
    WET = "WET"


class BoxException(StrEnum):
    """What is wrong with a box now: a second axis that never replaces the state.

    Scans open and close the first five. The others are a person's finding about several boxes or their contents, which no single
    scan can say.
    """

    SEAL_MISMATCH = "SEAL_MISMATCH"
    UNSEALED = "UNSEALED"
    DAMAGED = "DAMAGED"
    WET = "WET"
    MISROUTED = "MISROUTED"
    SWAPPED = "SWAPPED"
    SHORT = "SHORT"
    MISSING = "MISSING"
    QUARANTINED = "QUARANTINED"
    REPLACED_BY = "REPLACED_BY"


class ScanFlag(StrEnum):
    """What was remarkable about a scan when it was received. A flagged scan is recorded like any other.

    A box whose printed check character does not fit (MISREAD_CODE) is always an UNKNOWN_BOX too. CHAIN_GAP: the device's event
    before this one had not been received; it may have come since. CHAIN_FORK: this event names another predecessor than the one
    that was received, so two copies of one device's key are at work or its storage was set back.
    """

    UNKNOWN_BOX = "UNKNOWN_BOX"
    MISREAD_CODE = "MISREAD_CODE"
    UNKNOWN_PLACE = "UNKNOWN_PLACE"
    FUTURE_TIME = "FUTURE_TIME"
    CHAIN_GAP = "CHAIN_GAP"
    CHAIN_FORK = "CHAIN_FORK"
    NO_DETAIL = "NO_DETAIL"


class Breach(StrEnum):
    """What was irregular about an act, found by folding all scans of its box."""

    OUT_OF_ORDER = "OUT_OF_ORDER"
    MISSED_SCAN = "MISSED_SCAN"
    TURNED_BACK = "TURNED_BACK"
    MISROUTED = "MISROUTED"
    SEALS_DIFFER = "SEALS_DIFFER"
    NOT_SEALED = "NOT_SEALED"
    LOADED_UNSEALED = "LOADED_UNSEALED"
    SEALS_REPLACED = "SEALS_REPLACED"
    OPENED_AWAY_FROM_STATION = "OPENED_AWAY_FROM_STATION"
    OPENED_AWAY_FROM_PPK = "OPENED_AWAY_FROM_PPK"
    OPENED_OUTSIDE_WINDOW = "OPENED_OUTSIDE_WINDOW"
    OPENED_BY_ANOTHER_OFFICE = "OPENED_BY_ANOTHER_OFFICE"
    OPENING_NOT_FORESEEN = "OPENING_NOT_FORESEEN"
    SEAL_NOT_ISSUED = "SEAL_NOT_ISSUED"
    SEAL_ISSUED_ELSEWHERE = "SEAL_ISSUED_ELSEWHERE"
    SEAL_ON_TWO_BOXES = "SEAL_ON_TWO_BOXES"
    HANDED_TO_SELF = "HANDED_TO_SELF"
    HANDOVER_CONTESTED = "HANDOVER_CONTESTED"
    TOO_FAR = "TOO_FAR"


class SealState(StrEnum):
    """How far a seal has come that was issued: each is told from the scans of the box that it was put on.

    VERIFIED: two different devices have signed that they saw it there, the one that put it on included. BROKEN: its box carries no
    seals any more; REPLACED: its box carries others.
    """

    ISSUED = "ISSUED"
    APPLIED = "APPLIED"
    VERIFIED = "VERIFIED"
    BROKEN = "BROKEN"
    REPLACED = "REPLACED"


class Office(StrEnum):
    """Which office a device belongs to, told by the place it is enrolled at. A device of no place is of no known office."""

    KPU = "KPU"
    PPK = "PPK"
    PPS = "PPS"
    KPPS = "KPPS"
