"""How sure a plan is: it is sailed in thousands of kinds of weather, with delays and breakdowns, and what comes in time is counted."""

import os
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from silog_gis.plan.outcome import HubPlan, Schedule
from silog_gis.plan.problem import HUB, Drop, HubProblem, Vessel
from silog_gis.plan.simulated import CALL, RISK, sail
from silog_gis.plan.weather import Bulletin, Risks

SCENARIOS: Final = 4_000
_PIECE: Final = 2_000


@dataclass(frozen=True, slots=True)
class Chances:
    """What came of a plan: `late_s` has shape (scenarios, drops), below 0 in time; the drops in the order of the problem."""

    codes: tuple[str, ...]
    late_s: NDArray[np.float32]

    def on_time(self) -> Mapping[str, float]:
        """Give the share of scenarios in which each drop is served in time."""
        return dict(zip(self.codes, (self.late_s <= 0).mean(axis=0).tolist(), strict=True))

    def all_on_time(self) -> float:
        """Give the share of scenarios in which every drop is."""
        return float((self.late_s <= 0).all(axis=1).mean())

    def slack_s(self, share: float) -> Mapping[str, float]:
        """Give how much time each drop has left, or more, in that share of scenarios (0.5: the median); below 0 it is late."""
        return dict(zip(self.codes, (-np.quantile(self.late_s, share, axis=0)).tolist(), strict=True))


def chances(
    problem: HubProblem,
    plan: HubPlan,
    bulletin: Bulletin | None = None,
    risks: Risks | None = None,
    *,
    scenarios: int = SCENARIOS,
    seed: int = 0,
) -> Chances:
    """Sail a plan in so many scenarios. The same seed is the same weather for every plan; drops that are left out are late in each."""
    calls, windows = _tables(problem, plan)
    late_s = np.full((scenarios, len(problem.drops)), np.inf, dtype=np.float32)
    waves = (bulletin or Bulletin.calm()).waves_m
    sail_all(calls, windows, waves, figures_of(risks or Risks.default()), seed, np.zeros((0, 0)), late_s)
    return Chances(tuple(drop.code for drop in problem.drops), late_s)


def figures_of(risks: Risks) -> NDArray[np.void]:
    """Write risks as the compiled loops take them."""
    figures = np.zeros(1, dtype=RISK)
    figures[0] = tuple(getattr(risks, str(name)) for name in RISK.names or ())
    return figures


def sail_all(  # noqa: PLR0917 -- as the compiled loop takes them
    calls: NDArray[np.void],
    windows: NDArray[np.int64],
    waves_m: NDArray[np.float64],
    figures: NDArray[np.void],
    seed: int,
    released_s: NDArray[np.float64],
    late_s: NDArray[np.float32],
) -> None:
    """Sail calls in as many scenarios as `late_s` has rows, a piece on each core at a time; see `sail`."""

    def piece(first: int) -> None:
        end = first + _PIECE
        tables = calls.view(np.recarray), windows, waves_m, figures.view(np.recarray)
        sail(*tables, seed, first, released_s[first:end], late_s[first:end])

    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as threads:
        list(threads.map(piece, range(0, len(late_s), _PIECE)))


def _tables(problem: HubProblem, plan: HubPlan) -> tuple[NDArray[np.void], NDArray[np.int64]]:
    """Write a plan's calls and the windows of its drops as the compiled loop takes them."""
    windows = [drop.windows() for drop in problem.drops]
    ends = np.cumsum([0, *(len(each) for each in windows)]).tolist()
    drops = {drop.code: _Numbered(number, drop, ends[number], ends[number + 1]) for number, drop in enumerate(problem.drops)}
    vessels = {vessel.code: vessel for vessel in problem.vessels}
    rows = [
        (which, *row) for which, schedule in enumerate(plan.schedules) for row in _rows(problem, vessels[schedule.vessel], schedule, drops)
    ]
    return np.array(rows, dtype=CALL), np.array([window for each in windows for window in each], dtype=np.int64).reshape(-1, 2)


@dataclass(frozen=True, slots=True)
class _Numbered:
    """A drop, its number, and where its windows stand among those of all."""

    number: int
    drop: Drop
    first_window: int
    end_window: int


def _rows(problem: HubProblem, vessel: Vessel, schedule: Schedule, drops: Mapping[str, _Numbered]) -> Iterator[tuple[object, ...]]:
    """Give what CALL holds, but for the vessel's number."""
    seconds = problem.travel[vessel.travel].seconds
    for turn, each in enumerate(schedule.rounds):
        place = HUB
        for position, call in enumerate(each.calls):
            known = drops[call.drop]
            drop = known.drop
            home_s = int(seconds[drop.place, HUB]) if position == len(each.calls) - 1 else 0
            times = (each.loads_s, problem.loading_s, int(seconds[place, drop.place]), home_s, drop.handling_s, drop.due_s)
            yield (turn, known.number, known.number, drop.area, *times, 0, known.first_window, known.end_window, vessel.wave_limit_m)
            place = drop.place
