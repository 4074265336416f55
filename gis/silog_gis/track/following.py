"""Follow a vessel along its planned way: give positions, get what is known after each, and the alarms.

`follow` does it at once; `begin`, `advance` and `stand` do it as positions come in. Positions are given in the order in which they were
received. However they are split into batches, what comes out is the same.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Self, cast

import numpy as np
import shapely

from silog_gis.geodesy import LonLat
from silog_gis.graph.compiled import Metres
from silog_gis.track.fold.arrival import eta
from silog_gis.track.fold.folding import fold, state_of
from silog_gis.track.fold.judging import judge_overdue
from silog_gis.track.fold.memory import CHANGE, KINDS, MEMORY, MOST_CHANGES, RESULT, STATES, Records, new_memory
from silog_gis.track.fold.silence import judge_silence
from silog_gis.track.handover import missed_handover
from silog_gis.track.rows import Rows, eta_of
from silog_gis.track.thresholds import Thresholds
from silog_gis.track.way import Way
from silog_gis.track.words import MPS_PER_KNOT, Alarm, AlarmKind, Eta, Fix, Plan, State

GivenFix = Fix | Mapping[str, Any] | Sequence[Any]
"""A Fix, a mapping with its names, or (at, lon, lat) and as many of its other values as are known, in its order."""


@dataclass(frozen=True, slots=True)
class Change:
    """An alarm that began or ended."""

    kind: AlarmKind
    is_begun: bool
    at: datetime
    since: datetime
    place: LonLat
    along_m: float


@dataclass(frozen=True, slots=True)
class TrackState:
    """What is remembered of a track between two positions: bytes, that can be kept anywhere and compared."""

    kept: bytes

    @classmethod
    def of(cls, memory: Records) -> Self:
        """Keep a memory as it is now."""
        return cls(memory.tobytes())

    def memory(self) -> Records:
        """Give it back to the rules. Refused: a state of another edition of them."""
        if len(self.kept) != MEMORY.itemsize:
            message = f"a track's state of {len(self.kept)} bytes is of another edition: follow its positions anew"
            raise ValueError(message)
        return np.frombuffer(self.kept, dtype=MEMORY).copy()


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known at a time: `heard_at` when the vessel was last heard, `position` where it was last taken to be."""

    at: datetime
    state: State
    since: datetime | None
    """When that state began, where an alarm says it; else None."""
    heard_at: datetime | None
    position: LonLat | None
    along_m: float
    remaining_m: float
    off_m: float
    speed_kn: float
    eta: Eta | None
    silence_expected_until: datetime | None
    """Until when silence would be no surprise; None where it would be one."""
    open_alarms: tuple[Alarm, ...]


@dataclass(frozen=True, slots=True)
class Track:
    """The outcome of `follow`: one row per position in the order given, all alarms, and what is known at the end."""

    rows: Rows
    alarms: tuple[Alarm, ...]
    standing: Standing
    state: TrackState


def begin() -> TrackState:
    """Know nothing yet."""
    return TrackState.of(new_memory())


def advance(way: Way, state: TrackState, fixes: Iterable[GivenFix]) -> tuple[TrackState, Rows, list[Change]]:
    """Follow more positions: the state after them, a row for each, and which alarms began or ended, in order."""
    memory, results, changes = _folded(way, state, _table(way, fixes))
    return TrackState.of(memory), Rows(results), [_change(row) for row in changes]


def stand(way: Way, state: TrackState, now: datetime) -> Standing:
    """Say what is known at a time that is not before the last position: silence, a missed handover and being overdue come by time alone.

    An arrival still expected is not expected in the past.
    """
    memory = state.memory()
    changes = np.zeros(MOST_CHANGES, dtype=CHANGE)
    count = judge_silence(memory[0], way.limits[0], now.timestamp(), changes, 0)
    judge_overdue(memory[0], way.limits[0], now.timestamp(), changes, count)
    return _standing(way, memory, now)


def follow(
    route: Sequence[LonLat],
    fixes: Iterable[GivenFix],
    *,
    now: datetime | None = None,
    speed_kn: float | None = None,
    plan: Plan | None = None,
    ports: Iterable[LonLat] = (),
    dead_zones: Iterable[shapely.Geometry] = (),
    thresholds: Thresholds | None = None,
) -> Track:
    """Follow a whole track along `route`, a list of (lon, lat), and say what is known `now`: at the last position unless given.

    `plan` is needed for LATE and MISSED_HANDOVER and says the planned speed; without it `speed_kn`, the vessel's, helps the ETA.
    """
    way = Way.of(route, speed_kn=speed_kn, plan=plan, ports=ports, dead_zones=dead_zones, thresholds=thresholds)
    table = _table(way, fixes)
    memory, results, found = _folded(way, begin(), table)
    state, changes = TrackState.of(memory), [_change(row) for row in found]
    known = table[:, 1][~np.isnan(table[:, 1])]
    last = memory["heard_s"][0] if not len(known) else max(memory["heard_s"][0], known.max())
    moment = now or _moment(last) or (plan.depart_at if plan else datetime.fromtimestamp(0, UTC))
    standing = stand(way, state, moment)
    return Track(Rows(results), tuple(_paired(changes, standing, missed_handover(way, moment))), standing, state)


