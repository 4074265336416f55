"""Keeping the tracks of trips in step with scans and positions, in the transactions that record them."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import asyncpg

from silog.kit.database import UnitOfWork
from silog.movement import track_writing as sql
from silog.movement.alarms import KEEP_PASSED, EndedAlarm
from silog.movement.rules import LegMode, PositionReport, TripAlarmKind
from silog.movement.tolerances import tolerance_by_mode
from silog.movement.tracking import OpenTrip, Tracked, TripKey, follow_trip, handover_due_at, silent_after
from silog_gis.track import Change


@dataclass(frozen=True, slots=True)
class TripAlarm:
    """An alarm of a trip that began or ended: strayed, stopped, late. What comes by time alone is not announced; whoever reads sees it."""

    trip: TripKey
    change: Change


@dataclass(frozen=True, slots=True)
class TripAlarmsChanged:
    """Alarms that began or ended with a batch of positions, announced within the transaction that stores them."""

    election_id: int
    alarms: tuple[TripAlarm, ...]


async def begin_and_end_tracks(work: UnitOfWork, moved: Iterable[asyncpg.Record], now: datetime) -> None:
    """Begin the track of each trip that left by a scan, and end that of each that arrived. `moved`: legs whose times were told anew."""
    trips = sorted({(row["conveyance_code"], row["planned_depart_at"], row["from_code"], row["to_code"]) for row in moved})
    if not trips:
        return
    driver = await work.driver
    rows = await driver.fetch(sql.TRIPS, work.scope.election_id, *map(list, zip(*trips, strict=True)))
    if rows:
        await driver.execute(sql.BEGIN_TRACKS, work.scope.election_id, *map(list, zip(*map(_beginning, rows), strict=True)), now)
        await driver.execute(sql.END_FORMER_TRACKS, work.scope.election_id, sorted({row["conveyance_code"] for row in rows}), now)


def _beginning(row: asyncpg.Record) -> tuple[object, ...]:
    """Give what is known of a trip before its first position: it was heard when it left."""
    mode, departed_at = LegMode(row["mode"]), row["departed_at"] or row["arrived_at"]
    due_at = handover_due_at(mode, row["planned_depart_at"], row["arrives_at"]) if row["is_handed_over"] else None
    return (
        *(row["conveyance_code"], row["planned_depart_at"], row["from_code"], row["to_code"], row["region_code"]),
        *(departed_at, row["arrived_at"], row["arrives_at"]),
        *(departed_at + silent_after(mode), row["arrives_at"] + tolerance_by_mode()[mode], due_at),
    )


async def keep_track(work: UnitOfWork, fresh: Sequence[PositionReport], received_at: datetime) -> None:
    """Follow the trips under way by positions that are new, and announce the alarms that began or ended."""
    driver = await work.driver
    election_id = work.scope.election_id
    rows = await driver.fetch(sql.OPEN_TRIPS, election_id, sorted({report.conveyance_code for report in fresh}))
    if not rows:
        return
    trips = [_trip(row) for row in rows]
    positions = await _positions(driver, election_id, trips, fresh)
    # Beside the loop: where the rules were never run on this machine, compiling them takes seconds.
    tracked = await asyncio.to_thread(_follow_all, trips, positions, received_at)
    if tracked:
        await driver.execute(sql.KEEP_TRACKS, election_id, *map(list, zip(*map(_columns, tracked), strict=True)), received_at)
        passed = [alarm for each in tracked for alarm in _passed(each)]
        if passed:
            await driver.execute(KEEP_PASSED, election_id, *map(list, zip(*map(_told, passed), strict=True)))
    alarms = tuple(TripAlarm(each.key, change) for each in tracked for change in each.changes)
    if alarms:
        await work.announce(TripAlarmsChanged(election_id, alarms))


def _trip(row: asyncpg.Record) -> OpenTrip:
    return OpenTrip(
        TripKey(row["conveyance_code"], row["departs_at"], row["from_code"], row["to_code"]),
        row["departed_at"],
        row["arrives_at"],
        LegMode(row["mode"]),
        row["speed_kn"],
        row["route"],
        tuple((lon, lat) for lon, lat in row["ports"]),
        tuple(row["zones"]),
        row["memory"],
    )


async def _positions(
    driver: asyncpg.Connection, election_id: int, trips: Sequence[OpenTrip], fresh: Sequence[PositionReport]
) -> dict[str, list[PositionReport]]:
    """Give the positions to follow by conveyance: those that are new, or all since it left where none was followed yet."""
    found: dict[str, list[PositionReport]] = defaultdict(list)
    for report in sorted(fresh, key=lambda each: each.at):
        found[report.conveyance_code].append(report)
    new = [trip for trip in trips if trip.memory is None]
    if new:
        rows = await driver.fetch(
            sql.KNOWN_POSITIONS, election_id, [trip.key.conveyance_code for trip in new], [trip.departed_at for trip in new]
        )
        for trip in new:
            found[trip.key.conveyance_code] = []
        for row in rows:
            found[row["conveyance_code"]].append(PositionReport(*row))
    return found


def _follow_all(trips: Sequence[OpenTrip], positions: dict[str, list[PositionReport]], received_at: datetime) -> list[Tracked]:
    tracked = [follow_trip(trip, found, received_at) for trip in trips if (found := positions.get(trip.key.conveyance_code))]
    return [each for each in tracked if each is not None]


def _passed(each: Tracked) -> Iterator[EndedAlarm]:
    """Give the alarms that began and ended with these positions."""
    begun: dict[str, Change] = {}
    trip = each.key.conveyance_code, each.key.departs_at, each.key.from_code, each.key.to_code
    for change in each.changes:
        if change.is_begun:
            begun[change.kind] = change
        elif (beginning := begun.pop(change.kind, None)) is not None:
            yield EndedAlarm(trip, TripAlarmKind(change.kind.value), beginning.since, beginning.at, change.at)


def _told(alarm: EndedAlarm) -> tuple[object, ...]:
    return (*alarm.trip, alarm.kind.value, alarm.since, alarm.raised_at, alarm.ended_at)


def _columns(each: Tracked) -> tuple[object, ...]:
    key = each.key
    return (
        *(key.conveyance_code, key.departs_at, key.from_code, key.to_code, each.state, each.heard_at, each.silent_at, each.missing_at),
        *(*each.strayed, *each.stopped, each.late_at, each.along_m, each.remaining_m, each.off_m, each.speed_kn, *each.eta, each.memory),
    )
