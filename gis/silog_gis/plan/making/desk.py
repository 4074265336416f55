"""What every step of the making has before it."""

from dataclasses import dataclass

from silog_gis.plan.making.case import Case
from silog_gis.plan.making.stopping import Budget
from silog_gis.plan.whole.ways import Ways


@dataclass(frozen=True)
class Desk:
    """The task, the ways, the time there is, and the seed of every search."""

    case: Case
    ways: Ways
    budget: Budget
    seed: int
    idle: int = 1_500
    """Iterations without a better plan after which a search is over: the same for the same problem, however fast the machine."""
