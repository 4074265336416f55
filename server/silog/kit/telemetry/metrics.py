"""The figures of one process, in a registry of its own.

Labels have few values, all of them ours: a route's template, a status class, a kind of operation, a code of an error.
"""

import platform
from collections import Counter
from collections.abc import Callable, Iterable
from importlib.metadata import version
from typing import Final

from prometheus_client import CollectorRegistry, Info
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

from silog.kit.telemetry.tallies import Durations

_REQUEST_S: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0)
_STATEMENT_S: Final = (0.0002, 0.0005, *_REQUEST_S[:-1])
_MOST_CODES: Final = 200
"""Codes are words of ours, a few dozen. Should a mistake make one of a client's, the figures stay bounded all the same."""
OTHER: Final = "OTHER"
Values = Iterable[tuple[tuple[str, ...], float]]


class Metrics:
    """Everything that is counted, and the registry it is read from."""

    def __init__(self) -> None:
        """Start at zero."""
        self.registry = CollectorRegistry()
        self.statement_s = Durations(_STATEMENT_S)
        self.transaction_s = Durations(_STATEMENT_S)
        self.requests_open = 0
        self.sockets_open = 0
        self.subscriptions_open = 0
        self.scans: Counter[str] = Counter()
        self.positions = 0
        self._requests: Counter[tuple[str, int]] = Counter()
        self._request_s: dict[str, Durations] = {}
        self._operations: Counter[tuple[str, str]] = Counter()
        self._tell()

    def count_request(self, route: str, status: int, seconds: float | None) -> None:
        """Count one answer; `seconds` is None for a stream, whose length says nothing about the server."""
        self._requests[route, status // 100] += 1
        if seconds is not None:
            found = self._request_s.get(route)
            if found is None:
                found = self._request_s[route] = Durations(_REQUEST_S)
            found.observe(seconds)

    def count_operation(self, kind: str, code: str, times: int = 1) -> None:
        """Count operations by how they ended."""
        key = kind, code
        if key not in self._operations and len(self._operations) >= _MOST_CODES:
            key = kind, OTHER
        self._operations[key] += times

    def counter(self, name: str, says: str, labels: tuple[str, ...], values: Callable[[], Values]) -> None:
        """Show a figure that only grows, asked for when the metrics are read."""
        self.registry.register(_AtReading(lambda: _filled(CounterMetricFamily(name, says, labels=labels), values())))

    def gauge(self, name: str, says: str, labels: tuple[str, ...], values: Callable[[], Values]) -> None:
        """Show a figure that comes and goes, asked for when the metrics are read."""
        self.registry.register(_AtReading(lambda: _filled(GaugeMetricFamily(name, says, labels=labels), values())))

    def durations(self, name: str, says: str, labels: tuple[str, ...], values: Callable[[], dict[tuple[str, ...], Durations]]) -> None:
        """Show how long things take."""

        def family() -> Metric:
            made = HistogramMetricFamily(name, says, labels=labels)
            for label, found in values().items():
                found.add_to(made, label)
            return made

        self.registry.register(_AtReading(family))

    def _tell(self) -> None:
        self.counter(
            "silog_http_requests",
            "Requests answered.",
            ("route", "status"),
            lambda: [((route, f"{hundreds}xx"), count) for (route, hundreds), count in self._requests.copy().items()],
        )
        self.durations(
            "silog_http_request_seconds",
            "From a request's arrival to the last byte of its answer; event streams are left out.",
            ("route",),
            lambda: {(route,): found for route, found in self._request_s.copy().items()},
        )
        self.counter("silog_graphql_operations", "GraphQL operations run.", ("kind", "code"), lambda: self._operations.copy().items())
        self.durations("silog_read_statement_seconds", "Statements that read, without their wait.", (), lambda: {(): self.statement_s})
        self.durations("silog_transaction_seconds", "Transactions that write.", (), lambda: {(): self.transaction_s})
        self.counter("silog_scans", "Scans taken in.", ("outcome",), lambda: [((word,), n) for word, n in self.scans.copy().items()])
        self.counter("silog_positions", "Positions of conveyances taken in.", (), lambda: [((), self.positions)])
        self.gauge("silog_subscriptions_open", "Subscriptions being followed.", (), lambda: [((), self.subscriptions_open)])
        self.gauge("silog_sockets_open", "WebSockets open.", (), lambda: [((), self.sockets_open)])
        self.gauge("silog_http_requests_open", "Requests being answered, event streams among them.", (), lambda: [((), self.requests_open)])
        built = {"version": version("silog-kepri"), "python": platform.python_version()}
        Info("silog_build", "Which program this is.", registry=self.registry).info(built)
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)


class _AtReading(Collector):
    def __init__(self, family: Callable[[], Metric]) -> None:
        self._family = family

    def collect(self) -> Iterable[Metric]:
        return [self._family()]


def _filled(family: CounterMetricFamily | GaugeMetricFamily, values: Values) -> Metric:
    for labels, value in values:
        family.add_metric(labels, value)
    return family
