"""`silog bench plans`: whole plans of scenarios: how long they take, whether what is said of them comes true, and what others would do."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np

from silog.bench import tables
from silog.bench.planner.baselines import least_cost, outermost_first
from silog.errors import WRONG_INPUT, SilogError
from silog_gis.land import Land
from silog_gis.plan.making.case import Case
from silog_gis.plan.making.desk import Desk
from silog_gis.plan.making.stopping import Budget
from silog_gis.plan.problem import UnplannableError
from silog_gis.plan.scenarios.building import task_of
from silog_gis.plan.scenarios.files import read_shipped
from silog_gis.plan.scenarios.reference import Reference
from silog_gis.plan.stages.improving import Whole, improved
from silog_gis.plan.stages.rounds import HubRounds
from silog_gis.plan.stages.weathering import Weathers
from silog_gis.plan.whole.ways import CoastWays, Ways

SCENARIOS: Final = 80_000
_SAID: Final = 0.9
_NEAR: Final = (0.85, 0.95)
_EARLIER_H: Final = (0, 6, 12, 18, 24, 30)
_HEADINGS: Final = ("scenario", "stations", "CPU s", "80,000 weathers, CPU s", "said 90 %, fresh", *(f"-{hours} h" for hours in _EARLIER_H))


@dataclass(frozen=True, slots=True)
class Figure:
    """What came of one scenario. `worst` has the least chance of any place if everything were due so many hours earlier, by whose plan."""

    name: str
    stations: int
    cpu_s: float
    weather_cpu_s: float
    comes_true: float
    worst: dict[str, tuple[float, ...]]

    def rows(self) -> list[tuple[str, ...]]:
        """Write it: a line for each plan."""
        about = (f"{self.stations:,}", f"{self.cpu_s:.1f}", f"{self.weather_cpu_s:.2f}", f"{self.comes_true:.0%}")
        return [
            ((self.name, *about) if number == 0 else (f"  {who}", "", "", "", "")) + tuple(f"{share:.1%}" for share in shares)
            for number, (who, shares) in enumerate(self.worst.items())
        ]


def run(names: Sequence[str], seconds: float, seed: int, graphs: Path, say: Callable[[str], None]) -> list[Figure]:
    """Plan each scenario and measure. Refused: a name that no scenario has."""
    reference, ways, found = Reference.shipped(), CoastWays(Land.load(), graphs), list[Figure]()
    for name in names:
        try:
            case = Case(task_of(read_shipped(name), reference))
        except UnplannableError as error:
            raise SilogError(WRONG_INPUT, f"{error}.") from error
        say(f"{name}: {len(case.task.stations):,} stations")
        found.append(_figure(name, case, ways, seconds, seed))
    return found


def for_terminal(figures: Sequence[Figure]) -> str:
    """Write all of them; the first line of each is ours."""
    rows = [row for figure in figures for row in figure.rows()]
    return f"{tables.for_terminal(_HEADINGS, rows)}\nThe last columns: the least chance of any place, were everything due so much earlier."


def _figure(name: str, case: Case, ways: Ways, seconds: float, seed: int) -> Figure:
    began = time.process_time()
    whole = improved(desk := Desk(case, ways, Budget(seconds, lambda _: None, lambda: False), seed), Weathers(case, ways, seed, 4_000))
    cpu_s = time.process_time() - began
    many = Weathers(case, ways, seed + 1, SCENARIOS)
    many.try_out(whole.voyages, whole.rounds)  # compiled, and its memory had
    began = time.process_time()
    said = many.try_out(whole.voyages, whole.rounds)
    weather_cpu_s = time.process_time() - began
    fresh = replace(many, seed=seed + 1_000).try_out(whole.voyages, whole.rounds)
    due_s = np.quantile(said.late_s, _SAID, axis=0, method="higher")
    shares = (fresh.late_s <= due_s).mean(axis=0)
    rivals = {
        "ours": whole.rounds,
        "least cost": tuple(least_cost(hub, seconds / 10, desk.seed) for hub in whole.rounds),
        "outermost first": tuple(outermost_first(hub) for hub in whole.rounds),
    }
    true = float(((shares >= _NEAR[0]) & (shares <= _NEAR[1])).mean())
    worst = {who: _worst(replace(many, scenarios=20_000), whole, rounds) for who, rounds in rivals.items()}
    return Figure(name, len(case.task.stations), cpu_s, weather_cpu_s, true, worst)


def _worst(weathers: Weathers, whole: Whole, rounds: tuple[HubRounds, ...]) -> tuple[float, ...]:
    late_s = weathers.try_out(whole.voyages, rounds).late_s
    return tuple(float((late_s <= -3600 * hours).mean(axis=0).min()) for hours in _EARLIER_H)
