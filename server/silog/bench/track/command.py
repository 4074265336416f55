"""`silog bench track`: follow made-up tracks and say what ten thousand positions cost."""

import os
import platform
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

import numpy as np
import shapely

from silog.bench import tables
from silog_gis.track import Fix, Plan, Way, advance, begin, stand

POSITIONS: Final = 10_000
GOAL_MS: Final = 100
_CORNERS: Final = 120
_BESIDE: Final = frozenset({"100 tracks, report by report"})
"""Told beside the aim: what a state costs to be kept and taken up again for every single report."""
_HEADINGS: Final = ("10,000 positions", "aim", "CPU ms")
_START: Final = datetime(2024, 11, 17, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Figure:
    """What one manner of following costs."""

    manner: str
    has_aim: bool
    milliseconds: float
    """Processor time for ten thousand positions, the median of all rounds."""


@dataclass(frozen=True, slots=True)
class Measured:
    """All figures."""

    figures: tuple[Figure, ...]
    rounds: int

    def for_terminal(self) -> str:
        """Write a table."""
        return tables.for_terminal(_HEADINGS, self._rows())

    def _rows(self) -> list[tuple[str, str, str]]:
        return [(f.manner, f"at most {GOAL_MS}" if f.has_aim else "none", f"{f.milliseconds:.1f}") for f in self.figures]

    def for_page(self) -> str:
        """Write the section of docs/performance.md."""
        day, cores = f"{datetime.now(UTC):%Y-%m-%d}", len(os.sched_getaffinity(0))
        return f"""## Tracking

`silog bench track --rounds {self.rounds}`

Measured on {day}: {cores} cores, Linux {platform.release()}, Python {platform.python_version()}.
Processor time of one process, the median of {self.rounds} rounds, once the rules are compiled: reading
the positions, all rules (projection, clock, deviation, stop, silence, lateness, arrival), and what is known at the end. Noisy positions
on a route of {_CORNERS} corners with ten ports and a dead zone.

{tables.for_page(_HEADINGS, self._rows())}
"""


def run(rounds: int) -> Measured:
    """Measure every manner, so many times each."""
    manners: dict[str, Callable[[], None]] = {
        "one track": lambda: _follow(POSITIONS, POSITIONS),
        "100 tracks of 100": lambda: _follow(100, 100),
        "100 tracks, report by report": lambda: _follow(100, 1),
    }
    figures = []
    for manner, follow in manners.items():
        follow()
        figures.append(Figure(manner, manner not in _BESIDE, float(np.median([_cpu_ms(follow) for _ in range(rounds)]))))
    return Measured(tuple(figures), rounds)


def _cpu_ms(act: Callable[[], None]) -> float:
    begun = time.process_time()
    act()
    return (time.process_time() - begun) * 1000


_WAYS: Final[dict[int, tuple[Way, list[Fix]]]] = {}


def _follow(length: int, batch: int) -> None:
    """Follow ten thousand positions as tracks of a length, so many positions at a time."""
    if length not in _WAYS:
        _WAYS[length] = _track(length)
    way, fixes = _WAYS[length]
    for _ in range(POSITIONS // length):
        state = begin()
        for start in range(0, length, batch):
            state, _, _ = advance(way, state, fixes[start : start + batch])
        stand(way, state, fixes[-1].at)


def _track(length: int) -> tuple[Way, list[Fix]]:
    """Make a winding route and a vessel that reports every minute along it, within fifty metres."""
    luck = np.random.default_rng(1)
    along = np.linspace(0, 1, _CORNERS)
    route = np.stack([104 + 3 * along, 1 + 0.2 * np.sin(9 * along)], axis=1)
    gone = np.linspace(0, 0.9, length)
    lons, lats = (np.interp(gone, along, route[:, axis]) + luck.normal(0, 50 / 111_320, length) for axis in (0, 1))
    ends = _START, _START + timedelta(minutes=length / 0.9)
    way = Way.of(
        [(lon, lat) for lon, lat in route.tolist()],
        plan=Plan(*ends),
        ports=[(lon, lat) for lon, lat in route[::12].tolist()],
        dead_zones=[shapely.Point(105, 1.1).buffer(0.2)],
    )
    minutes = [_START + timedelta(minutes=number) for number in range(length)]
    return way, [Fix(at, lon, lat, at + timedelta(seconds=3)) for at, lon, lat in zip(minutes, lons.tolist(), lats.tolist(), strict=True)]
