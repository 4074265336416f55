"""Where every conveyance reports itself along its runs, with noise, and with silence far from port that ends in a burst.

What befalls ships on their way is seen in their reports alone: one stays beside its route, one lies still, one says nothing more.

Between two runs a conveyance goes back the way it came, or out empty the way it will come: boxes are not told of, positions are.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from silog.movement.rules import ConveyanceKind
from silog.training.acting.carries import Journeys, Run
from silog.training.acting.chance import source
from silog.training.acting.coverage import METRES_PER_DEGREE as _METRES_PER_DEGREE
from silog.training.acting.coverage import heard_from, is_dark
from silog.training.acting.timing import MINUTE_MS, Timing
from silog.training.facts import Befalling, OnTheWay, Tracking

_Reports = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]
"""Sent, made (milliseconds), lon, lat (degrees), course (degrees), speed (knots): one row each."""
_MS_PER_HOUR = 3_600_000.0
_METRES_PER_MILE = 1852.0
_ASHORE = frozenset({ConveyanceKind.TRUCK, ConveyanceKind.ON_FOOT})


@dataclass(frozen=True, slots=True)
class Tracks:
    """Reports of all conveyances in the order in which they are sent; one row of each array per report."""

    codes: tuple[str, ...]
    conveyance: NDArray[np.int32]
    sent_ms: NDArray[np.int64]
    at_ms: NDArray[np.int64]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    course_deg: NDArray[np.float64]
    speed_kn: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Move:
    """A conveyance under way, with boxes or empty."""

    starts_ms: int
    ends_ms: int
    route: NDArray[np.float64]
    befallen: OnTheWay | None = None


def all_tracks(  # noqa: PLR0917 - each of its own type
    journeys: Journeys,
    timing: Timing,
    kinds: Mapping[str, ConveyanceKind],
    tracking: Tracking,
    seed: int,
    begins_ms: int,
    on_the_way: Mapping[int, OnTheWay],
) -> Tracks:
    """Work out every report of the season. At `begins_ms` every conveyance that has not moved yet says where it waits."""
    codes = tuple(sorted({run.conveyance_code for run in journeys.runs}))
    runs_of: dict[str, list[Run]] = defaultdict(list)
    for run in sorted(journeys.runs, key=lambda each: timing.departs_ms[each.index]):
        runs_of[run.conveyance_code].append(run)
    parts, heard = [], heard_from(journeys.runs)
    for number, code in enumerate(codes):
        is_vessel = kinds[code] not in _ASHORE
        every = tracking.vessel_every if is_vessel else tracking.land_every
        luck = np.random.default_rng(source(seed, "track", code).getrandbits(64))
        first = timing.departs_ms[runs_of[code][0].index]
        if begins_ms < first:
            parts.append((np.full(1, number, dtype=np.int32), *_waiting(runs_of[code][0], begins_ms)))
        for move in _moves(runs_of[code], timing, on_the_way):
            part = _reports(move, round(every.total_seconds() * 1000), tracking, luck, heard if is_vessel else None)
            parts.append((np.full(len(part[0]), number, dtype=np.int32), *part))
    columns: list[NDArray[Any]] = [np.concatenate(column) for column in zip(*parts, strict=True)] if parts else [np.empty(0)] * 7
    order = np.lexsort((columns[2], columns[0], columns[1]))
    return Tracks(codes, *(column[order] for column in columns))


def _waiting(run: Run, at_ms: int) -> _Reports:
    """One report: lying where the first run begins."""
    at = np.array([at_ms], dtype=np.int64)
    lon, lat = run.route[0]
    return at, at, np.array([round(lon, 6)]), np.array([round(lat, 6)]), np.zeros(1), np.zeros(1)


def _moves(runs: list[Run], timing: Timing, on_the_way: Mapping[int, OnTheWay]) -> Iterable[_Move]:
    """All moves of one conveyance, the empty ones between its runs included."""
    done: list[Run] = []
    for run in runs:
        starts = timing.departs_ms[run.index]
        if done and done[-1].to_code != run.from_code:
            yield from _empty(done, run, timing.arrives_ms[done[-1].index] + 10 * MINUTE_MS, starts - MINUTE_MS)
        yield _Move(starts, timing.arrives_ms[run.index], run.route, on_the_way.get(run.index))
        done.append(run)


def _empty(done: list[Run], run: Run, from_ms: int, until_ms: int) -> Iterable[_Move]:
    """Go back over what was done until the place the next run leaves from; or, to fetch, out over the next run itself."""
    back: list[Run] = []
    for before in reversed(done):
        if before.to_code == run.from_code or (back and before.to_code != back[-1].from_code):
            break
        back.append(before)
    if back and back[-1].from_code == run.from_code:
        yield from _retraced(back, from_ms, until_ms)
    elif done[-1].to_code == run.to_code:
        lasts = min(run.arrives_ms - run.departs_ms, max(1, until_ms - from_ms))
        yield _Move(until_ms - lasts, until_ms, run.route[::-1])


def _retraced(back: list[Run], from_ms: int, until_ms: int) -> Iterable[_Move]:
    wanted = sum(run.arrives_ms - run.departs_ms for run in back)
    pace = min(1.0, max(1, until_ms - from_ms) / max(1, wanted))
    for run in back:
        lasts = round((run.arrives_ms - run.departs_ms) * pace)
        yield _Move(from_ms, from_ms + lasts, run.route[::-1])
        from_ms += lasts


def _reports(move: _Move, every_ms: int, tracking: Tracking, luck: np.random.Generator, heard: NDArray[np.float64] | None) -> _Reports:
    """Reports of one move: the first at its start, the last at its end, standing. `heard`: near what it is heard, None: everywhere."""
    at = np.unique(np.append(np.arange(move.starts_ms, move.ends_ms, every_ms, dtype=np.int64), move.ends_ms))
    along = _lengths_m(move.route)
    length_m = float(along[-1])
    gone = _gone_m(move, at, length_m)
    noise = luck.normal(0, tracking.noise_m / _METRES_PER_DEGREE, (2, len(at))) if heard is not None else np.zeros((2, len(at)))
    noise[:, [0, -1]] = 0
    segment = np.clip(np.searchsorted(along, gone, side="right") - 1, 0, len(along) - 2)
    course = _courses(move.route)[segment]
    aside = _aside_deg(move, gone / length_m, course)
    lon = np.interp(gone, along, move.route[:, 0]) + noise[0] + aside[0]
    lat = np.interp(gone, along, move.route[:, 1]) + noise[1] + aside[1]
    knots = length_m / max(1, move.ends_ms - move.starts_ms - _held_ms(move)) * _MS_PER_HOUR / _METRES_PER_MILE
    speed = np.where(np.diff(gone, append=gone[-1]) > 0, round(knots, 1), 0.0)
    sent = at if heard is None else _sent(at, is_dark(lon, lat, heard, tracking.dark_after_m))
    columns = sent, at, np.round(lon, 6), np.round(lat, 6), np.round(course, 1), speed
    told = _is_told(move, gone / length_m)
    return columns[0][told], columns[1][told], columns[2][told], columns[3][told], columns[4][told], columns[5][told]


def _held_ms(move: _Move) -> int:
    return 0 if move.befallen is None else round(move.befallen.lasts.total_seconds() * 1000)


def _gone_m(move: _Move, at: NDArray[np.int64], length_m: float) -> NDArray[np.float64]:
    """How far along its way it is at some times: evenly, but for where it is held."""
    held_ms, share = _held_ms(move), 0.0 if move.befallen is None else move.befallen.from_share
    stops_ms = move.starts_ms + share * max(1, move.ends_ms - move.starts_ms - held_ms)
    times = [move.starts_ms, stops_ms, stops_ms + held_ms, max(move.starts_ms + 1, move.ends_ms)]
    return np.asarray(np.interp(at, times, [0.0, share * length_m, share * length_m, length_m]))


def _aside_deg(move: _Move, share: NDArray[np.float64], course_deg: NDArray[np.float64]) -> NDArray[np.float64]:
    """How far beside its way it is, to starboard, in degrees: a ship that strays goes out and comes back over a fifth each."""
    if move.befallen is None or move.befallen.kind is not Befalling.STRAYS:
        return np.zeros((2, len(share)))
    begun, ended = move.befallen.from_share, move.befallen.until_share
    ramp = (ended - begun) / 5
    part = np.clip(np.minimum(share - begun, ended - share) / ramp, 0.0, 1.0) * move.befallen.aside_m / _METRES_PER_DEGREE
    return np.stack([part * np.cos(np.radians(course_deg)), -part * np.sin(np.radians(course_deg))])


def _is_told(move: _Move, share: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Say which reports are made: of a tracker that falls silent none but the last, when it has arrived."""
    told = np.ones(len(share), dtype=np.bool_)
    if move.befallen is not None and move.befallen.kind is Befalling.FALLS_SILENT:
        told[:-1] = share[:-1] <= move.befallen.from_share
    return told


def _sent(at: NDArray[np.int64], dark: NDArray[np.bool_]) -> NDArray[np.int64]:
    """What is written down where nothing is heard is sent when the ship comes near a port again, in its order."""
    sent = np.where(dark, at[-1], at)
    return np.asarray(np.minimum.accumulate(sent[::-1])[::-1])


def _lengths_m(route: NDArray[np.float64]) -> NDArray[np.float64]:
    steps = np.diff(route, axis=0) * [np.cos(np.radians(route[:-1, 1].mean())), 1.0] * _METRES_PER_DEGREE
    return np.concatenate([[0.0], np.cumsum(np.maximum(np.hypot(steps[:, 0], steps[:, 1]), 1e-6))])


def _courses(route: NDArray[np.float64]) -> NDArray[np.float64]:
    steps = np.diff(route, axis=0) * [np.cos(np.radians(route[:-1, 1].mean())), 1.0]
    return np.asarray(np.degrees(np.arctan2(steps[:, 0], steps[:, 1])) % 360.0)
