"""All routes among many points: one search per point instead of one per pair."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from silog_gis.geodesy import LonLat
from silog_gis.graph.freespace import Micro, to_micro
from silog_gis.route import End, NoWay, SeaRoute, SeaRouter, Way

Answers = list[list[SeaRoute | NoWay]]


def routes_among(router: SeaRouter, points: Sequence[LonLat]) -> Answers:
    """Give the route from every point (row) to every point (column): as long as `SeaRouter.route` finds it, and the same way back.

    Where two ways are equally long, it may be the other one.
    """
    micro = [to_micro(point) for point in points]
    found: dict[tuple[Micro, Micro], SeaRoute | NoWay] = {}
    for start in sorted(set(micro)):
        later = [finish for finish in sorted(set(micro)) if finish >= start]
        found |= {(start, finish): answer for finish, answer in zip(later, _from(router, start, later), strict=True)}
    return [[_between(found, a, b) for b in micro] for a in micro]


def lengths_among_m(answers: Answers) -> NDArray[np.float64]:
    """Give the length of every route in metres, infinite where there is none."""
    return np.array([[one.length_m if isinstance(one, SeaRoute) else np.inf for one in row] for row in answers])


def _from(router: SeaRouter, start: Micro, finishes: Sequence[Micro]) -> list[SeaRoute | NoWay]:
    leave = router.end(start)
    if isinstance(leave, NoWay):
        return [leave] * len(finishes)
    ends = [router.end(finish) for finish in finishes]
    costs_m, came = router.graph.spread(leave.anchor, [end.anchor for end in ends if isinstance(end, End)])

    def over_sea(leaving: End, arrive: End) -> Way | None:
        totals_m = costs_m[arrive.anchor.places] + arrive.anchor.costs_m
        if not len(totals_m) or not np.isfinite(totals_m.min()):
            return None
        chain = [int(arrive.anchor.places[totals_m.argmin()])]
        while came[chain[-1]] >= 0:
            chain.append(int(came[chain[-1]]))
        return router.way_over(leaving, arrive, chain[::-1], float(totals_m.min()))

    return [router.between(leave, end, over_sea) for end in ends]


def _between(found: dict[tuple[Micro, Micro], SeaRoute | NoWay], a: Micro, b: Micro) -> SeaRoute | NoWay:
    if a <= b:
        return found[a, b]
    back = found[b, a]
    return back.turned if isinstance(back, SeaRoute) else back
