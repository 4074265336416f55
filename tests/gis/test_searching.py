"""A search that knows twigs from the trunk, and landmarks, finds what one that knows nothing finds on the same sight lines."""

import heapq
import math
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from silog_gis.geodesy import length_m
from silog_gis.graph.anchor import Anchor, is_joined
from silog_gis.graph.freespace import FreeSpace, Micro, to_lonlat, to_micro
from silog_gis.graph.lengths import lengths_between_m
from silog_gis.graph.visgraph import VisGraph
from silog_gis.sea.route import SeaRouter

Routers = Callable[[float], SeaRouter]


def seen(graph: VisGraph, anchor: Anchor) -> dict[int, float]:
    """The places a point really sees, and what each costs from there."""
    rows = range(len(anchor.places))
    lines, turns = graph.lines, graph.turns.corners
    return {int(anchor.places[row]): float(anchor.costs_m[row]) for row in rows if is_joined(anchor.joints, lines, turns, row)}


def least_m(graph: VisGraph, pairs: list[tuple[int, int, float]], leave: Anchor, arrive: Anchor) -> float:
    """What the cheapest way over places costs, by Dijkstra's search over all sight lines."""
    beside: dict[int, list[tuple[int, float]]] = {}
    for one, other, stretch_m in pairs:
        beside.setdefault(one, []).append((other, stretch_m))
        beside.setdefault(other, []).append((one, stretch_m))
    last_m, known = seen(graph, arrive), {}
    heap = [(cost, place) for place, cost in seen(graph, leave).items()]
    heapq.heapify(heap)
    while heap:
        cost, place = heapq.heappop(heap)
        if place not in known:
            known[place] = cost
            for other, stretch_m in beside.get(place, []):
                heapq.heappush(heap, (cost + stretch_m, other))
    return min((known[place] + rest for place, rest in last_m.items() if place in known), default=math.inf)


def linked(graph: VisGraph) -> list[tuple[int, int, float]]:
    pairs = graph.links.pairs()
    lengths_m = lengths_between_m(graph.points[pairs[:, 0]], graph.points[pairs[:, 1]])
    return [(one, other, stretch_m) for (one, other), stretch_m in zip(pairs.tolist(), lengths_m.tolist(), strict=True)]


def drawn_points(coasts: shapely.Geometry, bounds: tuple[float, float, float, float], count: int, seed: int) -> list[Micro]:
    """Points off all coasts, drawn by a seed."""
    chance = np.random.default_rng(seed)
    west, south, east, north = bounds
    drawn = np.column_stack([chance.uniform(west, east, 40 * count), chance.uniform(south, north, 40 * count)]).round(6)
    return [to_micro((lon, lat)) for lon, lat in drawn[~shapely.intersects_xy(coasts, drawn)][:count].tolist()]


@settings(max_examples=25, deadline=None)
@given(
    islets=st.lists(
        st.tuples(st.floats(103.8, 104.2), st.floats(0.8, 1.2), st.floats(0.002, 0.06), st.integers(3, 7), st.floats(0, 6)),
        min_size=2,
        max_size=9,
    ),
    seed=st.integers(0, 1_000_000),
)
def test_among_any_islands_a_way_is_the_cheapest_over_all_sight_lines(
    islets: list[tuple[float, float, float, int, float]], seed: int
) -> None:
    bounds = (103.6, 0.6, 104.4, 1.4)
    turned = [(lon, lat, reach, np.arange(corners) * (2 * np.pi / corners) + by) for lon, lat, reach, corners, by in islets]
    drawn = [shapely.Polygon(np.column_stack([lon + reach * np.cos(at), lat + reach * np.sin(at)])) for lon, lat, reach, at in turned]
    coasts = shapely.set_precision(shapely.union_all(drawn), 1e-6)
    parts = [part for part in shapely.get_parts(coasts) if isinstance(part, shapely.Polygon)]
    graph = VisGraph.build(FreeSpace.around(parts, bounds)).prepared()
    pairs = linked(graph)

    for a, b in pairwise(drawn_points(coasts, bounds, 12, seed)):
        if graph.sees(a, b):
            continue
        leave, arrive = graph.anchor(a), graph.anchor(b)
        found, least = graph.shortest(leave, arrive, b), least_m(graph, pairs, leave, arrive)
        if found is None:
            assert least == math.inf
        else:
            # Lengths are near, not exact: by a corner that is a hair's breadth off a straight line a sum may come out less than the line.
            assert found[1] == pytest.approx(least, rel=1e-8)
            assert length_m([to_lonlat(at) for at in (a, *found[0], b)]) == pytest.approx(least, rel=3e-6)


def test_twigs_and_landmarks_change_no_way_of_this_sea(sea_router: Routers) -> None:
    router = sea_router(500)
    graph = router.graph
    plain = VisGraph.of_pairs(graph.space, graph.grid, graph.turns, graph.links.pairs(), graph.walls)
    assert not graph.links.is_trunk.all()

    coasts = shapely.union_all(router.obstacles.geometries)
    for a, b in pairwise(drawn_points(coasts, router.land.bounds, 12, 4)):
        if graph.sees(a, b):
            continue
        leave, arrive = graph.anchor(a), graph.anchor(b)
        found, known = graph.shortest(leave, arrive, b), plain.shortest(leave, arrive, b)
        assert found is not None
        assert known is not None
        assert found[1] == pytest.approx(known[1], rel=1e-7)
        assert found[0] == known[0]
