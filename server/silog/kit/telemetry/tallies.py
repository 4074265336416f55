"""Figures that are kept on the way of every request, as plain numbers that are given their form when somebody reads them.

The library's own counters take a lock and walk through their buckets: together some eight microseconds of a small request. Here one
thread adds, and others only read.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from prometheus_client.metrics_core import HistogramMetricFamily
from prometheus_client.utils import floatToGoString


class Durations:
    """How many took how long, by buckets with an upper bound each."""

    __slots__ = ("_bounds_s", "_counts", "_total_s")

    def __init__(self, bounds_s: Sequence[float]) -> None:
        """`bounds_s` ascend; what takes longer than the last counts as endless."""
        self._bounds_s = bounds_s
        self._counts = [0] * (len(bounds_s) + 1)
        self._total_s = 0.0

    def observe(self, seconds: float) -> None:
        """Count one."""
        self._counts[bisect_left(self._bounds_s, seconds)] += 1
        self._total_s += seconds

    def add_to(self, family: HistogramMetricFamily, labels: Sequence[str]) -> None:
        """Tell them as Prometheus reads them: each bucket with all that lies below."""
        family.add_metric(labels, list(self._buckets()), self._total_s)

    def _buckets(self) -> Iterable[tuple[str, float]]:
        below = 0
        for bound_s, count in zip((*self._bounds_s, float("inf")), list(self._counts), strict=True):
            below += count
            yield floatToGoString(bound_s), below  # type: ignore[no-untyped-call]  # the library's own form
