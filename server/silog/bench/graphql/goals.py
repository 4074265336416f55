"""What is to be reached, and whether it was. A goal that was missed is said and never fails a run: a machine may have a bad day."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from silog.bench.graphql.contest import Results
from silog.bench.measuring import Sample, Spread, ratio, spread_of

_MILLISECOND: Final = 1e-3


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a ratio: which server on which data, and its processor time per request in seconds."""

    server: str
    size: str
    cpu_s: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """One goal: `bound` is the most of `found`, or the least where `is_least`. Without `under` it is milliseconds of PostgreSQL."""

    question: str
    over: Side
    under: Side | None
    bound: float
    found: Spread
    is_least: bool = False

    @property
    def is_met(self) -> bool:
        """Whether the median reaches the bound."""
        return self.found.middle >= self.bound if self.is_least else self.found.middle <= self.bound


@dataclass(frozen=True, slots=True)
class _Goal:
    question: str
    over: str
    under: str
    bound: float
    is_least: bool = False


_POSTGRAPHILES: Final = ("postgraphile", "postgraphile-scoped")
_GOALS: Final = (
    _Goal("Q1", "silog", "raw", 1.0),
    _Goal("Q2", "silog", "raw", 0.85),
    _Goal("Q3", "silog", "raw", 0.70),
    _Goal("Q4", "silog", "raw-live", 0.5),
    *(_Goal("Q1", name, "silog", 3.0, is_least=True) for name in _POSTGRAPHILES),
    *(_Goal(question, name, "silog", 4.5, is_least=True) for name in _POSTGRAPHILES for question in ("Q2", "Q3")),
    _Goal("Q2", "strawberry-naive", "silog", 20.0, is_least=True),
    _Goal("Q3", "strawberry-naive", "silog", 20.0, is_least=True),
    _Goal("Q5", "silog-public", "hello", 4.0),
    *(_Goal(question, "silog", "silog-unscoped", 1.10) for question in ("Q1", "Q2", "Q3", "Q4")),
)
_MOST_GROWTH: Final = 1.4
_MOST_Q4_MS: Final = 5.0


def outcomes(results: Results, sizes: Sequence[str]) -> Iterator[Outcome]:
    """Give every goal for which there are measurements: between servers on the first size, and between the sizes."""
    first, *larger = sizes
    for goal in _GOALS:
        over, under = results.of(first, goal.over, goal.question), results.of(first, goal.under, goal.question)
        if over and under:
            sides = Side(goal.over, first, _cpu_s(over)), Side(goal.under, first, _cpu_s(under))
            yield Outcome(goal.question, *sides, goal.bound, ratio(over, under), goal.is_least)
    for size in larger:
        yield from _growth(results, first, size)


def _growth(results: Results, first: str, size: str) -> Iterator[Outcome]:
    for question in ("Q1", "Q2", "Q3"):
        large, small = results.of(size, "silog", question), results.of(first, "silog", question)
        if large and small:
            sides = Side("silog", size, _cpu_s(large)), Side("silog", first, _cpu_s(small))
            yield Outcome(question, *sides, _MOST_GROWTH, ratio(large, small))
    counted = results.of(size, "silog", "Q4")
    if counted:
        found = spread_of(counted, lambda sample: sample.database_cpu_s / _MILLISECOND)
        yield Outcome("Q4", Side("silog", size, found.middle * _MILLISECOND), None, _MOST_Q4_MS, found)


def _cpu_s(samples: Sequence[Sample]) -> float:
    return spread_of(samples, lambda sample: sample.cpu_s).middle
