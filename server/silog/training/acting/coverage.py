"""When a scan reaches the server: at once, or when its device next comes to where there is a signal."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from silog.training.acting.chance import source
from silog.training.facts import Incidents

Sending = Callable[[int], int]


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
