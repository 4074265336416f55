"""The figures of one process, in a registry of its own.

Labels have few values, all of them ours: a route's template, a status class, a kind of operation, a code of an error.
"""

import platform
from collections.abc import Callable, Iterable
from importlib.metadata import version
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

_SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20)
_STATEMENT_SECONDS: Final = (0.0002, 0.0005, *_SECONDS[:-1])
_MOST_CODES: Final = 200
"""Codes are words of ours, a few dozen. Should a mistake make one of a client's, the figures stay bounded all the same."""
OTHER: Final = "OTHER"
Reading = Callable[[], Iterable[tuple[tuple[str, ...], float]]]


class Metrics:
    """Everything that is counted, and the registry it is read from."""

    def __init__(self) -> None:
        """Start at zero."""
        self.registry = CollectorRegistry()
        self._requests = Counter("silog_http_requests", "Requests answered.", ["route", "status"], registry=self.registry)
        self._request_s = Histogram(
            "silog_http_request_seconds",
            "From a request's arrival to the last byte of its answer; event streams are left out.",
            ["route"],
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._operations = Counter("silog_graphql_operations", "GraphQL operations run.", ["kind", "code"], registry=self.registry)
        self.statement_s = Histogram(
            "silog_read_statement_seconds",
            "Statements that read, without their wait for a connection.",
            buckets=_STATEMENT_SECONDS,
            registry=self.registry,
        )
        self.transaction_s = Histogram(
            "silog_transaction_seconds", "Transactions that write.", buckets=_STATEMENT_SECONDS, registry=self.registry
        )
        self.scans = Counter("silog_scans", "Scans taken in, by what became of them.", ["outcome"], registry=self.registry)
        self.positions = Counter("silog_positions", "Positions of conveyances taken in.", registry=self.registry)
        self.subscriptions_open = Gauge("silog_subscriptions_open", "Subscriptions being followed.", registry=self.registry)
        self.sockets_open = Gauge("silog_sockets_open", "WebSockets open.", registry=self.registry)
        self.requests_open = Gauge("silog_http_requests_open", "Requests being answered, event streams among them.", registry=self.registry)
        Info("silog_build", "Which program this is.", registry=self.registry).info(
            {"version": version("silog-kepri"), "python": platform.python_version()}
        )
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        self._by_route: dict[tuple[str, int], tuple[Counter, Histogram]] = {}
        self._by_code: dict[tuple[str, str], Counter] = {}

    def count_request(self, route: str, status: int, seconds: float | None) -> None:
        """Count one answer; `seconds` is None for a stream, whose length says nothing about the server."""
        found = self._by_route.get((route, status // 100))
        if found is None:
            found = self._requests.labels(route, f"{status // 100}xx"), self._request_s.labels(route)
            self._by_route[route, status // 100] = found
        found[0].inc()
        if seconds is not None:
            found[1].observe(seconds)

    def count_operation(self, kind: str, code: str) -> None:
        """Count one operation by how it ended."""
        found = self._by_code.get((kind, code))
        if found is None:
            found = self._by_code[kind, code] = self._operations.labels(kind, code if len(self._by_code) < _MOST_CODES else OTHER)
        found.inc()

    def read_gauge(self, name: str, says: str, labels: tuple[str, ...], reading: Reading) -> None:
        """Ask for a figure when the metrics are read, and not before."""
        self.registry.register(_AtReading(lambda: GaugeMetricFamily(name, says, labels=labels), reading))

    def read_counter(self, name: str, says: str, labels: tuple[str, ...], reading: Reading) -> None:
        """Ask for a figure that only grows when the metrics are read, and not before."""
        self.registry.register(_AtReading(lambda: CounterMetricFamily(name, says, labels=labels), reading))


class _AtReading(Collector):
    def __init__(self, family: Callable[[], GaugeMetricFamily | CounterMetricFamily], reading: Reading) -> None:
        self._family = family
        self._reading = reading

    def collect(self) -> Iterable[Metric]:
        family = self._family()
        for labels, value in self._reading():
            family.add_metric(labels, value)
        return [family]
