"""Public instances of the multi-trip vehicle routing problem with time windows and release times, as problems of ours.

For `silog bench planner`: the files are VRPLIB's (type MTVRPTWR) with their best known solutions beside them, from PyVRP/Instances. Lengths
and times are tenths of the file's units, cut off (the DIMACS convention of the published costs).
"""

import re
from pathlib import Path

import numpy as np
import pyvrp

from silog_gis.plan.problem import Drop, HubProblem, Travel, Vessel


def read_instance(path: Path) -> tuple[HubProblem, pyvrp.ProblemData]:
    """Read a file as a problem of ours, and as PyVRP itself does. ValueError where it is none."""
    try:
        data = pyvrp.read(path, round_func="dimacs")
    except (KeyError, ValueError, TypeError, IndexError, RuntimeError, OSError) as error:
        message = f"{path}: this is no VRPLIB instance ({error})"
        raise ValueError(message) from error
    travel = Travel(np.asarray(data.distance_matrix(0), dtype=np.int64), np.asarray(data.duration_matrix(0), dtype=np.int64))
    drops = tuple(
        Drop(
            code=f"C{number}",
            place=client.location,
            boxes=client.delivery[0],
            weight_kg=0,
            handling_s=client.service_duration,
            opens_s=client.tw_early,
            due_s=client.tw_late,
            released_s=client.release_time,
        )
        for number, client in enumerate(data.clients(), 1)
    )
    vessels = tuple(
        Vessel(
            code=f"V{number}-{copy}",
            travel="ROAD",
            boxes=kind.capacity[0],
            weight_kg=0,
            from_s=kind.tw_early,
            until_s=kind.tw_late,
            crew_s=min(kind.shift_duration, kind.tw_late - kind.tw_early),
            cost_per_hour=0,
            cost_per_km=1_000 * kind.unit_distance_cost,
            fixed_cost=kind.fixed_cost,
            may_reload=bool(kind.reload_depots),
        )
        for number, kind in enumerate(data.vehicle_types(), 1)
        for copy in range(1, kind.num_available + 1)
    )
    return HubProblem(drops, vessels, {"ROAD": travel}), data


def best_known(path: Path) -> int:
    """Read the cost of the best known solution, from the .sol file beside an instance."""
    found = re.search(r"^Cost:?\s+(\d+)", path.with_suffix(".sol").read_text(), re.MULTILINE)
    if found is None:
        message = f"{path.with_suffix('.sol')}: it names no cost"
        raise ValueError(message)
    return int(found[1])
