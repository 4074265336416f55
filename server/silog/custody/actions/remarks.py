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
from silog.custody.events import Detail, Event, read_event
from silog.custody.intake_queries import Known
from silog.custody.queries import DeviceSeq
from silog.custody.rules import Point, ScanFlag, law_for
from silog.custody.rules.travel import by_device
from silog.custody.rules.whereabouts import PlaceKind, kind_of_place
from silog.places.queries import Election


async def remark(
    driver: asyncpg.Connection, election: Election, accepted: Sequence[Accepted], known: Known, received_at: datetime
) -> list[NewScan]:
    """Find the flags of scans, the region each is filed under (its box's village, else its device's) and when it happened."""
    # A device clock that is ahead of the election's is not believed: the scan happened when it was received at the latest.
    latest = received_at + law_for(election.voting_day).clock_tolerance
    chained = await _chain_flags(driver, election.id, [one.event for one in accepted], known.heads)
    return [_remarked(one, known, received_at, chained, is_in_future=one.event.device_clock_at > latest) for one in accepted]


def _remarked(
    one: Accepted, known: Known, received_at: datetime, chained: Mapping[DeviceSeq, ScanFlag | None], *, is_in_future: bool
) -> NewScan:
    event = one.event
    village, place = known.villages.get(event.box), known.places.get(event.place)
    flags = []
    if village is None:
        flags.append(ScanFlag.UNKNOWN_BOX)
        if not is_code(event.box):
            flags.append(ScanFlag.MISREAD_CODE)
    # Conveyances are a room above's; what carries boxes today may be registered tomorrow.
    if place is None and kind_of_place(event.place) is not PlaceKind.CONVEYANCE:
        flags.append(ScanFlag.UNKNOWN_PLACE)
    if is_in_future:
        flags.append(ScanFlag.FUTURE_TIME)
    if event.detail_hash and one.detail is None:
        flags.append(ScanFlag.NO_DETAIL)
    chain = chained[event.device_id, event.seq]
    if chain is not None:
        flags.append(chain)
    region_code = one.device.region_code if village is None else village
    if is_in_future:
        return NewScan(one, region_code, received_at, tuple(flags))
    return NewScan(one, region_code, event.device_clock_at, tuple(flags), _point(one.detail, place))


def _point(detail: Detail | None, place: Point | None) -> Point | None:
    """Where a scan was made: by the device where it knew, else by the place that it names."""
    if detail is not None and detail.point is not None and detail.accuracy_m is not None:
        return by_device(detail.point, detail.accuracy_m)
    return place


async def _chain_flags(
    driver: asyncpg.Connection, election_id: int, events: Sequence[Event], heads: Mapping[str, tuple[int, bytes]]
) -> dict[DeviceSeq, ScanFlag | None]:
    """Compare each event with its neighbours in the device's chain: in the batch, at the chain's head, or recorded before."""
    batch = {(event.device_id, event.seq): event for event in events}
    hashes: dict[DeviceSeq, str] = {(device, seq): base64url(content_hash) for device, (seq, content_hash) in heads.items()}
    hashes |= {number: base64url(event.content_hash) for number, event in batch.items()}
    prevs: dict[DeviceSeq, str] = {number: event.prev for number, event in batch.items()}
    neighbours = (number for event in events for number in _recorded_neighbours(event, heads.get(event.device_id)))
    asked = {number for number in neighbours if number not in batch}
    for number, stored in (await queries.events_at(driver, election_id, asked) if asked else {}).items():
        hashes[number] = base64url(stored.content_hash)
        prevs[number] = read_event(stored.content.decode()).prev
    return {
        (device, seq): chain_flag(event, hashes.get((device, seq - 1)), prevs.get((device, seq + 1)), hashes[device, seq])
        for (device, seq), event in batch.items()
    }


def _recorded_neighbours(event: Event, head: tuple[int, bytes] | None) -> list[DeviceSeq]:
    """Name the neighbours that may have been recorded before, but for the head itself as predecessor, whose hash is at hand."""
    if head is None:
        return []
    before = [(event.device_id, event.seq - 1)] if 1 < event.seq <= head[0] else []
    return [*before, (event.device_id, event.seq + 1)] if event.seq < head[0] else before
