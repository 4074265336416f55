"""The figures of a contest as a table of text."""

from collections.abc import Iterator, Sequence
from typing import Final

from silog.bench.graphql.contest import Results
from silog.bench.measuring import Sample, Spread, ratio, spread_of

_MICROSECONDS: Final = 1e6
_MILLISECONDS: Final = 1e3
HEADINGS: Final = ("", "server", "CPU/request", "range", "server CPU", "PostgreSQL", "of raw", "range", "requests/s", "p50", "p99", "bytes")
Row = tuple[str, ...]


def rows(results: Results, questions: Sequence[str], servers: Sequence[str], reference: str = "raw") -> Iterator[Row]:
    """Give a row for each question and server."""
    for question in questions:
        for server in servers:
            samples = results.of(server, question)
            if samples:
                yield (question, server, *_figures(samples, results.of(reference, question)))


def _figures(samples: Sequence[Sample], reference: Sequence[Sample]) -> Iterator[str]:
    total = spread_of(samples, lambda sample: sample.cpu_s)
    yield _cpu(total.middle)
    yield f"{_cpu(total.least)} to {_cpu(total.most)}"
    yield _cpu(spread_of(samples, lambda sample: sample.server_cpu_s).middle)
    yield _cpu(spread_of(samples, lambda sample: sample.database_cpu_s).middle)
    yield from _ratio(ratio(samples, reference)) if reference else ("", "")
    yield f"{spread_of(samples, lambda sample: sample.requests_per_s).middle:,.0f}"
    yield _latency(spread_of(samples, lambda sample: sample.p50_s).middle)
    yield _latency(spread_of(samples, lambda sample: sample.p99_s).middle)
    yield f"{spread_of(samples, lambda sample: sample.answer_bytes).middle:,.0f}"


def _ratio(found: Spread) -> tuple[str, str]:
    return f"{found.middle:.2f}", f"{found.least:.2f} to {found.most:.2f}"


def _cpu(seconds: float) -> str:
    return f"{seconds * _MICROSECONDS:,.0f} us"


def _latency(seconds: float) -> str:
    return f"{seconds * _MILLISECONDS:,.1f} ms"
