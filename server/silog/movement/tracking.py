"""Trips followed by their positions: what silog_gis.track says of a trip, in the words of this room.

Pure: rows in, rows out. A trip is one run of one conveyance between two places, shared by every shipment aboard.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from importlib.resources import files

import shapely

from silog.movement.rules import LegMode, LonLat, PositionReport
from silog.movement.tolerances import tolerance_by_mode
from silog_gis.track import Alarm, AlarmKind, Change, Fix, Plan, State, Thresholds, TrackState, Way, advance, begin, stand
from silog_gis.track.handover import handover_due

_WAYS_KEPT = 512


@dataclass(frozen=True, slots=True)
class TripKey:
    """Which trip: the conveyance, when it is planned to depart, and between which places."""

    conveyance_code: str
    departs_at: datetime
    from_code: str
    to_code: str


@dataclass(frozen=True, slots=True)
class OpenTrip:
    """A trip under way. `route` is WKB, `ports` and `zones` (WKB) lie near it; `memory` is None before its first position."""

    key: TripKey
    departed_at: datetime
    arrives_at: datetime
    mode: LegMode
    speed_kn: float
    route: bytes
    ports: tuple[LonLat, ...]
    zones: tuple[bytes, ...]
    memory: bytes | None


@dataclass(frozen=True, slots=True)
class Tracked:
    """What is known of a trip after a batch of positions: the columns of its row, by their names."""

    key: TripKey
    state: str
    heard_at: datetime
    silent_at: datetime
    missing_at: datetime
    strayed: tuple[datetime | None, datetime | None]
    """Since when, and when that was noticed."""
    stopped: tuple[datetime | None, datetime | None]
    late_at: datetime | None
    along_m: float
    remaining_m: float
    off_m: float
    speed_kn: float
    eta: tuple[datetime | None, datetime | None, datetime | None]
    """One in ten arrives before the first, half before the second, nine in ten before the third."""
    memory: bytes
    changes: tuple[Change, ...]


@cache
def thresholds(mode: LegMode) -> Thresholds:
    """Give the figures of the rules for a mode."""
    own = tomllib.loads(files(__package__).joinpath("tracking.toml").read_text())[mode.value]
    return Thresholds.default().replaced(late_s=tolerance_by_mode()[mode].total_seconds(), **own)


def silent_after(mode: LegMode) -> timedelta:
    """Give how long nothing may be heard before that is silence."""
    return timedelta(seconds=thresholds(mode).silent_s)


def handover_due_at(mode: LegMode, departs_at: datetime, arrives_at: datetime) -> datetime:
    """Give when somebody must have scanned the end of a trip."""
    plan = Plan(departs_at, max(arrives_at, departs_at + timedelta(minutes=1)))
    return handover_due(thresholds(mode), plan)


def make_ready() -> None:
    """Run the rules once, so that they are compiled before the first trip needs them."""
    start = datetime(2024, 11, 27, tzinfo=UTC)
    way = Way.of([(104.0, 1.0), (105.0, 1.0)], plan=Plan(start, start + timedelta(hours=8)))
    state, _, _ = advance(way, begin(), [Fix(start, 104.0, 1.0, start)])
    stand(way, state, start)


def follow_trip(trip: OpenTrip, positions: Sequence[PositionReport], received_at: datetime) -> Tracked | None:
    """Follow a trip by positions that are new, in the order of their times; None where its route has no length to be followed along."""
    way = _way(trip.route, trip.key.departs_at, trip.arrives_at, trip.mode, trip.speed_kn, trip.ports, trip.zones)
    if way is None:
        return None
    fixes = [Fix(p.at, p.lon, p.lat, max(p.at, received_at), p.speed_kn, p.course_deg) for p in positions]
    state, _, changes = advance(way, begin() if trip.memory is None else _read(trip.memory), fixes)
    return _tracked(trip, way, state, received_at, changes)


def _tracked(trip: OpenTrip, way: Way, state: TrackState, received_at: datetime, changes: Sequence[Change]) -> Tracked:
    known = stand(way, state, received_at)
    open_alarms = {alarm.kind: alarm for alarm in known.open_alarms}
    heard_at = known.heard_at or received_at
    silent_at = heard_at + silent_after(trip.mode)
    expected = known.silence_expected_until
    return Tracked(
        trip.key,
        known.state.value if known.state not in {State.MISSING, State.SILENT_EXPECTED} else State.ON_COURSE.value,
        heard_at,
        silent_at,
        max(silent_at, expected) if expected else silent_at,
        _times(open_alarms.get(AlarmKind.STRAYED)),
        _times(open_alarms.get(AlarmKind.STOPPED)),
        _times(open_alarms.get(AlarmKind.LATE))[1],
        known.along_m,
        known.remaining_m,
        known.off_m,
        known.speed_kn,
        (known.eta.p10, known.eta.p50, known.eta.p90) if known.eta else (None, None, None),
        state.kept,
        tuple(change for change in changes if change.kind not in {AlarmKind.MISSING, AlarmKind.SILENT_EXPECTED}),
    )


def _times(alarm: Alarm | None) -> tuple[datetime | None, datetime | None]:
    return (None, None) if alarm is None else (alarm.since, alarm.raised_at)


@lru_cache(maxsize=_WAYS_KEPT)
def _way(  # noqa: PLR0917 - what a way is known by
    route: bytes,
    departs_at: datetime,
    arrives_at: datetime,
    mode: LegMode,
    speed_kn: float,
    ports: tuple[LonLat, ...],
    zones: tuple[bytes, ...],
) -> Way | None:
    """Prepare a way once: the same trip is asked for with every batch of positions."""
    coords = [(lon, lat) for lon, lat in shapely.get_coordinates(shapely.from_wkb(route)).tolist()]
    if len(set(coords)) < 2:  # noqa: PLR2004 - a line between two places
        return None
    plan = Plan(departs_at, arrives_at) if arrives_at > departs_at else None
    return Way.of(coords, speed_kn=speed_kn, plan=plan, ports=ports, dead_zones=map(shapely.from_wkb, zones), thresholds=thresholds(mode))


def _read(memory: bytes) -> TrackState:
    """Read what was remembered; what an older edition of the rules wrote down is forgotten, and the track begins anew."""
    fresh = begin()
    return TrackState(memory) if len(memory) == len(fresh.kept) else fresh
