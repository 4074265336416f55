"""Measurements as the cells of tables."""

from collections.abc import Iterator, Sequence
from typing import Final

from silog.bench.graphql.contest import Results
from silog.bench.graphql.goals import Outcome, Side
from silog.bench.measuring import Sample, Spread, ratio, spread_of
from silog.bench.tables import Row

_MICROSECONDS: Final = 1e6
_MILLISECONDS: Final = 1e3
REFERENCE: Final = "raw"
HEADINGS: Final = (
    *("", "server", "CPU/request", "range", "server's", "PostgreSQL's"),
    *("of raw", "range", "requests/s", "p50", "p99", "bytes"),
)
GOAL_HEADINGS: Final = ("", "processor time per request", "goal", "found", "range", "met")


def rows(results: Results, size: str, questions: Sequence[str], servers: Sequence[str]) -> Iterator[Row]:
    """Give a row for each question and server on data of one size."""
    for question in questions:
        for server in servers:
            samples = results.of(size, server, question)
            if samples:
                yield (question, server, *_figures(samples, results.of(size, REFERENCE, question)))


def goal_rows(outcomes: Iterator[Outcome]) -> Iterator[Row]:
    """Give a row for each goal, with both sides of its ratio."""
    for one in outcomes:
        bound = f"{'>=' if one.is_least else '<='} {one.bound:g}"
        if one.under is None:
            what, unit = f"PostgreSQL alone for {_side(one.over)}", " ms"
        else:
            what, unit = f"{_side(one.over)} / {_side(one.under)}", ""
        spread = f"{one.found.least:.2f} to {one.found.most:.2f}"
        yield (one.question, what, f"{bound}{unit}", f"{one.found.middle:.2f}{unit}", spread, "yes" if one.is_met else "no")


def _side(side: Side) -> str:
    return f"{side.server} on the {side.size} ({_cpu(side.cpu_s)})"


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
