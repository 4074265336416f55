"""The orders of pages: by field, what to sort by, how the cursor names it and of which types its keys are."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from tests.api.oracle import escorted
from tests.api.oracle.arguments import Arguments, keys_after, page_size, write_cursor
from tests.api.oracle.models import Row
from tests.api.oracle.sight import Sight

_NEVER: Final = datetime(9999, 12, 31, tzinfo=UTC)
_BEFORE_ALL: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class PageOrder:
    """One total order."""

    name: str
    types: Sequence[type]
    keys: Callable[[Sight, Row], Sequence[Any]]
    descending: bool = False


@dataclass(frozen=True)
class Page:
    """One page of rows, as the fields of a connection want it."""

    rows: Sequence[Row]
    cursors: Sequence[str]
    total: int
    has_next: bool
    has_previous: bool


_CODE = PageOrder("", [str], lambda _, row: [row.code])
_BOXES = {
    "CODE": PageOrder("CODE", [str], lambda _, box: [box.code]),
    "DUE": PageOrder("DUE", [datetime, str], lambda sight, box: [due_at(sight, box) or _NEVER, box.code]),
    "LAST_SCAN_DESC": PageOrder(
        "LAST_SCAN_DESC", [datetime, str], lambda _, box: [box.last_scan_at or _BEFORE_ALL, box.code], descending=True
    ),
}
_BOXES_ORDERED = {("Query", "boxes"), ("Region", "boxes"), ("Conveyance", "boxes")}
_SHIPMENTS = {
    "CODE": PageOrder("CODE", [str], lambda _, shipment: [shipment.code]),
    "DEPARTURE": PageOrder("DEPARTURE", [datetime, str], lambda _, shipment: [shipment.planned_depart_at, shipment.code]),
}
_ALARMS = PageOrder(
    "",
    [datetime, str, datetime, str, str, str],
    lambda _, a: [a.raised_at, a.track.conveyance_code, a.track.departs_at, a.track.from_code, a.track.to_code, a.kind],
)
_SCANS = {
    "OLDEST": PageOrder("OLDEST", [datetime, UUID], lambda _, scan: [scan.occurred_at, scan.id]),
    "NEWEST": PageOrder("NEWEST", [datetime, UUID], lambda _, scan: [scan.occurred_at, scan.id], descending=True),
}


_DEVICES = {
    "KEY": PageOrder("KEY", [str], lambda _, device: [device.id]),
    "NEWEST_CONTACT": PageOrder(
        "NEWEST_CONTACT", [datetime, str], lambda _, device: [device.contact_at or _BEFORE_ALL, device.id], descending=True
    ),
    "OLDEST_CONTACT": PageOrder("OLDEST_CONTACT", [datetime, str], lambda _, device: [device.contact_at or _NEVER, device.id]),
    "LONGEST_QUEUE": PageOrder("LONGEST_QUEUE", [int, str], lambda _, device: [device.queue_length, device.id], descending=True),
}
_AUDIT = PageOrder("", [int], lambda _, entry: [entry.id], descending=True)


_CONVOYS = {
    "NEWEST": PageOrder("NEWEST", [int], lambda _, convoy: [convoy.id], descending=True),
    "CONFIRMATION": PageOrder("CONFIRMATION", [datetime, int], lambda sight, convoy: [awaited_since(sight, convoy), convoy.id]),
}
_HANDOVERS = PageOrder("", [datetime, str, str], lambda _, h: [h.given_at or h.taken_at, h.box_code, h.nonce])


_OTHERS = {
    "tripAlarms": _ALARMS,
    "sessions": PageOrder("", [datetime, UUID], lambda _, session: [session.created_at, session.id], descending=True),
    "audit": _AUDIT,
    "handovers": _HANDOVERS,
    "endedTripAlarms": PageOrder("", [datetime, int], lambda _, alarm: [alarm.ended_at, alarm.id], descending=True),
    "accounts": PageOrder("", [str, UUID], lambda _, account: [account.name, account.id]),
    "unusedInvitations": PageOrder("", [datetime, str, UUID], lambda _, one: [one.made_at, one.label, one.id]),
    "escorts": PageOrder("", [str, UUID], lambda _, escort: [escort.name, escort.id]),
    "seals": PageOrder("", [str], lambda _, seal: [seal.number]),
    "incidents": PageOrder("", [datetime, int], lambda _, incident: [incident.last_at, incident.id], descending=True),
    "observations": PageOrder("", [int], lambda _, observation: [observation.id], descending=True),
    "sealRegisters": PageOrder(
        "", [datetime, str, int], lambda _, register: [register.published_at, register.region_code, register.version], descending=True
    ),
}


def due_at(sight: Sight, box: Row) -> datetime | None:
    """When a box is due."""
    journey = sight.journeys.get(box.code)
    return journey.due_at if journey else None


def awaited_since(sight: Sight, convoy: Row) -> datetime:
    """When the first stop of a convoy that nobody has confirmed was or is to be."""
    waiting = [] if convoy.dissolved_at else [one for one in escorted.stops(sight, convoy) if escorted.confirmation(sight, one) is None]
    return min((one.happened_at or one.planned_at for one in waiting), default=_NEVER)


def order_of(parent: str, field: str, arguments: Arguments) -> PageOrder:
    """The order of a connection; what was not said is by default."""
    asked = arguments.get("orderBy")
    if field == "scans":
        return _SCANS[asked or ("NEWEST" if parent == "Query" else "OLDEST")]
    if field == "devices":
        return _DEVICES[asked or "KEY"]
    if (parent, field) == ("Query", "shipments"):
        return _SHIPMENTS[asked or "CODE"]
    if field == "convoys":
        return _CONVOYS[asked or "NEWEST"]
    if field in _OTHERS:
        return _OTHERS[field]
    return _BOXES[asked or "CODE"] if (parent, field) in _BOXES_ORDERED else _CODE


def page_of(sight: Sight, parent: str, field: str, rows: Sequence[Row], arguments: Arguments) -> Page:
    """Cut the page out of all rows that match."""
    first = page_size(arguments)
    order = order_of(parent, field, arguments)
    ordered = sorted(rows, key=lambda row: list(order.keys(sight, row)), reverse=order.descending)
    after = arguments.get("after")
    if after is not None:
        place = keys_after(after, order.name, order.types)
        ordered = [
            row for row in ordered if (list(order.keys(sight, row)) < place if order.descending else list(order.keys(sight, row)) > place)
        ]
    shown = ordered[:first]
    cursors = [write_cursor(order.name, order.keys(sight, row)) for row in shown]
    return Page(shown, cursors, len(rows), len(ordered) > first, after is not None)
