"""A small hub: places on a grid, pompongs, and what a test changes of it."""

from dataclasses import replace
from typing import Any

import numpy as np

from silog_gis.plan.problem import Drop, HubProblem, Travel, Vessel

HOUR = 3_600
DAY = 24 * HOUR


def travel(points: list[tuple[int, int]], mps: float = 3.0) -> Travel:
    """Ways along straight lines between points in metres."""
    at = np.array(points)
    metres = np.hypot(*(at[:, None] - at[None]).transpose(2, 0, 1)).astype(np.int64)
    return Travel(metres, np.ceil(metres / mps).astype(np.int64))


def drop(number: int, **changes: Any) -> Drop:  # noqa: ANN401 -- whatever a drop has
    plain = Drop(f"D{number}", number, boxes=4, weight_kg=32, handling_s=900, opens_s=0, due_s=2 * DAY)
    return replace(plain, **changes)


def vessel(number: int, **changes: Any) -> Vessel:  # noqa: ANN401 -- whatever a vessel has
    plain = Vessel(
        f"V{number}", "POMPONG", boxes=12, weight_kg=400, from_s=0, until_s=2 * DAY, crew_s=DAY, cost_per_hour=100, cost_per_km=5
    )
    return replace(plain, **changes)


def problem(drops: list[Drop], vessels: list[Vessel] | None = None, *, seed: int = 1, loading_s: int = 600) -> HubProblem:
    """Drops at random places within 30 km of the hub."""
    chance = np.random.default_rng(seed)
    points = [(0, 0), *(tuple(chance.integers(-30_000, 30_000, 2).tolist()) for _ in range(max(each.place for each in drops)))]
    return HubProblem(tuple(drops), tuple(vessels or [vessel(1), vessel(2)]), {"POMPONG": travel(points)}, loading_s)
