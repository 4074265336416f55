"""The figures themselves, and the address at which they are shown."""

import math
import socket
import urllib.request

import pytest
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from silog.errors import SilogError
from silog.kit.telemetry.exposing import exposed
from silog.kit.telemetry.metrics import Metrics
from silog.settings import MetricsAddress


def _shown(metrics: Metrics, name: str) -> dict[tuple[str, ...], float]:
    """The values of one metric by those of its labels, which come in the order of the labels' names."""
    families = text_string_to_metric_families(generate_latest(metrics.registry).decode())
    samples = (sample for family in families for sample in family.samples if sample.name == name)
    return {tuple(sample.labels.values()): sample.value for sample in samples}


def test_durations_are_shown_with_all_that_lies_below_each_bound() -> None:
    metrics = Metrics()
    for seconds in (0.0001, 0.001, 0.0011, 19.0, 21.0):
        metrics.count_request("/graphql", 200, seconds)

    buckets = _shown(metrics, "silog_http_request_seconds_bucket")

    assert [buckets[bound, "/graphql"] for bound in ("0.001", "0.0025", "10.0", "20.0", "+Inf")] == [2, 3, 3, 4, 5]
    assert _shown(metrics, "silog_http_request_seconds_count") == {("/graphql",): 5}
    assert math.isclose(_shown(metrics, "silog_http_request_seconds_sum")["/graphql",], 40.0022)


def test_a_stream_is_counted_and_its_length_is_not() -> None:
    metrics = Metrics()
    metrics.count_request("/graphql", 200, None)

    assert _shown(metrics, "silog_http_requests_total") == {("/graphql", "2xx"): 1}
    assert _shown(metrics, "silog_http_request_seconds_count") == {}


def test_codes_without_end_would_end_in_one() -> None:
    metrics = Metrics()
    for number in range(1000):
        metrics.count_operation("query", f"CODE_{number}")

    shown = _shown(metrics, "silog_graphql_operations_total")

    assert len(shown) == 201
    assert shown["OTHER", "query"] == 800


def test_they_are_shown_at_their_own_address_for_as_long_as_wanted() -> None:
    metrics = Metrics()
    with (
        exposed(metrics.registry, MetricsAddress("127.0.0.1", 0)) as port,
        urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer,
    ):
        text = answer.read().decode()

    assert "silog_build_info{" in text
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics")


def test_where_the_usual_address_is_taken_only_the_metrics_are_missing(caplog: pytest.LogCaptureFixture) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        with exposed(Metrics().registry, MetricsAddress("127.0.0.1", port)) as shown_at:
            assert shown_at is None

    assert "SILOG_METRICS" in caplog.text


def test_an_address_that_somebody_named_and_that_is_taken_ends_the_start() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        with (
            pytest.raises(SilogError, match=f"127.0.0.1:{port}"),
            exposed(Metrics().registry, MetricsAddress("127.0.0.1", port, is_named=True)),
        ):
            pass
