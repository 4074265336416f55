"""`silog bench province`: problems of eighty drops in Kepri, solved in seconds, beside the best plans known of them."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import mean
from typing import Final

from pyvrp.stop import MaxRuntime

from silog.bench import tables
from silog.bench.machine import machine_lines
from silog.errors import WRONG_INPUT, SilogError
from silog_gis.plan.checking import violations
from silog_gis.plan.outcome import HubPlan
from silog_gis.plan.problem import HubProblem
from silog_gis.plan.province.files import FOLDER, problem_files, read_best, read_problem
from silog_gis.plan.solving import solve

MOST_GAP: Final = 0.01


@dataclass(frozen=True, slots=True)
class Figure:
    """What came of one problem; costs in rupiah, one for each seed."""

    name: str
    drops: int
    shifts: int
    best: int
    costs: tuple[int, ...]
    longest_s: float
    """What the longest took by the clock, the making of its model included."""

    @property
    def gaps(self) -> list[float]:
        """How much dearer than the best known each is, as a share."""
        return [cost / self.best - 1 for cost in self.costs]

    def row(self) -> tuple[str, ...]:
        """Write it."""
        gaps = (*self.gaps, mean(self.gaps), max(self.gaps))
        return self.name, str(self.drops), str(self.shifts), f"{self.best:,}", *(f"{gap:.2%}" for gap in gaps)


@dataclass(frozen=True, slots=True)
class Measured:
    """All problems, and the load of the machine before and after."""

    figures: tuple[Figure, ...]
    seconds: float
    seeds: int
    loads: tuple[float, float]

    def for_terminal(self) -> str:
        """Write a table and how many plans are near enough."""
        return f"{tables.for_terminal(self._headings(), [figure.row() for figure in self.figures])}\n{self._near()}"

    def for_page(self) -> str:
        """Write the section of docs/performance.md."""
        machine = "\n".join(machine_lines())
        return f"""## Plans of eighty drops

`silog bench province --seconds {self.seconds:g} --seeds {self.seeds}`

{machine}
PyVRP {version("pyvrp")} solves on one core, beside what else ran: the load was {self.loads[0]:.1f} before and {self.loads[1]:.1f} after.

Three problems over the product's own ways and reference data, with capacities, deadlines, releases, tides, several rounds a shift and
ways for each class of vessels (`gis/silog_gis/plan/province`). {self.seconds:g} s of wall clock for each seed, 1 and up. Every plan, and
each best known one, was checked by code that shares nothing with the solver. A gap below 0 is a plan better than the best known.

{tables.for_page(self._headings(), [figure.row() for figure in self.figures])}

{self._near()}
"""

    def _headings(self) -> tuple[str, ...]:
        return "problem", "drops", "shifts", "best known, Rp", *(f"seed {seed}" for seed in range(1, self.seeds + 1)), "mean", "worst"

    def _near(self) -> str:
        gaps = [gap for figure in self.figures for gap in figure.gaps]
        near = sum(gap <= MOST_GAP for gap in gaps)
        longest_s = max(figure.longest_s for figure in self.figures)
        return (
            f"{near} of {len(gaps)} plans cost at most {MOST_GAP:.0%} more than the best known (aim: all); on average {mean(gaps):.2%}. "
            f"The longest took {longest_s:.1f} s."
        )


def run(seconds: float, seeds: int, say: Callable[[str], None], folder: Path = FOLDER) -> Measured:
    """Solve every problem of a folder with each seed. Refused: a problem or a best known plan that cannot be read or does not hold."""
    before = os.getloadavg()[0]
    figures = tuple(_figure(path, seconds, seeds, say) for path in problem_files(folder))
    return Measured(figures, seconds, seeds, (before, os.getloadavg()[0]))


def _figure(path: Path, seconds: float, seeds: int, say: Callable[[str], None]) -> Figure:
    try:
        document, best = read_problem(path), read_best(path)
    except ValueError as error:
        raise SilogError(WRONG_INPUT, f"{error}.", "Nothing was measured.") from error
    problem = document.problem()
    _refuse_wrong(f"The best known plan of {document.code}", problem, best)
    costs, longest_s = list[int](), 0.0
    for seed in range(1, seeds + 1):
        say(f"{document.code}, seed {seed}: {len(problem.drops)} drops, best known {best.cost:,}")
        began = time.monotonic()
        plan = solve(problem, MaxRuntime(seconds), seed)
        longest_s = max(longest_s, time.monotonic() - began)
        if plan is None:
            raise SilogError("NO_PLAN", f"No plan was found for {document.code} in {seconds:g} s.", "Give it more time: --seconds.")
        _refuse_wrong(f"The plan of {document.code}", problem, plan)
        costs.append(plan.cost)
    return Figure(document.code, len(problem.drops), len(problem.vessels), best.cost, tuple(costs), longest_s)


def _refuse_wrong(whose: str, problem: HubProblem, plan: HubPlan) -> None:
    wrong = violations(problem, plan)
    if wrong:
        raise SilogError("WRONG_PLAN", f"{whose} breaks its problem: {wrong[0]}.")
