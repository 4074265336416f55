"""What is to be reached, and whether it was. A goal that was missed is said and never fails a run: a machine may have a bad day."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from silog.bench.ingest.contest import Results
from silog.bench.ingest.ground import BATCH
from silog.bench.measuring import Sample, Spread, spread, spread_of
from silog.bench.tables import Row

Sides = tuple[Sequence[Sample], Sequence[Sample]]

GOAL_HEADINGS: Final = ("", "", "goal", "found", "range", "met")
_LEAST_OF_PGBENCH: Final = 0.6
_LEAST_OF_TYPED: Final = 2.5
_LEAST_SCANS: Final = 2_500
_LEAST_POSITIONS: Final = 10_000
_MOST_P99_MS: Final = 10
_MOST_UNPLACED_S: Final = 2


def goal_rows(results: Results) -> Iterator[Row]:
    """Give a row for each goal, with both sides of a ratio."""
    batches, typed, desk, pgbench = (results.of(server, "batches") for server in ("silog", "typed", "desk", "pgbench"))
    unverified, typed_unverified = (results.of(server, "batches") for server in ("silog_unverified", "typed_unverified"))
    yield _ratio("scans/s in batches, silog / pgbench, unverified", (unverified, pgbench), _rate, _LEAST_OF_PGBENCH)
    yield _ratio("scans/s in batches, silog / typed, unverified", (unverified, typed_unverified), _rate, _LEAST_OF_TYPED)
    yield _unbound("CPU us a scan, pgbench / silog, unverified", (pgbench, unverified), _cpu_us)
    yield _unbound("CPU us a scan, typed / silog, unverified", (typed_unverified, unverified), _cpu_us)
    yield _unbound("scans/s in batches, silog / pgbench, silog verifies", (batches, pgbench), _rate)
    yield _unbound("scans/s in batches, silog / typed, both verify", (batches, typed), _rate)
    yield _unbound("CPU us a scan, pgbench / silog, silog verifies", (pgbench, batches), _cpu_us)
    yield _unbound("CPU us a scan, typed / silog, both verify", (typed, batches), _cpu_us)
    yield _unbound("CPU us a scan, typed / desk, both verify", (typed, desk), _cpu_us)
    yield _least("signed scans/s in batches, silog", spread_of(batches, _rate), _LEAST_SCANS)
    singles = results.of("silog", "single scans")
    yield _most("p99 of single scans, 4 clients, silog", spread_of(singles, lambda one: one.p99_s * 1e3), _MOST_P99_MS, "ms")
    yield _most("until the last scan of a round has its place in the log, silog", spread(results.placed_s), _MOST_UNPLACED_S, "s")
    size = results.sizes["positions"]
    positions = results.of("silog", "positions")
    yield _least("positions/s in batches, silog", spread_of(positions, lambda one: one.requests_per_s * size), _LEAST_POSITIONS)


def _rate(one: Sample) -> float:
    return one.requests_per_s * BATCH


def _cpu_us(one: Sample) -> float:
    return one.cpu_s / BATCH * 1e6


def _ratio(title: str, sides: Sides, figure: Callable[[Sample], float], bound: float) -> Row:
    said, found = _divided(title, sides, figure)
    return ("", said, f">= {bound:g}", f"{found.middle:.2f}", _range(found, 2), _met(found.middle >= bound))


def _unbound(title: str, sides: Sides, figure: Callable[[Sample], float]) -> Row:
    """Give a row that explains another: it has no goal."""
    said, found = _divided(title, sides, figure)
    return ("", said, "", f"{found.middle:.2f}", _range(found, 2), "")


def _divided(title: str, sides: Sides, figure: Callable[[Sample], float]) -> tuple[str, Spread]:
    found = spread([figure(one) / figure(other) for one, other in zip(*sides, strict=True)])
    return f"{title} ({' / '.join(f'{spread_of(side, figure).middle:,.0f}' for side in sides)})", found


def _least(title: str, found: Spread, bound: float) -> Row:
    return ("", title, f">= {bound:,}", f"{found.middle:,.0f}", _range(found, 0), _met(found.middle >= bound))


def _most(title: str, found: Spread, bound: float, unit: str) -> Row:
    return ("", title, f"<= {bound:g} {unit}", f"{found.middle:.1f} {unit}", _range(found, 1), _met(found.middle <= bound))


def _range(found: Spread, digits: int) -> str:
    return f"{found.least:,.{digits}f} to {found.most:,.{digits}f}"


def _met(is_so: bool) -> str:  # noqa: FBT001 -- the one thing that it says
    return "yes" if is_so else "no"