def _folded(way: Way, state: TrackState, table: Metres) -> tuple[Records, Records, Records]:
    memory = state.memory()
    results = np.zeros(len(table), dtype=RESULT)
    changes = np.zeros(MOST_CHANGES * len(table), dtype=CHANGE)
    count = fold(memory, way.limits, way.lons, way.lats, way.along_m, way.ports, way.dark_m, table, results, changes)
    return memory, results, changes[:count]


def _table(way: Way, fixes: Iterable[GivenFix]) -> Metres:
    """Put positions into a table as `fold` takes it."""
    read = [fix if isinstance(fix, Fix) else _fix(fix) for fix in fixes]
    table = np.empty((len(read), 5))
    table[:, 0] = [fix.at.timestamp() for fix in read]
    table[:, 1] = [np.nan if fix.received_at is None else fix.received_at.timestamp() for fix in read]
    table[:, 2] = [fix.lon for fix in read]
    table[:, 3] = [fix.lat for fix in read]
    wrong = ~((np.abs(table[:, 2]) <= 180) & (np.abs(table[:, 3]) <= 90))  # noqa: PLR2004 - degrees; false for nan as well
    if wrong.any() or any(fix.at.tzinfo is None for fix in read):
        number = int(np.flatnonzero(wrong)[0]) if wrong.any() else next(n for n, fix in enumerate(read) if fix.at.tzinfo is None)
        message = f"position {number + 1} is none: its time needs an offset, lon runs from -180 to 180, lat from -90 to 90"
        raise ValueError(message)
    table[:, 4] = way.dark_spans_m(table[:, 2], table[:, 3]) if len(way.zones) else 0.0
    return table


def _fix(given: Mapping[str, Any] | Sequence[Any]) -> Fix:
    return Fix(**given) if isinstance(given, Mapping) else Fix(*given)


def _moment(seconds: float) -> datetime | None:
    return None if np.isnan(seconds) else datetime.fromtimestamp(float(seconds), UTC)


def _change(row: Any) -> Change:  # noqa: ANN401 - a record
    at_s, since_s, lon, lat, along_m, kind, is_begun = row.tolist()
    moments = datetime.fromtimestamp(at_s, UTC), datetime.fromtimestamp(since_s, UTC)
    return Change(KINDS[kind], bool(is_begun), *moments, (lon, lat), along_m)


def _standing(way: Way, memory: Records, now: datetime) -> Standing:
    k, limits = memory[0], way.limits[0]
    handover = missed_handover(way, now)
    is_over = way.plan is not None and way.plan.handed_over_at is not None and way.plan.handed_over_at <= now
    is_seen = not np.isnan(k["last_s"])
    state = State.ARRIVED if is_over else STATES[state_of(k, limits)] if is_seen else _unseen(way, now)
    seconds = eta(k, limits, k["last_s"]) if is_seen and np.isnan(k["arrived_s"]) else (float(k["arrived_s"]),) * 3
    found = eta_of(*(value if not np.isnan(k["arrived_s"]) else max(value, now.timestamp()) for value in seconds)) if is_seen else None
    alarms = [*_held(memory), *([handover] if handover and handover.ended_at is None else [])]
    return Standing(
        at=now,
        state=state,
        since=next((alarm.since for alarm in alarms if alarm.kind.value == state.value), None),
        heard_at=_moment(k["heard_s"]),
        position=(float(k["last_lon"]), float(k["last_lat"])) if is_seen else None,
        along_m=float(k["last_m"]) if is_seen else 0.0,
        remaining_m=way.length_m - (float(k["last_m"]) if is_seen else 0.0),
        off_m=float(k["off_m"]),
        speed_kn=float(k["seen_mps"]) / MPS_PER_KNOT,
        eta=found,
        silence_expected_until=_moment(k["expected_until_s"]),
        open_alarms=() if is_over else tuple(alarms),
    )


def _unseen(way: Way, now: datetime) -> State:
    """Give the state of a vessel that never reported: missing once it should have left for so long."""
    if way.plan is None or (now - way.plan.depart_at).total_seconds() <= way.thresholds.silent_s:
        return State.WAITING
    return State.MISSING


def _held(memory: Records) -> list[Alarm]:
    k = memory[0]
    place = (float(k["last_lon"]), float(k["last_lat"]))
    held = [index for index in range(len(KINDS)) if not np.isnan(k["raised"][index])]
    return [
        Alarm(
            KINDS[index],
            cast("datetime", _moment(k["since"][index])),
            cast("datetime", _moment(k["raised"][index])),
            None,
            place,
            float(k["last_m"]),
        )
        for index in held
    ]


def _paired(changes: Iterable[Change], standing: Standing, handover: Alarm | None) -> list[Alarm]:
    """Join the beginning of each alarm with its end; what holds at the end comes from what is known then."""
    alarms: dict[tuple[AlarmKind, datetime], Alarm] = {}
    open_at: dict[AlarmKind, tuple[AlarmKind, datetime]] = {}
    for change in changes:
        if change.is_begun:
            open_at[change.kind] = change.kind, change.at
            alarms[change.kind, change.at] = Alarm(change.kind, change.since, change.at, None, change.place, change.along_m)
        elif change.kind in open_at:
            key = open_at.pop(change.kind)
            alarms[key] = replace(alarms[key], ended_at=change.at)
    for alarm in standing.open_alarms:
        alarms.setdefault((alarm.kind, alarm.raised_at), alarm)
    if handover is not None:
        alarms[handover.kind, handover.raised_at] = handover
    return sorted(alarms.values(), key=lambda alarm: (alarm.raised_at, alarm.kind))
