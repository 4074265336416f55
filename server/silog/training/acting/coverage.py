"""When a scan or a position reaches the server: at once, or when its device next comes to where there is a signal."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Protocol

import numpy as np
import shapely
from numpy.typing import NDArray

from silog.training.acting.chance import source
from silog.training.facts import Incidents

Sending = Callable[[int], int]
Line = Sequence[tuple[float, float]] | NDArray[np.float64]
METRES_PER_DEGREE = 111_320.0
_MARGIN_DEG = 1.0


def sending_of(incidents: Incidents, stations: Sequence[str], is_3t: Mapping[str, bool], seed: int) -> dict[str, Sending]:
    """Give the stations without a signal, and when each sends what it scanned at a time; all others send at once.

    Frontier stations come first. What a device sends keeps its order: it sends all it has whenever it has a signal.
    """
    drawn = sorted(stations, key=lambda station: (not is_3t[station], source(seed, "coverage", station).random()))
    dark, weak = incidents.no_coverage, incidents.no_coverage + incidents.weak_coverage
    return {
        **{station: _every(incidents.no_coverage_lasts, station, seed) for station in drawn[:dark]},
        **{station: _every(incidents.weak_coverage_lasts, station, seed) for station in drawn[dark:weak]},
    }


def _every(period: timedelta, station: str, seed: int) -> Sending:
    period_ms = round(period.total_seconds() * 1000)
    offset_ms = source(seed, "signal", station).randrange(period_ms)

    def sent_at(made_ms: int) -> int:
        waited = -(made_ms - offset_ms) % period_ms
        return made_ms + waited

    return sent_at


class Way(Protocol):
    """A run or a leg: from which place to which, and its route in degrees."""

    @property
    def from_code(self) -> str:
        """Where it begins."""
        ...

    @property
    def to_code(self) -> str:
        """Where it ends."""
        ...

    @property
    def route(self) -> Line:
        """Lon and lat of its corners."""
        ...


def heard_from(ways: Iterable[Way]) -> NDArray[np.float64]:
    """Give the places near which conveyances are heard: the ports that ways begin or end at. Lon and lat in degrees, shape (n, 2)."""
    ends = {
        (float(place[0]), float(place[1]))
        for way in ways
        for code, place in ((way.from_code, way.route[0]), (way.to_code, way.route[-1]))
        if code.startswith("PORT-")
    }
    return np.array(sorted(ends)).reshape(-1, 2)


def is_dark(lon: NDArray[np.float64], lat: NDArray[np.float64], heard: NDArray[np.float64], reach_m: float) -> NDArray[np.bool_]:
    """Say of every position whether nothing is heard there: it is farther than the reach from all those places."""
    if not len(heard):
        return np.zeros(len(lon), dtype=np.bool_)
    east, north = lon[:, None] - heard[:, 0], lat[:, None] - heard[:, 1]
    return np.asarray(np.hypot(east, north).min(axis=1) > reach_m / METRES_PER_DEGREE)


def dead_zone(ways: Sequence[Way], reach_m: float) -> shapely.Geometry | None:
    """Draw where nothing is heard: the waters round all ways, without those near ports; None where no way knows a port."""
    heard = heard_from(ways)
    if not len(heard):
        return None
    corners = np.concatenate([np.asarray(way.route) for way in ways])
    (west, south), (east, north) = corners.min(axis=0) - _MARGIN_DEG, corners.max(axis=0) + _MARGIN_DEG
    near = shapely.union_all(shapely.buffer(shapely.points(heard), reach_m / METRES_PER_DEGREE))
    found: shapely.Geometry = shapely.difference(shapely.box(west, south, east, north), near)
    return found
