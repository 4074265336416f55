"""All routes among many points: each joined to the sea once."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from silog_gis.geodesy import LonLat
from silog_gis.graph.freespace import Micro, to_micro
from silog_gis.sea.found import NoWay, SeaRoute
from silog_gis.sea.route import SeaRouter

Answers = list[list[SeaRoute | NoWay]]


def routes_among(router: SeaRouter, points: Sequence[LonLat]) -> Answers:
    """Give the route from every point (row) to every point (column): those that `SeaRouter.route` finds, and the same way back."""
    micro = [to_micro(point) for point in points]
    ends = {point: router.end(point) for point in sorted(set(micro))}
    found = {(a, b): router.between(ends[a], ends[b]) for a in ends for b in ends if a <= b}
    return [[_between(found, a, b) for b in micro] for a in micro]


def lengths_among_m(answers: Answers) -> NDArray[np.float64]:
    """Give the length of every route in metres, infinite where there is none."""
    return np.array([[one.length_m if isinstance(one, SeaRoute) else np.inf for one in row] for row in answers])


def _between(found: dict[tuple[Micro, Micro], SeaRoute | NoWay], a: Micro, b: Micro) -> SeaRoute | NoWay:
    if a <= b:
        return found[a, b]
    back = found[b, a]
    return back.turned if isinstance(back, SeaRoute) else back
