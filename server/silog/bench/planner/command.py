"""`silog bench planner`: public multi-trip instances through our adapter, beside PyVRP by itself and the best known solutions."""

import os
import platform
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import mean
from typing import Final

import pyvrp
from pyvrp.stop import MaxRuntime

from silog.bench import tables
from silog.errors import WRONG_INPUT, SilogError
from silog_gis.plan.checking import violations
from silog_gis.plan.instances import best_known, read_instance
from silog_gis.plan.solving import solve

MOST_GAP: Final = 0.04
MOST_BEHIND: Final = 0.005
_HEADINGS: Final = ("instance", "drops", "best known", "ours", "gap", "PyVRP alone", "gap", "ours / alone")


@dataclass(frozen=True, slots=True)
class Figure:
    """What came of one instance; costs in the units of the best known."""

    name: str
    drops: int
    best: int
    ours: int
    alone: int

    @property
    def gap(self) -> float:
        """How much dearer ours is than the best known, as a share."""
        return self.ours / self.best - 1

    def row(self) -> tuple[str, ...]:
        """Write it."""
        alone = f"{self.alone / self.best - 1:.2%}"
        return (
            self.name,
            str(self.drops),
            f"{self.best:,}",
            f"{self.ours:,}",
            f"{self.gap:.2%}",
            f"{self.alone:,}",
            alone,
            f"{self.ours / self.alone:.4f}",
        )


@dataclass(frozen=True, slots=True)
class Measured:
    """All instances of a folder."""

    figures: tuple[Figure, ...]
    seconds: float
    seed: int

    def for_terminal(self) -> str:
        """Write a table and the means."""
        return f"{tables.for_terminal(_HEADINGS, [figure.row() for figure in self.figures])}\n{self._means()}"

    def _means(self) -> str:
        gap, behind = mean(figure.gap for figure in self.figures), mean(figure.ours / figure.alone - 1 for figure in self.figures)
        return f"Mean gap {gap:.2%} (aim: at most {MOST_GAP:.0%}); ours beside PyVRP alone {behind:+.2%} (aim: at most {MOST_BEHIND:+.1%})."

    def for_page(self) -> str:
        """Write the section of docs/performance.md."""
        day, cores = f"{datetime.now(UTC):%Y-%m-%d}", len(os.sched_getaffinity(0))
        return f"""## Plans

`silog bench planner --instances DIR --seconds {self.seconds:g} --seed {self.seed}`

Measured on {day}: {cores} cores, Linux {platform.release()}, Python {platform.python_version()}, PyVRP {version("pyvrp")}, which solves on
one of them. Public instances of the vehicle routing problem with several trips, time windows and release times (type MTVRPTWR of
PyVRP/Instances), {self.seconds:g} s each, through the product's own problem and plan, and by PyVRP alone with the same time and seed. Every
plan was checked by code that shares nothing with the solver.

{tables.for_page(_HEADINGS, [figure.row() for figure in self.figures])}

{self._means()}
"""


def run(folder: Path, seconds: float, seed: int, say: Callable[[str], None]) -> Measured:
    """Solve every instance of a folder. Refused: a folder without instances, one without its best known solution beside it."""
    paths = sorted(folder.glob("*.vrp"))
    if not paths:
        raise SilogError(WRONG_INPUT, f"{folder} holds no instance.", "Name a folder of .vrp files with their .sol files beside them.")
    return Measured(tuple(_figure(path, seconds, seed, say) for path in paths), seconds, seed)


def _figure(path: Path, seconds: float, seed: int, say: Callable[[str], None]) -> Figure:
    try:
        (problem, data), best = read_instance(path), best_known(path)
    except (ValueError, OSError) as error:
        raise SilogError(WRONG_INPUT, f"{error}.", "Nothing was measured.") from error
    say(f"{path.stem}: {len(problem.drops)} drops, best known {best:,}")
    plan = solve(problem, MaxRuntime(seconds), seed)
    if plan is None:
        raise SilogError("NO_PLAN", f"No plan was found for {path.stem} in {seconds:g} s.", "Give it more time: --seconds.")
    wrong = violations(problem, plan)
    if wrong:
        raise SilogError("WRONG_PLAN", f"The plan of {path.stem} breaks its problem: {wrong[0]}.")
    alone = pyvrp.solve(data, MaxRuntime(seconds), seed=seed, collect_stats=False, display=False)
    return Figure(path.stem, len(problem.drops), best, plan.cost, round(alone.cost()))
