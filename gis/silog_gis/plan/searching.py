"""How PyVRP searches for a hub's rounds: set for some dozens of drops and for seconds, where its own settings are for hours.

What a fault costs decides how a search goes: with too little it finds nothing that holds, with too much it never comes past a fault to a
cheaper plan. PyVRP begins halfway to the greatest cost and comes down by a tenth every 500 iterations: more than a plan has time for.
"""

from typing import Final

import numpy as np
import pyvrp
from pyvrp.search import PerturbationParams

NO_WAY: Final = 1 << 24
"""Where no way leads it takes half a year: longer than any plan, and so little that 64 bits hold a hundred of them at every penalty."""
_MOST_CHANGES: Final = 10
"""Drops that are taken out or put in at random before each descent. With PyVRP's 25 an iteration takes twice as long and finds less."""
_MOST_PENALTY: Final = 1e9
"""What a second too late or a box too many may come to cost the search: more than any drop that is left out."""
_FIRST_PENALTY: Final = 10.0
"""How much dearer than what can be saved by it a fault is at first."""
_LEAST_PENALTY: Final = 4.0
"""How much dearer than the dearest second it stays. Where a second too late is cheaper than one under way, PyVRP 0.14 can go round in a
circle of moves for ever, and no stopping criterion is asked."""


class _Penalties(pyvrp.PenaltyParams):
    """Penalties that begin where faults and costs are of a size."""

    def midpoint_penalties(self, data: pyvrp.ProblemData) -> tuple[list[float], float, float]:
        """Give what a second too late costs by a second under way, and one of load too much by a way and a load, each on average."""
        costs, seconds = np.mean([_mean_way(data, kind) for kind in data.vehicle_types()], axis=0).tolist()
        loads = np.mean([client.delivery for client in data.clients()], axis=0).tolist()
        each_second = _FIRST_PENALTY * costs / max(seconds, 1.0)
        return [_FIRST_PENALTY * costs / max(load, 1.0) for load in loads], each_second, each_second


def search_params(dearest_second: int | None) -> pyvrp.SolveParams:
    """Set the search, by the weight of the dearest second of a vessel; None where drops may be left out.

    Leaving one out is dearer than any way, so faults begin there as dear as PyVRP lets them.
    """
    if dearest_second is None:
        penalties = pyvrp.PenaltyParams(max_penalty=_MOST_PENALTY)
    else:
        penalties = _Penalties(min_penalty=max(0.1, _LEAST_PENALTY * dearest_second), max_penalty=_MOST_PENALTY)
    return pyvrp.SolveParams(penalty=penalties, perturbation=PerturbationParams(min_perturbations=1, max_perturbations=_MOST_CHANGES))


def _mean_way(data: pyvrp.ProblemData, kind: pyvrp.VehicleType) -> tuple[float, float]:
    """Give what a way costs a vehicle on average, and the seconds it takes; those that lead nowhere do not count."""
    metres = np.asarray(data.distance_matrix(kind.profile), dtype=np.int64)
    seconds = np.asarray(data.duration_matrix(kind.profile), dtype=np.int64)
    leads = (metres > 0) & (metres < NO_WAY)
    if not leads.any():
        return 0.0, 0.0
    costs = metres[leads] * kind.unit_distance_cost + seconds[leads] * kind.unit_duration_cost
    return float(costs.mean()), float(seconds[leads].mean())
