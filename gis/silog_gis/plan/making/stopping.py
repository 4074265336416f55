"""When to stop searching: when the time is up, when nothing better came for long, or when whoever asked called it off."""

import time
from dataclasses import dataclass, field

from pyvrp.stop import StoppingCriterion

from silog_gis.plan.whole.progress import IsCancelled, PlanningCancelledError, Progress, Stage, Told


@dataclass(eq=False)
class Budget:
    """The time that a plan has, and who is told of it."""

    seconds: float
    told: Told
    is_cancelled: IsCancelled
    _began: float = field(default_factory=time.monotonic)
    _share: float = 0.0

    def tell(self, stage: Stage, hub: str = "") -> None:
        """Say what is being done; raises PlanningCancelledError where it was called off."""
        self.refuse_cancelled()
        self._share = max(self._share, min(1.0, self.gone_s / self.seconds))
        self.told(Progress(stage, self._share, hub))

    def refuse_cancelled(self) -> None:
        """Raise PlanningCancelledError where the plan was called off."""
        if self.is_cancelled():
            raise PlanningCancelledError

    @property
    def gone_s(self) -> float:
        """How long it has taken."""
        return time.monotonic() - self._began

    def is_over(self, share: float) -> bool:
        """Say whether so much of the time is gone."""
        return self.gone_s >= share * self.seconds

    def stop(self, seconds: float, idle: int) -> StoppingCriterion:
        """Make the end of one search."""
        return _Stop(self, time.monotonic() + max(0.0, seconds), idle)


@dataclass(eq=False)
class _Stop:
    budget: Budget
    at: float
    idle: int
    best: float = float("inf")
    since: int = 0

    def __call__(self, best_cost: int) -> bool:
        self.budget.refuse_cancelled()
        self.since = 0 if best_cost < self.best else self.since + 1
        self.best = min(self.best, best_cost)
        return self.since >= self.idle or time.monotonic() >= self.at
