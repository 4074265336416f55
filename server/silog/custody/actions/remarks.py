"""What is remarkable about scans that are about to be recorded: unknown box or place, a time to come, a broken chain.

Remarks never stop a scan. They are written with it once, from what was known when it was received.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

import asyncpg

from silog.custody import queries
from silog.custody.actions.intake import Accepted, chain_flag
from silog.custody.actions.storing import NewScan
from silog.custody.canonical import base64url
from silog.custody.codes import is_code
from silog.custody.events import Event, read_event
from silog.custody.intake_queries import Known
from silog.custody.queries import DeviceSeq
from silog.custody.rules import Law, Point, ScanFlag, law_for
from silog.custody.rules.travel import by_device
from silog.custody.rules.whereabouts import PlaceKind, kind_of_place
from silog.places.queries import Election


async def remark(
    driver: asyncpg.Connection, election: Election, accepted: Sequence[Accepted], known: Known, received_at: datetime
) -> list[NewScan]:
    """Find the flags of scans, the region each is filed under (its box's village, else its device's) and when it happened."""
    law = law_for(election.voting_day)
    events = [one.event for one in accepted]
    villages, facilities = known.villages, known.places
    chained = await _chain_flags(driver, election.id, events, known.heads)
    return [
        NewScan(
            one,
            villages.get(one.event.box, one.device.region_code),
            received_at if _is_in_future(one.event, law, received_at) else one.event.device_clock_at,
            _flags(one, chained, law, received_at, is_box_known=one.event.box in villages, is_facility=one.event.place in facilities),
            None if _is_in_future(one.event, law, received_at) else _point(one, facilities),
        )
        for one in accepted
    ]


def _point(one: Accepted, facilities: Mapping[str, Point]) -> Point | None:
    """Where a scan was made: by the device where it knew, else by the place that it names."""
    detail = one.detail
    if detail is not None and detail.point is not None and detail.accuracy_m is not None:
        return by_device(detail.point, detail.accuracy_m)
    return facilities.get(one.event.place)


def _flags(
    one: Accepted,
    chained: Mapping[DeviceSeq, ScanFlag | None],
    law: Law,
    received_at: datetime,
    *,
    is_box_known: bool,
    is_facility: bool,
) -> tuple[ScanFlag, ...]:
    event = one.event
    found = {
        ScanFlag.UNKNOWN_BOX: not is_box_known,
        ScanFlag.MISREAD_CODE: not is_box_known and not is_code(event.box),
        # Conveyances are a room above's; what carries boxes today may be registered tomorrow.
        ScanFlag.UNKNOWN_PLACE: not is_facility and kind_of_place(event.place) is not PlaceKind.CONVEYANCE,
        ScanFlag.FUTURE_TIME: _is_in_future(event, law, received_at),
        ScanFlag.NO_DETAIL: bool(event.detail_hash) and one.detail is None,
    }
    flags = [flag for flag, is_so in found.items() if is_so]
    chain = chained[event.device_id, event.seq]
    return tuple(flags) if chain is None else (*flags, chain)


def _is_in_future(event: Event, law: Law, received_at: datetime) -> bool:
    """A device clock that is ahead of the election's is not believed: the scan happened when it was received at the latest."""
    return event.device_clock_at > received_at + law.clock_tolerance


async def _chain_flags(
    driver: asyncpg.Connection, election_id: int, events: Sequence[Event], heads: Mapping[str, tuple[int, bytes]]
) -> dict[DeviceSeq, ScanFlag | None]:
    """Compare each event with its neighbours in the device's chain: in the batch, at the chain's head, or recorded before."""
    batch = {(event.device_id, event.seq): event for event in events}
    hashes: dict[DeviceSeq, bytes] = {(device, seq): content_hash for device, (seq, content_hash) in heads.items()}
    hashes |= {number: event.content_hash for number, event in batch.items()}
    prevs: dict[DeviceSeq, str] = {number: event.prev for number, event in batch.items()}
    neighbours = (number for event in events for number in _recorded_neighbours(event, heads.get(event.device_id)))
    asked = {number for number in neighbours if number not in batch}
    for number, stored in (await queries.events_at(driver, election_id, asked) if asked else {}).items():
        hashes[number] = stored.content_hash
        prevs[number] = read_event(stored.content.decode()).prev
    return {
        (device, seq): chain_flag(event, hashes.get((device, seq - 1)), prevs.get((device, seq + 1)), base64url(event.content_hash))
        for (device, seq), event in batch.items()
    }


def _recorded_neighbours(event: Event, head: tuple[int, bytes] | None) -> list[DeviceSeq]:
    """Name the neighbours that may have been recorded before, but for the head itself as predecessor, whose hash is at hand."""
    if head is None:
        return []
    before = [(event.device_id, event.seq - 1)] if 1 < event.seq <= head[0] else []
    return [*before, (event.device_id, event.seq + 1)] if event.seq < head[0] else before
